//! The hidden suite of `slots`: at most `n`, really `n`, and always given back.

use crate::common::{SECOND, expect_inside};
use check::prelude::*;
use semaphore::Slots;
use std::thread;

check::suite! {
    /// `guarded` runs its closure once and returns the result; with one slot, one at a time.
    #[check(basic, weight = 4, exhaustive)]
    fn runs_one_at_a_time() {
        let (slots, meter) = (Slots::new(1), Meter::new());
        let run = |number: u32| {
            slots.guarded(|| {
                let _inside = meter.enter();
                thread::yield_now();
                number
            })
        };
        thread::scope(|scope| {
            let other = scope.spawn(|| run(7));
            expect_eq("what guarded returns", run(5), 5);
            expect_eq(
                "what guarded returns in another thread",
                other.join().expect("no panic"),
                7,
            );
        });
        expect_eq("how often the closures ran, in 2 calls", meter.total(), 2);
        expect_peak_at_most("closures inside Slots::new(1)", &meter, 1);
    }

    /// Never more than `n` closures run at the same time.
    #[check(resources, weight = 3)]
    fn never_more_than_n() {
        let (slots, meter) = (Slots::new(2), Meter::new());
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    slots.guarded(|| {
                        let _inside = meter.enter();
                        thread::yield_now();
                    })
                });
            }
        });
        expect_eq("how many closures ran", meter.total(), 3);
        expect_peak_at_most("closures inside Slots::new(2)", &meter, 2);
    }

    /// At a closed gate exactly `n` are inside; when one leaves, one comes in.
    #[check(deadlock, weight = 2)]
    fn whoever_waits_is_let_in() {
        let (slots, meter, gate) = (Slots::new(2), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    slots.guarded(|| {
                        let _inside = meter.enter();
                        gate.pass();
                    })
                });
            }
            expect_inside(
                "4 threads for 2 slots",
                &meter,
                2,
                Code::LimitExceeded,
                Code::NotConcurrent,
            );
            gate.open_for(1);
            let what = "4 threads for 2 slots, of which 1 has left";
            expect_inside(what, &meter, 2, Code::LimitExceeded, Code::LostWakeup);
            expect_eq("how many came in", meter.total(), 3);
            gate.open();
        });
        expect_eq("how many closures ran", meter.total(), 4);
    }

    /// A panic in the closure reaches the caller and gives the slot back.
    #[check(deadlock, weight = 3)]
    fn a_panic_gives_the_slot_back() {
        let slots = Slots::new(1);
        for _ in 0..2 {
            expect_panic(
                "guarded with a closure that panics",
                "this check provokes",
                || {
                    slots.guarded(|| boom("a panic that this check provokes in the closure"));
                },
            );
        }
        expect_eq("what guarded returns", slots.guarded(|| 7), 7);
    }

    /// `Slots::new(0)` panics, with a message that names `n`.
    #[check(resources)]
    fn no_slots_panic() {
        expect_panic("Slots::new(0)", "n", || Slots::new(0));
    }

    /// `n` closures run at the same time: 5 of 1 s each take 3 s in 2 slots.
    #[check(timing, weight = 2)]
    fn n_work_at_the_same_time() {
        let slots = Slots::new(2);
        let ((), time) = took(|| {
            thread::scope(|scope| {
                for _ in 0..5 {
                    scope.spawn(|| slots.guarded(|| thread::sleep(SECOND)));
                }
            })
        });
        expect_makespan("5 closures of 1 s each in 2 slots", time, 3 * SECOND);
    }
}
