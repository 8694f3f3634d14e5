//! The hidden suite of `serve`: which requests are handled, and what a quit has to go before.

use crate::common::{later, ms};
use check::prelude::*;
use quit_signal::{Ended, Summary, serve};
use std::thread;

/// A channel of requests that holds `numbers` and stays open with its sender.
fn queued(numbers: impl IntoIterator<Item = u32>) -> (Sender<u32>, Receiver<u32>) {
    let (sender, requests) = unbounded();
    for number in numbers {
        // The receiver is still here, so this cannot fail.
        let _ = sender.send(number);
    }
    (sender, requests)
}

/// Waiting for ever in `serve` means that a quit was not heard.
fn heard<R>(serving: impl FnOnce() -> R) -> R {
    during(Code::CancellationIgnored, "serve, after the quit", serving)
}

/// `serve` handled as many requests as it says, told to quit.
fn expect_quit(summary: Summary, handled: usize) {
    expect_eq(
        "the summary",
        summary,
        Summary {
            handled,
            ended: Ended::Quit,
        },
    );
}

/// No request was handled beyond the first `most`, and the others are still in the channel.
fn expect_untouched(
    handled: &[u32],
    most: usize,
    requests: &Receiver<u32>,
    all: impl IntoIterator<Item = u32>,
) {
    expect(
        handled.len() <= most,
        Code::CancellationIgnored,
        format!(
            "{} requests were handled, {} of them after the quit",
            handled.len(),
            handled.len().saturating_sub(most)
        ),
    );
    let rest: Vec<u32> = requests.try_iter().collect();
    expect_sequence(
        "what was handled, and what is left",
        handled.iter().copied().chain(rest),
        all,
    );
}

check::suite! {
    /// All requests are handled in order, and when there are no more, it ends.
    #[check(basic, weight = 3, exhaustive)]
    fn handles_every_request() {
        let (sender, requests) = unbounded();
        let (_quit, told) = bounded(1);
        thread::spawn(move || (1..=3).all(|number| sender.send(number).is_ok()));
        let mut handled = Vec::new();
        let summary = serve(requests, told, |number: u32| handled.push(number));
        expect_sequence("what was handled", handled, [1, 2, 3]);
        expect_eq(
            "the summary",
            summary,
            Summary {
                handled: 3,
                ended: Ended::Closed,
            },
        );
    }

    /// Told to quit while there is nothing to do, it ends.
    #[check(basic, weight = 2)]
    fn quits_while_it_waits() {
        let (_sender, requests) = queued([1, 2]);
        let (quit, told) = bounded(1);
        later(ms(50), move || drop(quit.send(())));
        let mut handled = Vec::new();
        let (summary, time) =
            took(|| heard(|| serve(requests, told, |number| handled.push(number))));
        expect_sequence("what was handled", handled, [1, 2]);
        expect_quit(summary, 2);
        expect_took("serving until the quit at 50 ms", time, ms(50));
    }

    /// A quit that came before the call goes before everything that is queued.
    #[check(ordering, weight = 4)]
    fn an_earlier_quit_goes_first() {
        let (_sender, requests) = queued([1, 2, 3]);
        let (quit, told) = bounded(1);
        let _ = quit.send(());
        let mut handled = Vec::new();
        let summary = heard(|| serve(requests.clone(), told, |number| handled.push(number)));
        expect_untouched(&handled, 0, &requests, [1, 2, 3]);
        expect_quit(summary, 0);
    }

    /// A quit that comes while a request is handled lets that one finish, and no other begin.
    #[check(ordering, weight = 4)]
    fn a_quit_during_a_request_goes_next() {
        let (_sender, requests) = queued([1, 2, 3, 4]);
        let (quit, told) = bounded(1);
        later(ms(150), move || drop(quit.send(())));
        let mut handled = Vec::new();
        let (summary, time) = took(|| {
            heard(|| {
                serve(requests.clone(), told, |number| {
                    thread::sleep(ms(100));
                    handled.push(number);
                })
            })
        });
        expect_untouched(&handled, 2, &requests, [1, 2, 3, 4]);
        expect_eq(
            "how many requests were begun before the quit, and finished",
            handled.len(),
            2,
        );
        expect_quit(summary, 2);
        expect_took(
            "serving requests of 100 ms, with a quit at 150 ms",
            time,
            ms(200),
        );
    }

    /// That the last sender of the quit channel is gone is a quit too: before the call, while it
    /// waits, and while a request is handled.
    #[check(cancellation, weight = 3)]
    fn takes_a_dropped_sender_for_a_quit() {
        let (_sender, requests) = queued([1, 2]);
        let (quit, told) = bounded(0);
        drop(quit);
        let mut handled = Vec::new();
        expect_quit(
            heard(|| serve(requests.clone(), told, |number| handled.push(number))),
            0,
        );
        expect_untouched(&handled, 0, &requests, [1, 2]);

        let (_sender, requests) = queued([]);
        let (quit, told) = bounded(0);
        later(ms(50), move || drop(quit));
        let (summary, time) = took(|| heard(|| serve(requests, told, drop)));
        expect_quit(summary, 0);
        expect_took("serving until the sender is dropped at 50 ms", time, ms(50));

        let (_sender, requests) = queued([1, 2]);
        let (quit, told) = bounded(0);
        let mut quit = Some(quit);
        expect_quit(heard(|| serve(requests, told, |_| drop(quit.take()))), 1);
    }

    /// Whatever the moment of the quit, a request is either handled or still in the channel, and at
    /// most one is taken after the quit.
    #[check(cancellation, weight = 4, adverse)]
    fn loses_nothing_at_the_quit() {
        let (sender, requests) = queued([1]);
        let (quit, told) = bounded(1);
        let at_quit = Count::new();
        let handled = Log::new();
        let (count, log) = (at_quit.clone(), handled.clone());
        let rest = thread::spawn(move || {
            let _ = sender.send(2);
            let _ = quit.send(());
            (0..log.len()).for_each(|_| count.add());
            for number in 3..=5 {
                let _ = sender.send(number);
            }
        });
        let noted = handled.clone();
        let summary = heard(|| serve(requests.clone(), told, |number| noted.push(number)));
        expect_quit(summary, handled.len());
        let _ = rest.join();
        // In hand when the quit came, and not yet noted: one. Taken beside the quit: one more.
        expect_untouched(&handled.snapshot(), at_quit.get() + 2, &requests, 1..=5);
    }

    /// A request is handled as soon as it comes, on the caller's thread, and no thread is left.
    #[check(timing, weight = 3)]
    fn handles_each_request_as_it_comes() {
        let (sender, requests) = unbounded();
        let (_quit, told) = bounded(1);
        thread::spawn(move || {
            for number in 1..=3 {
                thread::sleep(ms(30));
                let _ = sender.send(number);
            }
        });
        let caller = thread_number();
        let mut moments = Vec::new();
        let summary = serve(requests, told, |_number: u32| {
            expect_eq("the thread that handles a request", thread_number(), caller);
            moments.push(elapsed());
        });
        expect_eq(
            "the summary",
            summary,
            Summary {
                handled: 3,
                ended: Ended::Closed,
            },
        );
        expect_eq(
            "the moments at which the requests were handled",
            moments,
            [ms(30), ms(60), ms(90)],
        );
        expect_no_threads("serve");
    }

    /// A panic in `handle` reaches the caller, and the other requests stay in the channel.
    #[check(resources, weight = 2)]
    fn a_panic_reaches_the_caller() {
        let (sender, requests) = queued([1, 2, 3]);
        drop(sender);
        let (_quit, told) = bounded::<()>(1);
        let outcome = catch(|| {
            serve(requests.clone(), told, |number| {
                if number == 2 {
                    boom("a panic that this check provokes in `handle`");
                }
            })
        });
        let message = outcome.err().unwrap_or_default();
        expect(
            message.contains("this check provokes"),
            Code::WrongValue,
            "the panic in `handle` did not reach the caller of serve",
        );
        expect_sequence("the requests that are left", requests.try_iter(), [3]);
        expect_no_threads("serve, after a panic in `handle`");
    }
}
