//! The hidden suite of `token_bucket`: how many there are, and when the next one comes.

use crate::common::{
    MILLISECOND, NANOSECOND, SECOND, expect_at_most_come, expect_come, expect_one_of, expect_token,
    expect_wait,
};
use check::prelude::*;
use rate_limiter::TokenBucket;
use std::thread;

const YEAR: Duration = Duration::from_hours(365 * 24);

/// Takes what is in a bucket that must hold so many, to the last.
#[track_caller]
fn empty(bucket: &TokenBucket, capacity: u32) {
    for number in 1..=capacity {
        expect_token(
            &format!("token {number} of a full bucket of {capacity}"),
            bucket.try_take(),
        );
    }
}

check::suite! {
    /// A new bucket holds `capacity` tokens, and no more; asking costs no time.
    #[check(basic, weight = 4, exhaustive)]
    fn a_new_bucket_is_full() {
        for capacity in [1, 3] {
            let bucket = TokenBucket::new(capacity, SECOND);
            let ((), time) = took(|| empty(&bucket, capacity));
            expect_took("taking tokens that are there", time, Duration::ZERO);
            let (refused, time) = took(|| bucket.try_take());
            expect_took("being told that there is none", time, Duration::ZERO);
            expect_wait(&format!("one token more than {capacity}"), refused, SECOND);
        }
    }

    /// After each `every` there is one token more, and only one.
    #[check(basic, weight = 4)]
    fn one_comes_each_period() {
        let bucket = TokenBucket::new(2, SECOND);
        empty(&bucket, 2);
        for number in 1..=3 {
            thread::sleep(SECOND);
            expect_come(
                &format!("the token that came after {number} s"),
                bucket.try_take(),
            );
            expect_wait(
                &format!("a second token after {number} s"),
                bucket.try_take(),
                SECOND,
            );
        }
    }

    /// The wait is exact: one nanosecond before its end there is no token, and at its end there is.
    #[check(timing, weight = 3)]
    fn the_wait_is_exact() {
        let every = Duration::from_nanos(1_333_333_333);
        let bucket = TokenBucket::new(3, every);
        empty(&bucket, 3);
        let mut rest = every;
        for passed in [
            100 * MILLISECOND,
            700 * NANOSECOND,
            Duration::from_nanos(333_333_333),
        ] {
            thread::sleep(passed);
            rest -= passed;
            expect_wait("the next token", bucket.try_take(), rest);
        }
        thread::sleep(rest - NANOSECOND);
        expect_wait("a token 1 ns ahead", bucket.try_take(), NANOSECOND);
        thread::sleep(NANOSECOND);
        expect_come(
            "a token, after exactly the wait that was told,",
            bucket.try_take(),
        );
        expect_wait("the next token", bucket.try_take(), every);
    }

    /// Nothing of a period is lost when somebody asks in the middle of it, or takes a token late.
    #[check(timing, weight = 3)]
    fn nothing_of_a_period_is_lost() {
        let bucket = TokenBucket::new(3, SECOND);
        empty(&bucket, 3);
        thread::sleep(SECOND + 300 * MILLISECOND);
        expect_come("the token of 1 s, at 1.3 s,", bucket.try_take());
        expect_wait(
            "the token of 2 s, at 1.3 s,",
            bucket.try_take(),
            700 * MILLISECOND,
        );
        thread::sleep(2 * SECOND + 200 * MILLISECOND);
        expect_come("the token of 2 s, at 3.5 s,", bucket.try_take());
        expect_come("the token of 3 s, at 3.5 s,", bucket.try_take());
        expect_wait(
            "the token of 4 s, at 3.5 s,",
            bucket.try_take(),
            500 * MILLISECOND,
        );
    }

    /// The clock starts when the bucket stops being full, and goes on while it is not.
    #[check(timing, weight = 3)]
    fn the_clock_starts_with_the_first_token_taken() {
        let bucket = TokenBucket::new(2, SECOND);
        thread::sleep(700 * MILLISECOND);
        expect_token("the first token, at 0.7 s,", bucket.try_take());
        thread::sleep(600 * MILLISECOND);
        expect_token("the second token, at 1.3 s,", bucket.try_take());
        expect_wait(
            "the token of 1.7 s, at 1.3 s,",
            bucket.try_take(),
            400 * MILLISECOND,
        );
    }

    /// In a bucket that has become full again the clock stands still until a token is taken.
    #[check(timing, weight = 3)]
    fn the_clock_stands_still_in_a_full_bucket() {
        let bucket = TokenBucket::new(2, SECOND);
        expect_token("the first token, at 0 s,", bucket.try_take());
        thread::sleep(SECOND + 500 * MILLISECOND);
        expect_come("the token of 1 s, at 1.5 s,", bucket.try_take());
        expect_token("the second token, at 1.5 s,", bucket.try_take());
        expect_wait("the token of 2.5 s, at 1.5 s,", bucket.try_take(), SECOND);
    }

    /// However long nobody asks, there are never more than `capacity` tokens.
    #[check(resources, weight = 3)]
    fn idling_fills_it_and_no_more() {
        let bucket = TokenBucket::new(2, SECOND);
        empty(&bucket, 2);
        thread::sleep(10 * SECOND);
        for number in 1..=2 {
            expect_come(
                &format!("token {number} of 2, after 10 s,"),
                bucket.try_take(),
            );
        }
        expect_wait("a third token of 2", bucket.try_take(), SECOND);
    }

    /// The shortest and the longest periods, and a large bucket, do as others do.
    #[check(timing, weight = 2)]
    fn the_extremes_are_periods_too() {
        let quick = TokenBucket::new(3, NANOSECOND);
        empty(&quick, 3);
        // So many periods that the low 32 bits of their number are 1.
        thread::sleep(Duration::from_nanos((1 << 32) + 1));
        for number in 1..=3 {
            expect_come(
                &format!("token {number} of 3, after 4 s, with one each nanosecond,"),
                quick.try_take(),
            );
        }
        let slow = TokenBucket::new(2, YEAR);
        empty(&slow, 2);
        let odd = Duration::from_nanos(1_000_000_000_000_007);
        for number in 1..=3 {
            thread::sleep(odd);
            expect_wait(
                "the next token, with one each year,",
                slow.try_take(),
                YEAR - number * odd,
            );
        }
        let large = TokenBucket::new(u32::MAX, Duration::from_hours(24));
        expect_token("one token of very many", large.try_take());
        let never = TokenBucket::new(1, Duration::MAX);
        empty(&never, 1);
        thread::sleep(SECOND);
        match never.try_take() {
            Ok(()) => fail(
                Code::LimitExceeded,
                "a token came in spite of an `every` of Duration::MAX",
            ),
            Err(wait) => expect(
                wait > 1_000_000_000 * SECOND,
                Code::TooEarly,
                format!("the wait for a token that never comes is {wait:?}"),
            ),
        }
    }

    /// A token is given to one thread alone.
    #[check(ordering, weight = 3, exhaustive)]
    fn a_token_is_given_once() {
        let (bucket, taken) = (TokenBucket::new(1, SECOND), Log::new());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| taken.push(bucket.try_take()));
            }
        });
        expect_one_of("two who ask a full bucket of 1", &taken);
    }

    /// A token that has come meanwhile is given to one thread alone, and the other one is told when
    /// the next comes.
    #[check(ordering, weight = 2, exhaustive)]
    fn a_token_that_has_come_is_given_once() {
        let (bucket, taken) = (TokenBucket::new(2, SECOND), Log::new());
        empty(&bucket, 2);
        thread::sleep(SECOND + 500 * MILLISECOND);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| taken.push(bucket.try_take()));
            }
        });
        expect_one_of("two who ask for a token that has come", &taken);
        for refused in taken.snapshot().into_iter().filter(Result::is_err) {
            expect_wait("the token of 2 s, at 1.5 s,", refused, 500 * MILLISECOND);
        }
    }

    /// However slow the threads are, there are never more than have come.
    #[check(resources, weight = 2, adverse)]
    fn never_more_than_have_come() {
        let (bucket, given) = (TokenBucket::new(1, SECOND), Count::new());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..2 {
                        if bucket.try_take().is_ok() {
                            given.add();
                            expect_at_most_come(&given, 1);
                        }
                        thread::sleep(SECOND);
                    }
                });
            }
        });
    }

    /// A `capacity` or an `every` of 0 panics, with a message that names it.
    #[check(resources)]
    fn nothing_is_no_limit() {
        expect_panic("TokenBucket::new(0, 1 s)", "capacity", || {
            TokenBucket::new(0, SECOND)
        });
        expect_panic("TokenBucket::new(1, 0 s)", "every", || {
            TokenBucket::new(1, Duration::ZERO)
        });
    }
}
