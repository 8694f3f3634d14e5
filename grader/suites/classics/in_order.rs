//! The hidden suite of `in_order`: three threads that come in any order, three steps that do not.

use crate::common::{SECOND, expect_said, one_by_one, say};
use check::prelude::*;
use classics::in_order::InOrder;
use std::thread;

/// The step of this number, on the thread that calls.
fn step(steps: &InOrder, number: usize, print: impl FnOnce()) {
    match number {
        1 => steps.first(print),
        2 => steps.second(print),
        _ => steps.third(print),
    }
}

/// Three threads, which are started in this order, take the steps of these numbers.
fn take(order: [usize; 3]) -> Vec<usize> {
    let (steps, printed) = (InOrder::new(), Log::new());
    thread::scope(|scope| {
        for number in order {
            let (steps, printed) = (&steps, printed.clone());
            scope.spawn(move || step(steps, number, || printed.push(number)));
        }
    });
    printed.snapshot()
}

check::suite! {
    /// The steps happen in their order, each once, although the threads come in the opposite one.
    #[check(basic, weight = 4)]
    fn keeps_the_order() {
        expect_sequence("the steps", take([3, 2, 1]), [1, 2, 3]);
    }

    /// A thread that comes too early waits for its step, and one that comes late finds that it may go.
    #[check(basic, weight = 2, exhaustive, budget = 20000)]
    fn waits_only_as_long_as_it_must() {
        let (steps, printed) = (InOrder::new(), Log::new());
        thread::scope(|scope| {
            scope.spawn(|| steps.second(|| printed.push(2)));
            steps.first(|| printed.push(1));
        });
        steps.third(|| printed.push(3));
        expect_sequence("the steps", printed.snapshot(), [1, 2, 3]);
    }

    /// The order of the steps does not depend on the order in which the threads come.
    #[check(ordering, weight = 2)]
    fn whoever_comes_first() {
        expect_sequence("the steps of 1, 2, 3", take([1, 2, 3]), [1, 2, 3]);
        expect_sequence("the steps of 2, 3, 1", take([2, 3, 1]), [1, 2, 3]);
    }

    /// Nothing happens before the first step, however long it takes to come.
    #[check(ordering, weight = 2)]
    fn waits_for_whoever_is_late() {
        let (steps, printed) = (InOrder::new(), Log::new());
        thread::scope(|scope| {
            for number in [2, 3] {
                let (steps, printed) = (&steps, printed.clone());
                scope.spawn(move || step(steps, number, || printed.push(number)));
            }
            advance(SECOND);
            expect_said("without the first step", &printed.snapshot(), &[]);
            steps.first(|| printed.push(1));
        });
        expect_sequence("the steps", printed.snapshot(), [1, 2, 3]);
    }

    /// A step begins when the one before it has ended, at that moment.
    #[check(timing, weight = 3)]
    fn one_step_at_a_time() {
        let (steps, said) = (InOrder::new(), Log::new());
        let ((), time) = took(|| {
            thread::scope(|scope| {
                for number in [2, 1, 3] {
                    let (steps, said) = (&steps, said.clone());
                    scope.spawn(move || step(steps, number, || say(&said, number, SECOND)));
                }
            });
        });
        expect_sequence("the steps", said.snapshot(), one_by_one(&[1, 2, 3]));
        expect_took("3 steps of 1 s", time, 3 * SECOND);
    }

    /// Waking for no reason changes nothing.
    #[check(ordering, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        expect_sequence("the steps", take([3, 2, 1]), [1, 2, 3]);
    }

    /// Two of them have nothing to do with each other.
    #[check(resources)]
    fn shares_nothing_with_another() {
        let (one, other, printed) = (InOrder::new(), InOrder::new(), Log::new());
        thread::scope(|scope| {
            scope.spawn(|| one.second(|| printed.push("second of one")));
            other.first(|| printed.push("first of the other"));
            settle();
            expect_said("with two values", &printed.snapshot(), &["first of the other"]);
            one.first(|| printed.push("first of one"));
        });
        let want = ["first of the other", "first of one", "second of one"];
        expect_sequence("the steps", printed.snapshot(), want);
    }
}
