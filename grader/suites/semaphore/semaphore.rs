//! The hidden suite of `semaphore`: permits counted, given back, and given out in the order of the
//! line.

use crate::common::{SECOND, expect_available, expect_inside, expect_served, take};
use check::prelude::*;
use semaphore::{Semaphore, TryAcquireError};
use std::thread;

check::suite! {
    /// A permit that is held is not available, and one that is dropped is available again.
    #[check(basic, weight = 3, exhaustive)]
    fn permits_are_counted() {
        let semaphore = Semaphore::new(2);
        expect_eq("available, with 2 permits free", semaphore.available(), 2);
        let first = take(&semaphore);
        expect_eq(
            "available, with 1 of 2 permits held",
            semaphore.available(),
            1,
        );
        let second = during(Code::Deadlock, "the second of 2 permits", || {
            take(&semaphore)
        });
        expect_eq(
            "available, with both permits held",
            semaphore.available(),
            0,
        );
        let third = semaphore.try_acquire().err();
        expect_eq(
            "what try_acquire says then",
            third,
            Some(TryAcquireError::NoPermits),
        );
        drop(first);
        expect_eq(
            "available, with 1 of 2 permits given back",
            semaphore.available(),
            1,
        );
        drop(second);
        expect_eq(
            "available, with both permits given back",
            semaphore.available(),
            2,
        );
        let fourth = semaphore.try_acquire();
        expect(
            fourth.is_ok(),
            Code::WrongValue,
            "`try_acquire` fails although a permit is free",
        );
        expect_eq(
            "available, with 1 of 2 permits held",
            semaphore.available(),
            1,
        );
    }

    /// Never more permits are out than there are, and in the end all are back.
    #[check(basic, weight = 4)]
    fn never_more_than_there_are() {
        for permits in [1, 2] {
            let (semaphore, meter) = (Semaphore::new(permits), Meter::new());
            thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| {
                        let _permit = take(&semaphore);
                        let _inside = meter.enter();
                        thread::yield_now();
                    });
                }
            });
            expect_eq("how many got a permit", meter.total(), 3);
            expect_peak_at_most(&format!("holders of {permits} permits"), &meter, permits);
            expect_available("after all are back", &semaphore, permits);
        }
    }

    /// `acquire` waits while no permit is free, and gets the one that comes back.
    #[check(basic, weight = 3, exhaustive)]
    fn waits_for_a_permit() {
        let (semaphore, meter, gate) = (Semaphore::new(1), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            let permit = take(&semaphore);
            scope.spawn(|| {
                let _permit = take(&semaphore);
                let _inside = meter.enter();
                gate.pass();
            });
            let what = "one who waits for the only permit";
            expect_inside(what, &meter, 0, Code::LimitExceeded, Code::LostWakeup);
            drop(permit);
            let what = "one who waited, after the permit came back";
            expect_inside(what, &meter, 1, Code::LimitExceeded, Code::LostWakeup);
            gate.open();
        });
        expect_eq("available, in the end", semaphore.available(), 1);
    }

    /// Who came first is served first.
    #[check(ordering, weight = 4)]
    fn first_come_first_served() {
        let (semaphore, served) = (Semaphore::new(1), Log::new());
        thread::scope(|scope| {
            let permit = take(&semaphore);
            for number in 1..=3 {
                let (semaphore, served) = (&semaphore, &served);
                scope.spawn(move || {
                    let _permit = take(semaphore);
                    served.push(number);
                });
                settle();
            }
            drop(permit);
        });
        expect_sequence(
            "the order in which three waiters were served",
            served.snapshot(),
            [1, 2, 3],
        );
    }

    /// Who gives a permit back and asks again stands behind those who wait.
    #[check(ordering, weight = 3)]
    fn acquire_passes_nobody() {
        let (semaphore, served) = (Semaphore::new(1), Log::new());
        thread::scope(|scope| {
            let permit = take(&semaphore);
            scope.spawn(|| {
                let _permit = take(&semaphore);
                served.push("who waited");
            });
            settle();
            drop(permit);
            let _permit = take(&semaphore);
            served.push("who came back");
        });
        expect_sequence(
            "the order of service",
            served.snapshot(),
            ["who waited", "who came back"],
        );
    }

    /// `try_acquire` takes nothing while somebody waits, even if a permit has just come back.
    #[check(ordering, weight = 3)]
    fn try_acquire_passes_nobody() {
        let (semaphore, meter, gate) = (Semaphore::new(1), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            let permit = take(&semaphore);
            scope.spawn(|| {
                let _permit = take(&semaphore);
                let _inside = meter.enter();
                gate.pass();
            });
            settle();
            drop(permit);
            let tried = semaphore.try_acquire().err();
            expect(
                tried == Some(TryAcquireError::NoPermits),
                Code::WrongOrder,
                "`try_acquire` took the permit for which another was waiting",
            );
            expect_served("who waited for the permit", &meter, 1);
            gate.open();
        });
    }

    /// A thread that panics while it holds a permit gives it back, and harms nobody.
    #[check(deadlock, weight = 3)]
    fn a_panic_gives_the_permit_back() {
        let (semaphore, gate) = (Semaphore::new(1), Gate::closed());
        thread::scope(|scope| {
            let holder = scope.spawn(|| {
                let _permit = take(&semaphore);
                gate.pass();
                boom("a panic that this check provokes in a holder");
            });
            settle();
            let waiter = scope.spawn(|| drop(take(&semaphore)));
            settle();
            gate.open();
            expect(
                holder.join().is_err(),
                Code::WrongValue,
                "the holder did not panic",
            );
            let what = "the permit of a thread that panicked";
            during(Code::Deadlock, what, || {
                waiter.join().expect("it does not panic")
            });
        });
        expect_available("after a panic", &semaphore, 1);
    }

    /// A permit may be dropped by another thread than the one that took it.
    #[check(deadlock, weight = 2)]
    fn a_permit_may_change_hands() {
        let (semaphore, meter, gate) = (Semaphore::new(1), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            let permit = take(&semaphore);
            scope.spawn(|| {
                let _permit = take(&semaphore);
                let _inside = meter.enter();
                gate.pass();
            });
            settle();
            scope.spawn(move || drop(permit));
            expect_served("who waited for the permit", &meter, 1);
            gate.open();
        });
        expect_available("in the end", &semaphore, 1);
    }

    /// `Semaphore::new(0)` panics, with a message that names `permits`.
    #[check(resources)]
    fn no_permits_panic() {
        expect_panic("Semaphore::new(0)", "permits", || Semaphore::new(0));
    }

    /// All permits are of use at the same time, and one that comes back is passed on at once: 5
    /// holders of 1 s each take 3 s with 2 permits.
    #[check(timing, weight = 3)]
    fn permits_are_passed_on_at_once() {
        let semaphore = Semaphore::new(2);
        let ((), time) = took(|| {
            thread::scope(|scope| {
                for _ in 0..5 {
                    scope.spawn(|| {
                        let _permit = take(&semaphore);
                        thread::sleep(SECOND);
                    });
                }
            })
        });
        expect_makespan("5 holders of 1 s each with 2 permits", time, 3 * SECOND);
    }

    /// However slow the threads are, and even if they wake for no reason: never too many, and
    /// nobody is forgotten.
    #[check(deadlock, weight = 2, adverse)]
    fn waking_for_no_reason_changes_nothing() {
        let (semaphore, meter) = (Semaphore::new(1), Meter::new());
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let _permit = take(&semaphore);
                    let _inside = meter.enter();
                    thread::sleep(SECOND);
                });
            }
        });
        expect_eq("how many got the permit", meter.total(), 3);
        expect_peak_at_most("holders of 1 permit", &meter, 1);
    }
}
