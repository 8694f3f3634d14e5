//! The hidden suite of `call_with_timeout`: result, panic or limit, and the worker that nobody
//! waits for.

use crate::common::{NANOSECOND, expect_patience, ms};
use check::prelude::*;
use std::thread;
use timeout::{CallError, call_with_timeout};

/// A call that takes `time` and returns 7.
fn seven_after(time: Duration) -> impl FnOnce() -> u32 + Send + 'static {
    move || {
        thread::sleep(time);
        7
    }
}

check::suite! {
    /// The result of a call that is in time is returned as soon as it is there.
    #[check(basic, weight = 3, exhaustive)]
    fn returns_the_result() {
        let calls = Count::new();
        let count = calls.clone();
        let (result, time) = took(|| {
            call_with_timeout(
                move || {
                    count.add();
                    seven_after(ms(200))()
                },
                ms(500),
            )
        });
        expect_eq("the result of a call of 200 ms", result, Ok(7));
        expect_took("the call", time, ms(200));
        expect_eq("how often `f` was called", calls.get(), 1);
    }

    /// A call that is late is given up at the limit, not when it returns.
    #[check(timing, weight = 3)]
    fn gives_up_at_the_limit() {
        let (result, time) = took(|| call_with_timeout(seven_after(ms(2_000)), ms(500)));
        expect_eq(
            "what came of a call of 2 s",
            result,
            Err(CallError::TimedOut),
        );
        expect_took("the wait with a limit of 500 ms", time, ms(500));
    }

    /// A panic in `f` is told at once, and a panic that comes too late disturbs nobody.
    #[check(timing, weight = 4)]
    fn tells_a_panic_at_once() {
        let broken = || {
            thread::sleep(ms(100));
            boom("a panic that this check provokes in `f`")
        };
        let (result, time) = took(|| call_with_timeout::<u32, _>(broken, ms(500)));
        expect_eq(
            "what came of a call that panics",
            result,
            Err(CallError::Panicked),
        );
        expect_took("noticing a panic after 100 ms", time, ms(100));
        let (result, time) = took(|| call_with_timeout::<u32, _>(broken, ms(50)));
        expect_eq(
            "what came of a call that panics too late",
            result,
            Err(CallError::TimedOut),
        );
        expect_took("the wait with a limit of 50 ms", time, ms(50));
    }

    /// One nanosecond before the limit is in time, one nanosecond after it is not.
    #[check(timing, weight = 3)]
    fn counts_nanoseconds() {
        let limit = Duration::new(0, 499_999_500);
        let (early, time) = took(|| call_with_timeout(seven_after(limit - NANOSECOND), limit));
        expect_patience(early == Err(CallError::TimedOut), time, limit);
        expect_eq("a result 1 ns before the limit", early, Ok(7));
        let (late, time) = took(|| call_with_timeout(seven_after(limit + NANOSECOND), limit));
        expect_eq(
            "what came of a result 1 ns after the limit",
            late,
            Err(CallError::TimedOut),
        );
        expect_took("the wait", time, limit);
    }

    /// `Duration::MAX` is a limit that never comes.
    #[check(timing)]
    fn knows_no_limit() {
        let day = Duration::from_secs(86_400);
        expect_eq(
            "the result after a day",
            call_with_timeout(seven_after(day), Duration::MAX),
            Ok(7),
        );
    }

    /// A late call runs to its end; then its thread ends quietly, and its result is dropped.
    #[check(resources, weight = 4)]
    fn the_late_worker_ends_by_itself() {
        let (returned, dropped) = (Count::new(), Count::new());
        let (end, probe) = (returned.clone(), Probe::new(&dropped));
        let late = call_with_timeout(
            move || {
                thread::sleep(ms(900));
                end.add();
                probe
            },
            ms(500),
        );
        expect_eq(
            "what came of a call of 900 ms",
            late.err(),
            Some(CallError::TimedOut),
        );
        advance(ms(401));
        expect_no_threads("call_with_timeout, after its late `f` has returned");
        expect_eq("how often `f` has returned", returned.get(), 1);
        expect(
            dropped.get() == 1,
            Code::LimitExceeded,
            "the result of the late call is still kept by somebody",
        );
    }

    /// A result that comes just as the limit is over arrives or does not, and nothing else happens,
    /// however slow the threads are.
    #[check(deadlock, weight = 3, adverse)]
    fn survives_the_race() {
        for time in [ms(10), Duration::ZERO] {
            let result = call_with_timeout(seven_after(time), ms(10));
            expect(
                matches!(result, Ok(7) | Err(CallError::TimedOut)),
                Code::WrongValue,
                format!("a call that returned 7 gave {result:?}"),
            );
        }
    }
}
