//! The hidden suite of `acquire_many`: requests of different sizes in one line.

use crate::common::{
    SECOND, expect_available, expect_inside, expect_served, expect_unharmed, take,
};
use check::prelude::*;
use semaphore::{Permit, Semaphore, TryAcquireError};
use std::thread;

#[track_caller]
fn take_many(semaphore: &Semaphore, n: usize) -> Permit<'_> {
    match semaphore.acquire_many(n) {
        Ok(permit) => permit,
        Err(_) => fail(
            Code::WrongValue,
            "`acquire_many` fails although nobody closed the semaphore",
        ),
    }
}

check::suite! {
    /// `n` permits are taken together and come back together.
    #[check(basic, weight = 3, exhaustive)]
    fn n_permits_are_counted() {
        let semaphore = Semaphore::new(3);
        let two = take_many(&semaphore, 2);
        expect_eq(
            "available, with 2 of 3 permits held",
            semaphore.available(),
            1,
        );
        let one = during(Code::Deadlock, "the third of 3 permits", || {
            take_many(&semaphore, 1)
        });
        expect_eq("available, with all permits held", semaphore.available(), 0);
        drop(two);
        expect_eq(
            "available, with 2 of 3 given back",
            semaphore.available(),
            2,
        );
        drop(one);
        let all = take_many(&semaphore, 3);
        expect_eq("available, with all permits held", semaphore.available(), 0);
        drop(all);
        expect_eq("available, with all given back", semaphore.available(), 3);
    }

    /// It waits until all `n` are free, and takes none before.
    #[check(basic, weight = 3)]
    fn waits_for_all_of_them() {
        let (semaphore, meter, gate) = (Semaphore::new(2), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            let permit = take(&semaphore);
            scope.spawn(|| {
                let _permit = take_many(&semaphore, 2);
                let _inside = meter.enter();
                gate.pass();
            });
            let what = "one who waits for 2 permits while 1 is free";
            expect_inside(what, &meter, 0, Code::LimitExceeded, Code::LostWakeup);
            expect_available("with 1 of 2 held and one who waits for both", &semaphore, 1);
            drop(permit);
            let what = "one who waited for 2 permits, after the second came back";
            expect_inside(what, &meter, 1, Code::LimitExceeded, Code::LostWakeup);
            gate.open();
        });
        expect_available("in the end", &semaphore, 2);
    }

    /// While the first in line waits for more than is free, nobody behind it is served.
    #[check(ordering, weight = 4)]
    fn nobody_passes_a_large_request() {
        let (semaphore, served) = (Semaphore::new(3), Log::new());
        thread::scope(|scope| {
            let two = take_many(&semaphore, 2);
            for (name, n) in [("large", 3), ("small", 1)] {
                let (semaphore, served) = (&semaphore, &served);
                scope.spawn(move || {
                    let _permit = take_many(semaphore, n);
                    served.push(name);
                });
                settle();
            }
            expect(
                served.is_empty(),
                Code::WrongOrder,
                "a request for 1 permit was served before one for 3 that came first",
            );
            expect(
                semaphore.try_acquire().err() == Some(TryAcquireError::NoPermits),
                Code::WrongOrder,
                "`try_acquire` took a permit although others wait",
            );
            drop(two);
        });
        expect_sequence(
            "the order of service",
            served.snapshot(),
            ["large", "small"],
        );
    }

    /// When several permits come back at once, all who can be served are.
    #[check(deadlock, weight = 3)]
    fn one_return_may_serve_several() {
        let (semaphore, meter, gate) = (Semaphore::new(3), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            let all = take_many(&semaphore, 3);
            for _ in 0..3 {
                let (semaphore, meter, gate) = (&semaphore, &meter, &gate);
                scope.spawn(move || {
                    let _permit = take_many(semaphore, 1);
                    let _inside = meter.enter();
                    gate.pass();
                });
                settle();
            }
            drop(all);
            expect_served(
                "three who wait for 1 permit each, after 3 came back together",
                &meter,
                3,
            );
            gate.open();
        });
        expect_available("in the end", &semaphore, 3);
    }

    /// Permits that come back one by one add up for who waits for several, and then the next is
    /// served.
    #[check(deadlock, weight = 3)]
    fn permits_that_come_back_add_up() {
        let (semaphore, meter, gate) = (Semaphore::new(3), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            let mut permits = vec![take(&semaphore), take(&semaphore), take(&semaphore)];
            for n in [2, 1] {
                let (semaphore, meter, gate) = (&semaphore, &meter, &gate);
                scope.spawn(move || {
                    let _permit = take_many(semaphore, n);
                    let _inside = meter.enter();
                    gate.pass();
                });
                settle();
            }
            for want in [0, 1, 2] {
                permits.pop();
                let what = format!(
                    "two who wait for 2 and 1 permits, after {} came back",
                    want + 1
                );
                expect_served(&what, &meter, want);
            }
            gate.open();
        });
        expect_available("in the end", &semaphore, 3);
    }

    /// `n` of 0, or above the total, panics with a message that names `n`, and harms nobody.
    #[check(resources, weight = 2)]
    fn impossible_requests_panic() {
        let semaphore = Semaphore::new(2);
        for n in [0, 3] {
            expect_panic(&format!("acquire_many({n}) of 2 permits"), "n", || {
                semaphore.acquire_many(n)
            });
        }
        let others = catch(|| {
            drop(take(&semaphore));
            drop(take_many(&semaphore, 2));
        });
        expect_unharmed(others);
        expect_available("after two requests that panicked", &semaphore, 2);
    }

    /// However slow the threads are: never too many permits out, and nobody is forgotten.
    #[check(deadlock, weight = 2, adverse)]
    fn sizes_may_be_mixed() {
        let (semaphore, meter) = (Semaphore::new(3), Meter::new());
        thread::scope(|scope| {
            for n in [2, 3, 1] {
                let (semaphore, meter) = (&semaphore, &meter);
                scope.spawn(move || {
                    let _permit = take_many(semaphore, n);
                    let _inside: Vec<_> = (0..n).map(|_| meter.enter()).collect();
                    thread::sleep(SECOND);
                });
            }
        });
        expect_eq("how many permits were taken in all", meter.total(), 6);
        expect_peak_at_most("permits out, of 3", &meter, 3);
    }
}
