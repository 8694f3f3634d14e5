//! The hidden suite of `recv_within`: value, end or limit, whichever comes first.

use crate::common::{NANOSECOND, expect_patience, left_in, ms, paced, stream};
use check::prelude::*;
use std::thread;
use timeout::{WaitError, recv_within};

check::suite! {
    /// A value that is there, or comes within the limit, is returned as soon as it is there.
    #[check(basic, weight = 3, exhaustive)]
    fn returns_what_comes_in_time() {
        let numbers = paced([Duration::ZERO, ms(300)]);
        let (first, time) = took(|| recv_within(&numbers, ms(500)));
        expect_eq("the value that is there", first, Ok(1));
        expect_took("the wait for it", time, Duration::ZERO);
        let (second, time) = took(|| recv_within(&numbers, ms(500)));
        expect_eq("the value that comes after 300 ms", second, Ok(2));
        expect_took("the wait for it", time, ms(300));
    }

    /// If nothing comes, it gives up, at the limit.
    #[check(basic, weight = 2)]
    fn gives_up_at_the_limit() {
        let (sender, silent) = unbounded::<u32>();
        let (nothing, time) = took(|| recv_within(&silent, ms(500)));
        expect_eq(
            "what came of a silent channel",
            nothing,
            Err(WaitError::TimedOut),
        );
        expect_took("the wait with a limit of 500 ms", time, ms(500));
        let ((), time) = took(|| drop(recv_within(&silent, Duration::ZERO)));
        expect_took("the wait with a limit of zero", time, Duration::ZERO);
        drop(sender);
    }

    /// A closed channel gives what it still holds, and is then told from a silent one.
    #[check(basic, weight = 2)]
    fn tells_the_end_from_silence() {
        let short = stream([1, 2]);
        for want in [Ok(1), Ok(2), Err(WaitError::Closed)] {
            expect_eq(
                "what comes of a closed channel with two values",
                recv_within(&short, ms(500)),
                want,
            );
        }
    }

    /// The end of the channel is told at once, whether it was before or during the wait.
    #[check(timing, weight = 2)]
    fn tells_the_end_at_once() {
        let (sender, closing) = unbounded::<u32>();
        thread::spawn(move || {
            thread::sleep(ms(200));
            drop(sender);
        });
        for (moment, want) in [("during", ms(200)), ("before", Duration::ZERO)] {
            let (end, time) = took(|| recv_within(&closing, ms(500)));
            expect_eq(
                "what came of a channel that closes",
                end,
                Err(WaitError::Closed),
            );
            expect_took(&format!("noticing a close {moment} the wait"), time, want);
        }
    }

    /// One nanosecond before the limit is in time, one nanosecond after it is not, and then the
    /// value stays in the channel.
    #[check(timing, weight = 3)]
    fn counts_nanoseconds() {
        let limit = Duration::new(0, 499_999_500);
        let early = paced([limit - NANOSECOND]);
        let (first, time) = took(|| recv_within(&early, limit));
        expect_patience(first == Err(WaitError::TimedOut), time, limit);
        expect_eq("a value 1 ns before the limit", first, Ok(1));
        let late = paced([limit + NANOSECOND]);
        let (nothing, time) = took(|| recv_within(&late, limit));
        expect_eq(
            "what came 1 ns after the limit",
            nothing,
            Err(WaitError::TimedOut),
        );
        expect_took("the wait", time, limit);
        advance(NANOSECOND);
        expect_eq(
            "the late value, which stays in the channel",
            left_in(&late),
            [1],
        );
    }

    /// `Duration::MAX` is a limit that never comes.
    #[check(timing)]
    fn knows_no_limit() {
        let numbers = paced([Duration::from_secs(86_400)]);
        expect_eq(
            "a value after a day",
            recv_within(&numbers, Duration::MAX),
            Ok(1),
        );
        expect_eq(
            "what comes then",
            recv_within(&numbers, Duration::MAX),
            Err(WaitError::Closed),
        );
    }

    /// Values that come just as the limit is over are returned or stay in the channel, however slow
    /// the threads are.
    #[check(ordering, weight = 2, adverse)]
    fn loses_nothing_in_the_race() {
        let numbers = paced([ms(10), ms(10), ms(20)]);
        let mut got = Vec::new();
        // Ten waits are more than the 40 ms need, and not endless if somebody does not wait at all.
        for _ in 0..10 {
            match recv_within(&numbers, ms(10)) {
                Ok(number) => got.push(number),
                Err(WaitError::Closed) => break,
                Err(WaitError::TimedOut) => {}
            }
        }
        expect_sequence("what came of the channel", got, [1, 2, 3]);
    }
}
