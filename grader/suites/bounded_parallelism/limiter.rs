//! The hidden suite of `limiter`: who is inside, who is let in, and what a new limit changes.

use crate::common::{SECOND, work};
use bounded_parallelism::Limiter;
use check::prelude::*;
use std::thread;

/// At rest, so many are inside: more is above the limit, fewer is somebody who was not woken.
#[track_caller]
fn expect_inside(what: &str, limiter: &Limiter, meter: &Meter, want: usize) {
    settle();
    let inside = meter.inside();
    let figures = format!("{what}: {inside} are inside, and {want} should be");
    expect(inside <= want, Code::LimitExceeded, figures.as_str());
    expect(inside >= want, Code::LostWakeup, figures.as_str());
    expect_eq(&format!("`inside`, {what},"), limiter.inside(), want);
}

/// Changes the limit. A panic is told at once: in a scope it would wait for the visitors.
#[track_caller]
fn set_limit(limiter: &Limiter, n: usize) {
    if let Err(message) = catch(|| limiter.set_limit(n)) {
        fail(Code::Panic, format!("`set_limit({n})` panics: {message}"));
    }
}

/// Goes in, and waits there for the gate.
fn visit(limiter: &Limiter, meter: &Meter, gate: &Gate) {
    let _slot = limiter.enter();
    let _inside = meter.enter();
    gate.pass();
}

check::suite! {
    /// Who is inside is counted, until the slot is dropped.
    #[check(basic, weight = 4, exhaustive)]
    fn slots_are_counted() {
        let limiter = Limiter::new(2);
        expect_eq("`inside`, of nobody,", limiter.inside(), 0);
        let first = limiter.enter();
        let second = limiter.enter();
        expect_eq("`inside`, of two,", limiter.inside(), 2);
        drop(first);
        expect_eq("`inside`, after one has left,", limiter.inside(), 1);
        limiter.set_limit(4);
        expect_eq("`inside`, of one, with a new limit,", limiter.inside(), 1);
        drop(second);
        expect_eq("`inside`, after both have left,", limiter.inside(), 0);
    }

    /// Who finds it full waits until somebody leaves.
    #[check(basic, weight = 4, exhaustive)]
    fn waits_for_a_place() {
        let (limiter, meter, gate) = (Limiter::new(1), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            let slot = limiter.enter();
            scope.spawn(|| visit(&limiter, &meter, &gate));
            settle();
            expect(
                meter.inside() == 0,
                Code::LimitExceeded,
                "a second one came in, and the limit is 1",
            );
            drop(slot);
            expect_inside(
                "one who waited, after the other has left",
                &limiter,
                &meter,
                1,
            );
            gate.open();
        });
        expect_eq("`inside`, in the end,", limiter.inside(), 0);
    }

    /// Never more are inside than the limit says.
    #[check(resources, weight = 3)]
    fn never_more_than_the_limit() {
        let (limiter, meter) = (Limiter::new(2), Meter::new());
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let _slot = limiter.enter();
                    let _inside = meter.enter();
                    thread::yield_now();
                });
            }
        });
        expect_eq("how many came in", meter.total(), 3);
        expect_peak_at_most("visitors, with a limit of 2", &meter, 2);
    }

    /// Raising the limit by k lets in k of those who wait, at once.
    #[check(deadlock, weight = 4)]
    fn raising_lets_in_as_many() {
        let (limiter, meter, gate) = (Limiter::new(1), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| visit(&limiter, &meter, &gate));
            }
            expect_inside("4 visitors, with a limit of 1", &limiter, &meter, 1);
            set_limit(&limiter, 3);
            expect_inside(
                "4 visitors, after the limit was raised to 3",
                &limiter,
                &meter,
                3,
            );
            gate.open();
        });
        expect_eq("how many came in", meter.total(), 4);
    }

    /// Lowering the limit evicts nobody, and lets nobody in until fewer are inside.
    #[check(resources, weight = 4)]
    fn lowering_evicts_nobody() {
        let (limiter, meter, gate) = (Limiter::new(3), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| visit(&limiter, &meter, &gate));
            }
            expect_inside("4 visitors, with a limit of 3", &limiter, &meter, 3);
            set_limit(&limiter, 1);
            expect_inside(
                "after the limit was lowered to 1, with 3 inside",
                &limiter,
                &meter,
                3,
            );
            gate.open_for(1);
            expect_inside(
                "after one of 3 has left, with a limit of 1",
                &limiter,
                &meter,
                2,
            );
            gate.open_for(1);
            expect_inside(
                "after two of 3 have left, with a limit of 1",
                &limiter,
                &meter,
                1,
            );
            gate.open_for(1);
            expect_inside(
                "after all 3 have left, with one who waited",
                &limiter,
                &meter,
                1,
            );
            expect_eq("how many came in", meter.total(), 4);
            gate.open();
        });
        expect_eq("`inside`, in the end,", limiter.inside(), 0);
    }

    /// A limit of 0 pauses; a new one resumes.
    #[check(deadlock, weight = 3)]
    fn zero_pauses() {
        let (limiter, meter, gate) = (Limiter::new(0), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| visit(&limiter, &meter, &gate));
            }
            expect_inside("2 visitors, with a limit of 0", &limiter, &meter, 0);
            set_limit(&limiter, 1);
            expect_inside(
                "2 visitors, after the limit was raised to 1",
                &limiter,
                &meter,
                1,
            );
            set_limit(&limiter, 0);
            gate.open_for(1);
            expect_inside("after one has left, with a limit of 0", &limiter, &meter, 0);
            set_limit(&limiter, 5);
            expect_inside(
                "one who waited, after the limit was raised to 5",
                &limiter,
                &meter,
                1,
            );
            gate.open();
        });
    }

    /// A thread that panics inside gives its slot back, and harms nobody.
    #[check(deadlock, weight = 3)]
    fn a_panic_gives_the_slot_back() {
        let limiter = Limiter::new(1);
        for _ in 0..2 {
            let left = thread::scope(|scope| {
                let visitor = scope.spawn(|| {
                    let _slot = limiter.enter();
                    boom("a panic that this check provokes inside");
                });
                during(Code::Deadlock, "the slot of a thread that panicked", || {
                    visitor.join()
                })
            });
            expect(left.is_err(), Code::WrongValue, "the visitor did not panic");
            let inside = catch(|| limiter.inside());
            expect(
                inside.is_ok(),
                Code::PoisonedLock,
                "after a panic inside, `inside` panics too",
            );
            expect_eq("`inside`, after a panic,", inside, Ok(0));
        }
    }

    /// Whoever waits is let in the moment somebody leaves: 5 visits of 1 s each take 3 s, 2 at a time.
    #[check(timing, weight = 3)]
    fn places_are_passed_on_at_once() {
        let limiter = Limiter::new(2);
        let ((), time) = took(|| {
            thread::scope(|scope| {
                for _ in 0..5 {
                    scope.spawn(|| {
                        let _slot = limiter.enter();
                        work(1);
                    });
                }
            })
        });
        expect_makespan("5 visits of 1 s each, 2 at a time,", time, 3 * SECOND);
    }

    /// However slow the threads are, and even if they wake for no reason: never too many, and nobody is forgotten.
    #[check(deadlock, weight = 2, adverse)]
    fn slow_threads_change_nothing() {
        let (limiter, meter) = (Limiter::new(0), Meter::new());
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let _slot = limiter.enter();
                    let _inside = meter.enter();
                    work(1);
                });
            }
            set_limit(&limiter, 1);
        });
        expect_eq("how many came in", meter.total(), 3);
        expect_peak_at_most("visitors, with a limit of 1", &meter, 1);
    }
}
