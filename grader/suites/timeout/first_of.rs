//! The hidden suite of `first_of`: one winner, and losers that are told.

use crate::common::ms;
use check::prelude::*;
use std::thread;
use timeout::{CallError, first_of};

/// A call.
type Call<T = u32> = Box<dyn FnOnce(Receiver<()>) -> T + Send>;

/// Returns `value` after `time`, whether it is told to stop or not.
fn stubborn(time: Duration, value: u32) -> Call {
    Box::new(move |_stop| {
        thread::sleep(time);
        value
    })
}

/// Panics after `time`.
fn broken(time: Duration) -> Call {
    Box::new(move |_stop| {
        thread::sleep(time);
        boom("a panic that this check provokes in a call")
    })
}

/// Waits until it is told to stop, notes when that was, and returns 0.
fn obedient(told: &Log<Duration>) -> Call {
    let told = told.clone();
    Box::new(move |stop| {
        expect(
            stop.recv().is_err(),
            Code::WrongValue,
            "a message was sent on the channel that should only close",
        );
        told.push(elapsed());
        0
    })
}

/// Everybody who waited was told at `moment`, and has ended.
fn expect_told(told: &Log<Duration>, losers: usize, moment: Duration) {
    expect_cancelled("the calls that wait until they are told to stop");
    expect_eq(
        "the moments at which the losers were told",
        told.snapshot(),
        vec![moment; losers],
    );
}

check::suite! {
    /// The result of the call that returns first is returned, whatever its place in the list.
    #[check(basic, weight = 3)]
    fn the_first_to_return_wins() {
        for (place, times) in [[300, 100, 200], [100, 200, 300], [200, 300, 100]]
            .into_iter()
            .enumerate()
        {
            let quickest = [1, 0, 2][place];
            let calls = (0..)
                .zip(times)
                .map(|(number, time)| stubborn(ms(time), number))
                .collect();
            expect_eq(
                "the winner of three calls",
                first_of(calls, ms(500)),
                Ok(quickest),
            );
        }
    }

    /// If nobody returns in time, the race is given up at the limit.
    #[check(basic, weight = 2, exhaustive)]
    fn gives_up_at_the_limit() {
        let calls = vec![stubborn(ms(900), 1), stubborn(ms(700), 2)];
        let (result, time) = took(|| first_of(calls, ms(500)));
        expect_eq(
            "what came of two slow calls",
            result,
            Err(CallError::TimedOut),
        );
        expect_took("the wait with a limit of 500 ms", time, ms(500));
    }

    /// Of calls that return at the same moment one wins, and nobody is stuck.
    #[check(basic)]
    fn one_of_equals_wins() {
        let result = first_of(
            vec![stubborn(Duration::ZERO, 1), stubborn(Duration::ZERO, 2)],
            ms(500),
        );
        expect(
            matches!(result, Ok(1 | 2)),
            Code::WrongValue,
            format!("two calls returned 1 and 2, and first_of returned {result:?}"),
        );
    }

    /// All calls start at once.
    #[check(timing, weight = 2)]
    fn all_start_at_once() {
        let started = Log::new();
        let call = |number: u32| -> Call {
            let started = started.clone();
            Box::new(move |_stop| {
                started.push((number, elapsed()));
                thread::sleep(ms(100));
                number
            })
        };
        let (result, time) = took(|| first_of((0..4).map(call).collect(), ms(500)));
        expect_eq("whether somebody won", result.is_ok(), true);
        expect_took("a race of calls of 100 ms", time, ms(100));
        expect_same_items(
            "who started, and when",
            started.snapshot(),
            (0..4).map(|n| (n, Duration::ZERO)),
        );
    }

    /// The losers are told when somebody has won, and not before.
    #[check(cancellation, weight = 4)]
    fn tells_the_losers_of_the_win() {
        let told = Log::new();
        let calls = vec![obedient(&told), stubborn(ms(100), 7), obedient(&told)];
        expect_eq("the winner", first_of(calls, ms(500)), Ok(7));
        expect_told(&told, 2, ms(100));
    }

    /// At the limit everybody is told.
    #[check(cancellation, weight = 3)]
    fn tells_everybody_at_the_limit() {
        let told = Log::new();
        let calls = vec![obedient(&told), obedient(&told)];
        expect_eq(
            "what came of two calls that wait",
            first_of(calls, ms(500)),
            Err(CallError::TimedOut),
        );
        expect_told(&told, 2, ms(500));
    }

    /// A call that panics does not win, and the others go on undisturbed.
    #[check(deadlock, weight = 3)]
    fn a_panic_never_wins() {
        let told = Log::new();
        let calls = vec![
            broken(ms(50)),
            obedient(&told),
            stubborn(ms(200), 7),
            broken(ms(100)),
        ];
        let (result, time) = took(|| first_of(calls, ms(500)));
        expect_eq("the winner beside two calls that panic", result, Ok(7));
        expect_took("the race", time, ms(200));
        expect_told(&told, 1, ms(200));
    }

    /// When no call is left that could win, that is told at once.
    #[check(timing, weight = 2)]
    fn tells_at_once_that_all_have_panicked() {
        let (result, time) = took(|| first_of(vec![broken(ms(50)), broken(ms(100))], ms(500)));
        expect_eq(
            "what came of two calls that panic",
            result,
            Err(CallError::Panicked),
        );
        expect_took("noticing that the last one has panicked", time, ms(100));
        let (result, time) = took(|| first_of(Vec::<Call>::new(), ms(500)));
        expect_eq("what came of no calls", result, Err(CallError::Panicked));
        expect_took("noticing that there are none", time, Duration::ZERO);
    }

    /// A panicked call and one that is too slow are a timeout.
    #[check(timing)]
    fn a_panic_is_no_answer_for_the_slow() {
        let calls = vec![broken(ms(50)), stubborn(ms(900), 1)];
        let (result, time) = took(|| first_of(calls, ms(500)));
        expect_eq(
            "what came of a broken call and a slow one",
            result,
            Err(CallError::TimedOut),
        );
        expect_took("the wait with a limit of 500 ms", time, ms(500));
    }

    /// Losers that do not listen are not waited for; each ends quietly when it returns, and what it
    /// returns is dropped.
    #[check(resources, weight = 3)]
    fn the_losers_end_by_themselves() {
        let dropped = Count::new();
        let call = |time: Duration| -> Call<Probe> {
            let probe = Probe::new(&dropped);
            Box::new(move |_stop| {
                thread::sleep(time);
                probe
            })
        };
        let calls = vec![call(ms(600)), call(ms(100)), call(ms(900))];
        let (winner, time) = took(|| first_of(calls, ms(500)));
        expect_eq("whether somebody won", winner.is_ok(), true);
        expect_took("the race", time, ms(100));
        advance(ms(801));
        expect_no_threads("first_of, after its last loser has returned");
        expect(
            dropped.get() == 2,
            Code::LimitExceeded,
            format!(
                "2 late results should have been dropped by now, and {} were",
                dropped.get()
            ),
        );
        drop(winner);
    }

    /// `Duration::MAX` is a limit that never comes.
    #[check(timing)]
    fn knows_no_limit() {
        let calls = vec![stubborn(Duration::from_secs(86_400), 7), broken(ms(1))];
        expect_eq(
            "the winner after a day",
            first_of(calls, Duration::MAX),
            Ok(7),
        );
    }

    /// A win just as the limit is over is a win or a timeout, the losers are told, and nobody is
    /// stuck, however slow the threads are.
    #[check(deadlock, weight = 3, adverse)]
    fn survives_the_race() {
        let told = Log::new();
        let calls = vec![stubborn(ms(10), 7), obedient(&told)];
        let result = first_of(calls, ms(10));
        // The obedient one returns 0, but only after somebody has won or the limit is over.
        expect(
            matches!(result, Ok(7) | Err(CallError::TimedOut)),
            Code::WrongValue,
            format!("a call that returned 7 and one that waits gave {result:?}"),
        );
        // Whoever has not been told by now is found as a leak when the check is over.
    }
}
