//! The hidden suite of `acquire_timeout`: the moment, the line without the one who gave up, and
//! nothing lost.

use crate::common::{SECOND, expect_available, expect_served, expect_unharmed, take, take_free};
use check::prelude::*;
use semaphore::{AcquireTimeoutError, Semaphore};
use std::thread;

const LIMIT: Duration = Duration::from_millis(500);
const NANOSECOND: Duration = Duration::from_nanos(1);

check::suite! {
    /// It takes permits that are free, and gives up when there are too few.
    #[check(basic, weight = 3, exhaustive)]
    fn takes_permits_or_gives_up() {
        let semaphore = Semaphore::new(2);
        let one = semaphore.acquire_timeout(1, LIMIT);
        expect(
            one.is_ok(),
            Code::WrongValue,
            "`acquire_timeout` fails although permits are free",
        );
        expect_eq(
            "available, with 1 of 2 permits held",
            semaphore.available(),
            1,
        );
        let two = semaphore.acquire_timeout(2, LIMIT).err();
        expect_eq(
            "the request for 2 permits with 1 free",
            two,
            Some(AcquireTimeoutError::TimedOut),
        );
        expect_eq("available, after one gave up", semaphore.available(), 1);
        drop(one);
        expect(
            semaphore.acquire_timeout(2, LIMIT).is_ok(),
            Code::WrongValue,
            "2 free permits were not taken",
        );
        expect_eq("available, in the end", semaphore.available(), 2);
    }

    /// It gives up exactly when the limit is over.
    #[check(timing, weight = 2)]
    fn gives_up_at_the_limit() {
        let semaphore = Semaphore::new(1);
        let _permit = take(&semaphore);
        let (got, time) = took(|| semaphore.acquire_timeout(1, LIMIT).err());
        expect_eq(
            "the request for a permit that is held",
            got,
            Some(AcquireTimeoutError::TimedOut),
        );
        expect_took("giving up after 500 ms", time, LIMIT);
    }

    /// A permit that comes back before the limit is taken at once; one that comes back after it is
    /// not.
    #[check(timing, weight = 3)]
    fn the_limit_is_exact() {
        for (after, in_time) in [
            (Duration::from_millis(499), true),
            (LIMIT - NANOSECOND, true),
            (LIMIT + NANOSECOND, false),
            (Duration::from_millis(501), false),
        ] {
            let semaphore = Semaphore::new(1);
            thread::scope(|scope| {
                let permit = take(&semaphore);
                scope.spawn(move || {
                    thread::sleep(after);
                    drop(permit);
                });
                let (got, time) = took(|| semaphore.acquire_timeout(1, LIMIT).err());
                let what =
                    format!("a permit that comes back after {after:?}, with a limit of {LIMIT:?}");
                expect_eq(
                    &what,
                    got,
                    (!in_time).then_some(AcquireTimeoutError::TimedOut),
                );
                expect_took(&what, time, after.min(LIMIT));
            });
        }
    }

    /// The limit is one for the whole wait, however often the waiter is woken in vain.
    #[check(timing, weight = 2)]
    fn waking_in_vain_does_not_prolong_it() {
        let semaphore = Semaphore::new(3);
        thread::scope(|scope| {
            let permits = [(); 3].map(|()| take_free(&semaphore));
            scope.spawn(move || {
                for permit in permits {
                    thread::sleep(Duration::from_millis(200));
                    drop(permit);
                }
            });
            let (got, time) = took(|| semaphore.acquire_timeout(3, LIMIT).err());
            let what = "3 permits that come back after 200, 400 and 600 ms, with a limit of 500 ms";
            expect_took(what, time, LIMIT);
            expect_eq(what, got, Some(AcquireTimeoutError::TimedOut));
        });
        expect_available("in the end", &semaphore, 3);
    }

    /// When the first in line gives up, the next one is served at that moment if there is enough
    /// for it.
    #[check(deadlock, weight = 3)]
    fn who_gives_up_makes_way() {
        let (semaphore, meter, gate) = (Semaphore::new(2), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            let permit = take(&semaphore);
            scope.spawn(|| {
                let got = semaphore.acquire_timeout(2, SECOND).err();
                expect_eq(
                    "the request for 2 permits",
                    got,
                    Some(AcquireTimeoutError::TimedOut),
                );
            });
            settle();
            scope.spawn(|| {
                let _permit = take(&semaphore);
                let _inside = meter.enter();
                gate.pass();
            });
            expect_served(
                "who came behind a request for 2 permits, with 1 free",
                &meter,
                0,
            );
            expect(
                semaphore.acquire_timeout(1, Duration::ZERO).is_err(),
                Code::WrongOrder,
                "a request with a limit of zero was served although others wait",
            );
            advance(SECOND);
            expect_served(
                "who came behind a request for 2 permits, after that gave up",
                &meter,
                1,
            );
            gate.open();
            drop(permit);
        });
        expect_available("in the end", &semaphore, 2);
    }

    /// Who gives up in the middle of the line leaves no hole, and the others keep their order.
    #[check(ordering, weight = 2)]
    fn the_line_closes_up() {
        let (semaphore, served) = (Semaphore::new(1), Log::new());
        thread::scope(|scope| {
            let permit = take(&semaphore);
            for number in 1..=3 {
                let (semaphore, served) = (&semaphore, &served);
                scope.spawn(move || {
                    let limit = if number == 2 { LIMIT } else { 10 * SECOND };
                    let permit = semaphore.acquire_timeout(1, limit);
                    if permit.is_ok() {
                        served.push(number);
                    }
                });
                settle();
            }
            thread::sleep(SECOND);
            drop(permit);
        });
        expect_sequence(
            "the order of service, where the second gave up",
            served.snapshot(),
            [1, 3],
        );
    }

    /// A limit of zero never waits and passes nobody; `Duration::MAX` never ends.
    #[check(timing, weight = 2)]
    fn the_extremes_are_limits_too() {
        let semaphore = Semaphore::new(2);
        let free = semaphore.acquire_timeout(2, Duration::ZERO);
        expect(
            free.is_ok(),
            Code::TooEarly,
            "a limit of zero gave up although the permits were free",
        );
        let (held, time) = took(|| semaphore.acquire_timeout(1, Duration::ZERO).err());
        expect_eq(
            "a limit of zero with no permit free",
            held,
            Some(AcquireTimeoutError::TimedOut),
        );
        expect_took("a limit of zero", time, Duration::ZERO);
        thread::scope(|scope| {
            scope.spawn(move || {
                thread::sleep(SECOND);
                drop(free);
            });
            let (got, time) = took(|| semaphore.acquire_timeout(2, Duration::MAX).err());
            expect_eq("a limit of Duration::MAX", got, None);
            expect_took(
                "the wait for permits that come back after 1 s",
                time,
                SECOND,
            );
        });
    }

    /// `n` of 0, or above the total, panics with a message that names `n`, and harms nobody.
    #[check(resources)]
    fn impossible_requests_panic() {
        let semaphore = Semaphore::new(2);
        for n in [0, 3] {
            let what = format!("acquire_timeout({n}, …) of 2 permits");
            expect_panic(&what, "n", || semaphore.acquire_timeout(n, LIMIT));
        }
        expect_unharmed(catch(|| drop(take(&semaphore))));
        expect_available("after two requests that panicked", &semaphore, 2);
    }

    /// A permit that comes back just as the time is over is taken or stays: it is never lost.
    #[check(resources, weight = 2, adverse)]
    fn nothing_is_lost_at_the_limit() {
        let semaphore = Semaphore::new(1);
        thread::scope(|scope| {
            let permit = take(&semaphore);
            scope.spawn(|| drop(semaphore.acquire_timeout(1, SECOND)));
            scope.spawn(|| drop(take(&semaphore)));
            thread::sleep(SECOND);
            drop(permit);
        });
        expect_available("after all have gone", &semaphore, 1);
    }
}
