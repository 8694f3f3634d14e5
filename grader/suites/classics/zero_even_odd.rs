//! The hidden suite of `zero_even_odd`: who prints what, and that all three come to an end.

use crate::common::{SECOND, expect_said, one_by_one, say};
use check::prelude::*;
use classics::zero_even_odd::ZeroEvenOdd;
use std::thread;

/// What three threads print; the one with the zeros comes last.
fn print(n: u32) -> Vec<u32> {
    let (numbers, printed) = (ZeroEvenOdd::new(n), Log::new());
    thread::scope(|scope| {
        scope.spawn(|| numbers.even(|number| printed.push(number)));
        scope.spawn(|| numbers.odd(|number| printed.push(number)));
        scope.spawn(|| numbers.zero(|number| printed.push(number)));
    });
    printed.snapshot()
}

check::suite! {
    /// A zero, 1, a zero, 2: in this order, and then all three threads come back.
    #[check(basic, weight = 4)]
    fn up_to_two() {
        expect_sequence("the numbers up to 2", print(2), [0, 1, 0, 2]);
    }

    /// A zero and 1; whoever has nothing to print does not wait.
    #[check(basic, exhaustive, budget = 20000)]
    fn up_to_one() {
        let (numbers, printed) = (ZeroEvenOdd::new(1), Log::new());
        thread::scope(|scope| {
            scope.spawn(|| numbers.odd(|number| printed.push(number)));
            numbers.zero(|number| printed.push(number));
        });
        numbers.even(|number| printed.push(number));
        expect_sequence("the numbers up to 1", printed.snapshot(), [0, 1]);
    }

    /// Up to any number, an even or an odd one; up to 0 nothing is printed.
    #[check(basic, weight = 2)]
    fn up_to_any_number() {
        expect_sequence("the numbers up to 0", print(0), []);
        expect_sequence("the numbers up to 5", print(5), [0, 1, 0, 2, 0, 3, 0, 4, 0, 5]);
    }

    /// Each thread prints its own numbers, and no others.
    #[check(ordering)]
    fn everybody_prints_their_own() {
        let (numbers, printed) = (ZeroEvenOdd::new(4), Log::new());
        thread::scope(|scope| {
            scope.spawn(|| numbers.zero(|number| printed.push(("zero", number))));
            scope.spawn(|| numbers.odd(|number| printed.push(("odd", number))));
            scope.spawn(|| numbers.even(|number| printed.push(("even", number))));
        });
        let odd_and_even = [("odd", 1), ("even", 2), ("odd", 3), ("even", 4)];
        let want = odd_and_even.into_iter().flat_map(|own| [("zero", 0), own]);
        expect_sequence("who printed what", printed.snapshot(), want);
    }

    /// Nobody runs ahead of whoever is late.
    #[check(ordering, weight = 3)]
    fn waits_for_whoever_is_late() {
        let (numbers, printed) = (ZeroEvenOdd::new(3), Log::new());
        thread::scope(|scope| {
            let numbers = &numbers;
            let print = || {
                let printed = printed.clone();
                move |number| printed.push(number)
            };
            let (odd, zero) = (print(), print());
            scope.spawn(move || numbers.odd(odd));
            advance(SECOND);
            expect_said("without zeros", &printed.snapshot(), &[]);
            scope.spawn(move || numbers.zero(zero));
            advance(SECOND);
            expect_said("without even numbers", &printed.snapshot(), &[0, 1, 0]);
            numbers.even(print());
        });
        let printed = printed.snapshot();
        expect_sequence("the numbers up to 3", printed, [0, 1, 0, 2, 0, 3]);
    }

    /// A number begins when the one before it has ended, at that moment.
    #[check(timing, weight = 2)]
    fn one_number_at_a_time() {
        let (numbers, said) = (ZeroEvenOdd::new(3), Log::new());
        let ((), time) = took(|| {
            thread::scope(|scope| {
                scope.spawn(|| numbers.even(|number| say(&said, number, SECOND)));
                scope.spawn(|| numbers.odd(|number| say(&said, number, SECOND)));
                scope.spawn(|| numbers.zero(|number| say(&said, number, SECOND)));
            });
        });
        let want = one_by_one(&[0, 1, 0, 2, 0, 3]);
        expect_sequence("the numbers up to 3", said.snapshot(), want);
        expect_took("6 numbers of 1 s", time, 6 * SECOND);
    }

    /// Waking for no reason changes nothing.
    #[check(ordering, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        expect_sequence("the numbers up to 3", print(3), [0, 1, 0, 2, 0, 3]);
    }
}
