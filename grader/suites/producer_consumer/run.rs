//! The hidden suite of `run`: everybody at once, one close, and figures that are exact.

use crate::common::{SECOND, counted, slowly};
use check::prelude::*;
use producer_consumer::Report;
use std::thread;

/// The function under test, with producers and consumers of one type each: it is compiled once.
fn run(
    producers: Vec<impl Iterator<Item = u32> + Send>,
    consumers: Vec<impl FnMut(u32) + Send>,
    capacity: usize,
) -> Report {
    let (mut sources, mut sinks) = (Vec::new(), Vec::new());
    for producer in producers {
        sources.push(Box::new(producer) as Box<dyn Iterator<Item = u32> + Send + '_>);
    }
    for consumer in consumers {
        sinks.push(Box::new(consumer) as Box<dyn FnMut(u32) + Send + '_>);
    }
    producer_consumer::run(sources, sinks, capacity)
}

check::suite! {
    /// Every item of every producer is consumed once, and `items` counts them.
    #[check(basic, weight = 3)]
    fn consumes_every_item() {
        let consumed = Log::new();
        let consumer = || |item| consumed.push(item);
        let report = during(Code::Deadlock, "the run of two producers and two consumers", || {
            run(vec![1..=2, 11..=13], vec![consumer(), consumer()], 1)
        });
        expect_same_items("what was consumed", consumed.snapshot(), [1, 2, 11, 12, 13]);
        expect_eq("`items`", report.items, 5);
    }

    /// Producers may have nothing, and there may be none.
    #[check(basic, weight = 2)]
    fn works_with_nothing() {
        let nothing = Report { items: 0, high_water: 0, blocked: 0 };
        for producers in [vec![], vec![0..0], vec![0..0, 5..5]] {
            let consumer = |_: u32| fail(Code::WrongValue, "a consumer got an item, and there was none");
            expect_eq("the report of nothing", run(producers, vec![consumer], 2), nothing);
        }
        let mut only = Vec::new();
        run(vec![0..0, 7..8], vec![|item| only.push(item)], 3);
        expect_sequence("what was consumed", only, [7]);
    }

    /// One producer's items reach one consumer in order.
    #[check(ordering, weight = 2)]
    fn keeps_the_order_of_a_producer() {
        let mut consumed = Vec::new();
        run(vec![1..=2], vec![|item| consumed.push(item)], 1);
        expect_sequence("what was consumed", consumed, [1, 2]);
    }

    /// `high_water` is the most that was in the buffer at once, and `blocked` the puts that had to wait.
    #[check(resources, weight = 5)]
    fn reports_what_happened() {
        // Items at 1 s, 2 s, 3 s, 4 s; each takes 10 s to consume. With room for 2, the third waits in the
        // buffer beside the second, and the fourth has to wait from 4 s to 11 s.
        for (capacity, high_water, blocked) in [(1, 1, 2), (2, 2, 1), (9, 3, 0)] {
            let report = run(vec![slowly(SECOND, 1..=4)], vec![|_| thread::sleep(10 * SECOND)], capacity);
            let want = Report { items: 4, high_water, blocked };
            expect_eq(&format!("the report of a slow consumer, with capacity {capacity}"), report, want);
        }
        // Two producers that wait at the same time: at 3 s and at 3.5 s, for the place that comes at 11 s.
        let producers = vec![slowly(SECOND, 0..3), slowly(Duration::from_millis(3_500), 0..2)];
        let report = run(producers, vec![|_| thread::sleep(10 * SECOND)], 1);
        expect_eq("the report of two producers", report, Report { items: 5, high_water: 1, blocked: 3 });
        // A consumer that is faster: each item is taken before the next one comes.
        let report = run(vec![slowly(SECOND, 1..=3)], vec![drop], 5);
        expect_eq("the report of a fast consumer", report, Report { items: 3, high_water: 1, blocked: 0 });
    }

    /// `high_water` never exceeds the capacity, whoever is faster.
    #[check(resources, weight = 2)]
    fn keeps_to_the_capacity() {
        let report = run(vec![0..2, 0..2, 0..2], vec![drop], 2);
        expect_eq("`items`", report.items, 6);
        let text = format!("the most items in a buffer for 2 were {}", report.high_water);
        expect(report.high_water <= 2, Code::LimitExceeded, text.as_str());
        expect(report.high_water >= 1, Code::WrongValue, text.as_str());
        expect(report.blocked <= 6, Code::WrongValue, format!("{} of 6 puts had to wait", report.blocked));
    }

    /// All producers and all consumers work at the same time.
    #[check(timing, weight = 4)]
    fn everybody_works_at_once() {
        let consumer = || |_| thread::sleep(SECOND);
        let (report, time) = took(|| {
            let producers = vec![slowly(SECOND, 0..2), slowly(SECOND, 0..2), slowly(SECOND, 0..2)];
            run(producers, vec![consumer(), consumer(), consumer()], 3)
        });
        expect_makespan("3 producers of 2 s and 3 consumers of 1 s an item", time, 3 * SECOND);
        expect_eq("`items`", report.items, 6);
    }

    /// The buffer closes with the last producer, not with the first.
    #[check(ordering, weight = 3)]
    fn waits_for_the_last_producer() {
        let consumed = Log::new();
        let report = run(
            vec![slowly(SECOND, 0..1), slowly(5 * SECOND, 1..3)],
            vec![|item| consumed.push((item, elapsed()))],
            1,
        );
        let want = [(0, SECOND), (1, 5 * SECOND), (2, 10 * SECOND)];
        expect_sequence("what was consumed, and when", consumed.snapshot(), want);
        expect_eq("`items`", report.items, 3);
        expect_took("the run", elapsed(), 10 * SECOND);
    }

    /// A panic of a producer or of a consumer ends the run and reaches the caller; nobody is left waiting.
    #[check(deadlock, weight = 4)]
    fn a_panic_ends_the_run() {
        let broken = |at: u32| {
            move |item: u32| {
                if item == at {
                    boom("a panic that this check provokes in a consumer");
                }
            }
        };
        let pulled = Count::new();
        during(Code::Deadlock, "the end of a run whose only consumer has panicked", || {
            expect_panic("run, if its only consumer panics,", "", || run(vec![counted(200, &pulled)], vec![broken(2)], 1));
        });
        expect_no_threads("run, after a panic of its only consumer");
        expect(
            pulled.get() <= 4,
            Code::CancellationIgnored,
            format!("the only consumer panicked with the second item, and {} were pulled", pulled.get()),
        );

        expect_panic("run, if a producer panics,", "", || {
            let items = (0..3).inspect(|item| {
                if *item == 1 {
                    boom("a panic that this check provokes in a producer");
                }
            });
            run(vec![items], vec![drop, drop], 1)
        });
        expect_no_threads("run, after a panic of a producer");
    }

    /// After a panic nothing more is put in, though others could go on.
    #[check(cancellation, weight = 3)]
    fn a_panic_stops_the_others() {
        let pulled = Count::new();
        expect_panic("run, if one of two consumers panics,", "", || {
            let consumer = || {
                |item| {
                    if item == 2 {
                        boom("a panic that this check provokes in a consumer");
                    }
                }
            };
            run(vec![slowly(SECOND, counted(100, &pulled))], vec![consumer(), consumer()], 1)
        });
        expect(
            pulled.get() <= 3,
            Code::CancellationIgnored,
            format!("a consumer panicked at 2 s, and {} items were pulled, one a second", pulled.get()),
        );
    }

    /// A capacity of 0, and no consumers, are refused by a panic that names the parameter.
    #[check(resources)]
    fn refuses_what_cannot_work() {
        expect_panic("run with capacity 0", "capacity", || run(vec![0..1], vec![drop], 0));
        expect_panic("run without consumers", "consumers", || run(vec![0..1], Vec::<fn(u32)>::new(), 1));
        expect_no_threads("runs that were refused");
    }

    /// However slow the threads are, and whatever wakes them: nothing is lost and nobody is stuck.
    #[check(deadlock, weight = 2, adverse)]
    fn survives_a_slow_machine() {
        let consumed = Log::new();
        let consumer = || |item| consumed.push(item);
        let pause = Duration::from_millis(10);
        let report = run(vec![slowly(pause, 0..1), slowly(pause, 1..2)], vec![consumer(), consumer()], 1);
        expect_same_items("what was consumed", consumed.snapshot(), [0, 1]);
        expect_eq("`items`", report.items, 2);
    }
}
