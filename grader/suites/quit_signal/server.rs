//! The hidden suite of `Server`: the queue, the workers, and two kinds of end.

use crate::common::ms;
use check::prelude::*;
use quit_signal::{Server, Shutdown};
use std::thread;

/// No handler of these checks takes nearly so long.
const AGES: Duration = Duration::from_secs(3_600);

check::suite! {
    /// Every accepted request is handled once before a clean shutdown.
    #[check(basic, weight = 3)]
    fn works_off_what_was_accepted() {
        let handled = Log::new();
        let log = handled.clone();
        let server = Server::start(2, move |number: u32| log.push(number));
        for number in 1..=3 {
            server.submit(number);
        }
        expect_eq("the shutdown", server.shutdown(AGES), Shutdown::Clean);
        expect_same_items("what was handled", handled.snapshot(), 1..=3);
    }

    /// A shutdown waits for the request in hand, and its thread has ended afterwards.
    #[check(basic, weight = 2)]
    fn waits_for_the_request_in_hand() {
        let finished = Count::new();
        let count = finished.clone();
        let server = Server::start(1, move |()| {
            thread::sleep(ms(10));
            count.add();
        });
        server.submit(());
        expect_eq("the shutdown", server.shutdown(AGES), Shutdown::Clean);
        expect_eq(
            "how many requests were finished when it returned",
            finished.get(),
            1,
        );
    }

    /// A server that has nothing to do shuts down cleanly, at once.
    #[check(timing)]
    fn an_idle_server_is_clean() {
        let server = Server::start(2, |()| {});
        let (outcome, time) = took(|| server.shutdown(AGES));
        expect_eq(
            "the shutdown of a server without requests",
            outcome,
            Shutdown::Clean,
        );
        expect_took("that shutdown", time, Duration::ZERO);
    }

    /// Requests are started in the order of submission.
    #[check(ordering, weight = 2)]
    fn starts_in_order() {
        let started = Log::new();
        let log = started.clone();
        let server = Server::start(1, move |number: u32| {
            log.push(number);
            thread::sleep(ms(5));
        });
        for number in 1..=4 {
            server.submit(number);
        }
        expect_eq("the shutdown", server.shutdown(AGES), Shutdown::Clean);
        expect_sequence(
            "the order in which requests were started",
            started.snapshot(),
            1..=4,
        );
    }

    /// `workers` requests are handled at the same time, never more, on `workers` threads.
    #[check(resources, weight = 3)]
    fn runs_as_many_as_it_has_workers() {
        let crowd = Meter::new();
        let meter = crowd.clone();
        let server = Server::start(2, move |()| {
            let _inside = meter.enter();
            thread::sleep(ms(1_000));
        });
        let (outcome, time) = took(|| {
            for _ in 0..5 {
                server.submit(());
            }
            server.shutdown(AGES)
        });
        expect_eq("the shutdown", outcome, Shutdown::Clean);
        expect_peak_at_most("a server with 2 workers", &crowd, 2);
        expect_makespan("5 requests of 1 s with 2 workers", time, ms(3_000));
        expect(
            crowd.threads() <= 2,
            Code::LimitExceeded,
            format!(
                "a server with 2 workers called its handler on {} threads",
                crowd.threads()
            ),
        );
    }

    /// Submitting never waits, from however many threads, and however busy the workers are.
    #[check(timing, weight = 2)]
    fn submitting_never_waits() {
        let handled = Count::new();
        let count = handled.clone();
        let server = Server::start(1, move |()| {
            thread::sleep(ms(10));
            count.add();
        });
        let ((), time) = took(|| {
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        for _ in 0..10 {
                            server.submit(());
                        }
                    });
                }
            });
        });
        expect_took("submitting 20 requests", time, Duration::ZERO);
        expect_eq("the shutdown", server.shutdown(AGES), Shutdown::Clean);
        expect_eq("how many were handled", handled.get(), 20);
    }

    /// A shutdown is clean at the moment when the last request is finished, and lets go of
    /// everything.
    #[check(timing, weight = 3)]
    fn is_clean_as_soon_as_all_is_finished() {
        let dropped = Count::new();
        let probe = Probe::new(&dropped);
        let server = Server::start(2, move |time: Duration| {
            let _kept = &probe;
            thread::sleep(time);
        });
        for time in [ms(300), ms(100), ms(100)] {
            server.submit(time);
        }
        advance(ms(50));
        let (outcome, time) = took(|| server.shutdown(ms(251)));
        expect_eq(
            "the shutdown with a grace that is 1 ms longer than needed",
            outcome,
            Shutdown::Clean,
        );
        expect_took("that shutdown", time, ms(250));
        expect_no_threads("a server, after a clean shutdown");
        expect(
            dropped.get() == 1,
            Code::LimitExceeded,
            "the handler is still kept by somebody",
        );
    }

    /// If everything was finished before, the shutdown is clean, even with a grace of zero.
    #[check(timing)]
    fn needs_no_grace_for_what_is_finished() {
        let server = Server::start(1, |()| {});
        expect_eq(
            "the shutdown of a server without requests",
            server.shutdown(Duration::ZERO),
            Shutdown::Clean,
        );
        let server = Server::start(1, |()| {});
        server.submit(());
        settle();
        let (outcome, time) = took(|| server.shutdown(Duration::ZERO));
        expect_eq(
            "the shutdown of a server that has finished its request",
            outcome,
            Shutdown::Clean,
        );
        expect_took("that shutdown", time, Duration::ZERO);
    }

    /// After the grace the shutdown returns and tells how many requests are unfinished: those in
    /// hand and those that wait.
    #[check(cancellation, weight = 4)]
    fn gives_up_after_the_grace() {
        let server = Server::start(2, thread::sleep);
        for time in [ms(1_000), ms(100), ms(700), ms(100), ms(100)] {
            server.submit(time);
        }
        // Finished: the second at 100 ms, the third at 800 ms, the fourth at 900 ms.
        let (outcome, time) = took(|| server.shutdown(ms(950)));
        expect_took("a shutdown with a grace of 950 ms", time, ms(950));
        expect_eq("the shutdown", outcome, Shutdown::Forced { abandoned: 2 });
        advance(ms(51));
        expect_no_threads("a server, after its last handler has returned");
    }

    /// After the grace no further request is started; those in hand run to their end, those that
    /// wait are dropped.
    #[check(cancellation, weight = 4)]
    fn starts_nothing_after_the_grace() {
        let dropped = Count::new();
        let (started, finished) = (Log::new(), Log::new());
        let (start, finish) = (started.clone(), finished.clone());
        let server = Server::start(1, move |(number, _probe): (u32, Probe)| {
            start.push(number);
            thread::sleep(ms(100));
            finish.push(number);
        });
        for number in 1..=4 {
            server.submit((number, Probe::new(&dropped)));
        }
        expect_eq(
            "the shutdown",
            server.shutdown(ms(150)),
            Shutdown::Forced { abandoned: 3 },
        );
        advance(ms(300));
        expect(
            started.len() <= 2,
            Code::CancellationIgnored,
            format!(
                "2 requests were started before the grace was over, and {} after it",
                started.len().saturating_sub(2)
            ),
        );
        expect_sequence("the requests that were started", started.snapshot(), [1, 2]);
        expect_sequence(
            "the requests that were finished",
            finished.snapshot(),
            [1, 2],
        );
        expect_no_threads("a server, after a forced shutdown");
        expect(
            dropped.get() == 4,
            Code::LimitExceeded,
            "the requests that were never started are still kept by somebody",
        );
    }

    /// A request whose handler panics is finished, and its worker goes on.
    #[check(deadlock, weight = 4, budget = 1_000)]
    fn a_panic_finishes_its_request() {
        let handled = Log::new();
        let log = handled.clone();
        let server = Server::start(1, move |number: u32| {
            if number % 2 == 1 {
                boom("a panic that this check provokes in a handler");
            }
            thread::sleep(ms(100));
            log.push(number);
        });
        for number in 1..=4 {
            server.submit(number);
        }
        let (outcome, time) = took(|| server.shutdown(ms(150)));
        expect_eq(
            "the shutdown, with one request in hand",
            outcome,
            Shutdown::Forced { abandoned: 1 },
        );
        expect_took("the shutdown", time, ms(150));
        advance(ms(100));
        expect_sequence("the requests that were handled", handled.snapshot(), [2, 4]);

        let server = Server::start(2, |()| {
            boom("a panic that this check provokes in a handler")
        });
        for _ in 0..3 {
            server.submit(());
        }
        let (outcome, time) = took(|| server.shutdown(AGES));
        expect_eq("the shutdown after three panics", outcome, Shutdown::Clean);
        expect_took("that shutdown", time, Duration::ZERO);
    }

    /// A server without workers is refused, by a panic that names `workers`, before any thread has
    /// started.
    #[check(resources)]
    fn refuses_to_start_without_workers() {
        expect_panic("Server::start(0, …)", "workers", || {
            drop(Server::start(0, |()| {}))
        });
        expect_no_threads("Server::start(0, …)");
    }

    /// A server that is dropped works off what it has accepted, and then its threads end.
    #[check(resources, weight = 2, exhaustive)]
    fn a_drop_is_graceful() {
        let handled = Log::new();
        let log = handled.clone();
        let server = Server::start(1, move |number: u32| {
            thread::sleep(ms(10));
            log.push(number);
        });
        for number in 1..=3 {
            server.submit(number);
        }
        drop(server);
        advance(ms(31));
        expect_sequence("what was handled after the drop", handled.snapshot(), 1..=3);
        expect_no_threads("a server, after its drop");
    }

    /// `Duration::MAX` is a grace without an end.
    #[check(timing)]
    fn knows_no_limit() {
        let server = Server::start(1, thread::sleep);
        server.submit(AGES);
        expect_eq(
            "the shutdown",
            server.shutdown(Duration::MAX),
            Shutdown::Clean,
        );
    }

    /// If requests finish just as the grace is over, the figures are right all the same, however
    /// slow the threads are.
    #[check(cancellation, weight = 3, adverse)]
    fn counts_right_in_the_race() {
        let finished = Count::new();
        let count = finished.clone();
        let server = Server::start(2, move |()| {
            thread::sleep(ms(10));
            count.add();
        });
        for _ in 0..3 {
            server.submit(());
        }
        let outcome = server.shutdown(ms(20));
        let done = finished.get();
        match outcome {
            Shutdown::Clean => expect_eq(
                "how many of 3 requests were finished at a clean shutdown",
                done,
                3,
            ),
            Shutdown::Forced { abandoned } => {
                let figures = format!(
                    "of 3 requests {done} were finished, and {abandoned} are said to be abandoned"
                );
                expect(
                    (1..=3).contains(&abandoned),
                    Code::WrongValue,
                    figures.as_str(),
                );
                expect(done + abandoned >= 3, Code::LostItem, figures.as_str());
            }
        }
    }

    /// Requests are handled as they come, whether the workers wait or are just about to, and not
    /// only at the shutdown.
    #[check(deadlock, weight = 2)]
    fn wakes_its_workers_for_each_request() {
        let handled = Log::new();
        let log = handled.clone();
        let server = Server::start(2, move |number: u32| log.push(number));
        server.submit(1);
        settle();
        server.submit(2);
        server.submit(3);
        settle();
        expect_same_items(
            "what was handled without a shutdown",
            handled.snapshot(),
            1..=3,
        );
        drop(server);
    }
}
