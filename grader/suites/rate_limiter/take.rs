//! The hidden suite of `take`: each at its moment, and each in its turn.

use crate::common::{
    MILLISECOND, SECOND, Taken, expect_at_most_come, expect_come, expect_token, expect_wait,
};
use check::prelude::*;
use rate_limiter::TokenBucket;
use std::thread;

/// Names, and the moments at which they got their tokens, as a list to compare with.
type Served = Log<(&'static str, Duration)>;

/// Everybody got their tokens at these moments: first the order counts, then the times.
#[track_caller]
fn expect_served<const N: usize>(served: &Served, want: [(&'static str, Duration); N]) {
    let got = served.snapshot();
    expect_sequence(
        "the order of service",
        got.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        want.map(|(name, _)| name),
    );
    for ((name, at), (_, moment)) in got.into_iter().zip(want) {
        expect_took(&format!("the time until {name} has a token"), at, moment);
    }
}

/// Takes the token that a full bucket of 1 holds.
#[track_caller]
fn emptied() -> TokenBucket {
    let bucket = TokenBucket::new(1, SECOND);
    expect_token("the only token of a full bucket", bucket.try_take());
    bucket
}

check::suite! {
    /// What is there is taken at once; the rest comes, one each `every`, and is waited for.
    #[check(basic, weight = 4, exhaustive)]
    fn takes_or_waits() {
        let bucket = TokenBucket::new(2, SECOND);
        for (number, wait) in [(1, 0), (2, 0), (3, 1), (4, 1)] {
            let ((), time) = took(|| bucket.take());
            expect_took(
                &format!("taking token {number} of a bucket of 2"),
                time,
                wait * SECOND,
            );
        }
        expect_wait("the token after those", bucket.try_take(), SECOND);
    }

    /// Several who wait get one token each, each at the moment at which it comes.
    #[check(basic, weight = 3)]
    fn each_gets_one_of_the_tokens() {
        let (bucket, served) = (TokenBucket::new(2, SECOND), Log::new());
        thread::scope(|scope| {
            for _ in 0..5 {
                scope.spawn(|| {
                    bucket.take();
                    served.push(elapsed());
                });
            }
        });
        let want = [0, 0, 1, 2, 3].map(|seconds| seconds * SECOND);
        for (got, want) in served.snapshot().into_iter().zip(want) {
            if got < want {
                fail(
                    Code::LimitExceeded,
                    format!("a token that comes after {want:?} was taken after {got:?}"),
                );
            }
            expect_took("the wait for a token", got, want);
        }
    }

    /// Who waits is served in the order in which they came.
    #[check(ordering, weight = 4)]
    fn first_come_first_served() {
        let (bucket, served) = (emptied(), Served::new());
        thread::scope(|scope| {
            for name in ["ann", "ben", "cid"] {
                let (bucket, served) = (&bucket, &served);
                scope.spawn(move || {
                    bucket.take();
                    served.push((name, elapsed()));
                });
                advance(100 * MILLISECOND);
            }
        });
        expect_served(
            &served,
            [("ann", SECOND), ("ben", 2 * SECOND), ("cid", 3 * SECOND)],
        );
    }

    /// Who comes at the very moment at which a token comes does not pass those who waited for it.
    #[check(ordering, weight = 3)]
    fn nobody_passes_at_the_last_moment() {
        let (bucket, served) = (emptied(), Served::new());
        thread::scope(|scope| {
            scope.spawn(|| {
                bucket.take();
                served.push(("who waited", elapsed()));
            });
            settle();
            thread::sleep(SECOND);
            bucket.take();
            served.push(("who came last", elapsed()));
        });
        expect_served(
            &served,
            [("who waited", SECOND), ("who came last", 2 * SECOND)],
        );
    }

    /// `try_take` passes nobody who waits, and counts them in the wait that it tells.
    #[check(ordering, weight = 4)]
    fn try_take_stands_behind() {
        let bucket = emptied();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| bucket.take());
            }
            advance(300 * MILLISECOND);
            expect_wait(
                "the token behind two who wait, at 0.3 s,",
                bucket.try_take(),
                2 * SECOND + 700 * MILLISECOND,
            );
            thread::sleep(700 * MILLISECOND);
            expect_wait(
                "the token behind two who wait, when the first one's comes,",
                bucket.try_take(),
                2 * SECOND,
            );
            thread::sleep(500 * MILLISECOND);
            expect_wait(
                "the token behind one who waits, at 1.5 s,",
                bucket.try_take(),
                SECOND + 500 * MILLISECOND,
            );
            thread::sleep(SECOND + 500 * MILLISECOND);
            expect_come("the token of 3 s, which nobody waits for,", bucket.try_take());
        });
    }

    /// Who has been served and comes again stands behind those who came meanwhile.
    #[check(ordering, weight = 3, fair)]
    fn who_comes_again_stands_behind() {
        let (bucket, served) = (emptied(), Served::new());
        thread::scope(|scope| {
            for name in ["ann", "ben"] {
                let (bucket, served) = (&bucket, &served);
                scope.spawn(move || {
                    for _ in 0..2 {
                        bucket.take();
                        served.push((name, elapsed()));
                    }
                });
                settle();
            }
        });
        let want = [("ann", 1), ("ben", 2), ("ann", 3), ("ben", 4)];
        expect_served(&served, want.map(|(name, at)| (name, at * SECOND)));
    }

    /// Waiting does not disturb the clock: tokens come at the same moments whoever takes them.
    #[check(timing, weight = 3)]
    fn waiting_does_not_disturb_the_clock() {
        let bucket = TokenBucket::new(2, SECOND);
        for moment in [0, 0, 300, 1_200] {
            let moment = moment * MILLISECOND;
            thread::sleep(moment.saturating_sub(elapsed()));
            bucket.take();
        }
        expect_took("taking the token of 2 s", elapsed(), 2 * SECOND);
        thread::sleep(SECOND + 600 * MILLISECOND);
        expect_come("the token of 3 s, at 3.6 s,", bucket.try_take());
        expect_wait(
            "the token of 4 s, at 3.6 s,",
            bucket.try_take(),
            400 * MILLISECOND,
        );
    }

    /// Nobody is held up by those who wait: `try_take` answers at once, and others can join the line.
    #[check(deadlock, weight = 3)]
    fn who_waits_holds_up_nobody() {
        let (bucket, answers): (_, Log<(Taken, Duration)>) = (emptied(), Log::new());
        thread::scope(|scope| {
            scope.spawn(|| bucket.take());
            settle();
            scope.spawn(|| {
                let (taken, time) = took(|| bucket.try_take());
                answers.push((taken, time));
            });
            thread::sleep(500 * MILLISECOND);
            let ((), time) = took(|| bucket.take());
            expect_took(
                "the wait of one who comes after half a period, behind another,",
                time,
                SECOND + 500 * MILLISECOND,
            );
        });
        for (taken, time) in answers.snapshot() {
            expect_took("asking with `try_take` while another waits", time, Duration::ZERO);
            expect_wait("the token behind one who waits", taken, 2 * SECOND);
        }
    }

    /// However slow the threads are, and even if they wake for no reason: no token is given too early,
    /// and nobody is forgotten.
    #[check(deadlock, weight = 3, adverse)]
    fn waking_for_no_reason_changes_nothing() {
        let (bucket, given) = (TokenBucket::new(1, SECOND), Count::new());
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    bucket.take();
                    given.add();
                    expect_at_most_come(&given, 1);
                });
            }
        });
        expect_eq("how many got a token", given.get(), 3);
    }
}
