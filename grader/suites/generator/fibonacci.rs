//! The hidden suite of `fibonacci`: where the sequence begins and ends, and that it is lazy.

use crate::common::expect_waiting_at_most;
use check::prelude::*;
use generator::fibonacci;

/// F(0) to F(93), by addition.
fn all() -> Vec<u64> {
    let mut numbers = vec![0_u64, 1];
    while let Some(next) = numbers[numbers.len() - 2].checked_add(numbers[numbers.len() - 1]) {
        numbers.push(next);
    }
    numbers
}

check::suite! {
    /// The sequence begins with 0, 1, 1, 2, 3, 5, 8, 13, 21, 34.
    #[check(basic, weight = 3, budget = 30)]
    fn begins_with_zero_and_one() {
        let numbers = fibonacci();
        let start = receive_n("fibonacci()", &numbers, 10);
        expect_sequence(
            "the start of fibonacci()",
            start,
            [0, 1, 1, 2, 3, 5, 8, 13, 21, 34],
        );
        drain_at_most("fibonacci()", &numbers, 84);
    }

    /// All 94 numbers that fit into a `u64` come, F(93) is the last, and then the stream closes.
    #[check(basic, weight = 3, budget = 50)]
    fn ends_with_the_last_that_fits() {
        let numbers = fibonacci();
        let got = drain_at_most("fibonacci()", &numbers, 94);
        expect_sequence("the stream of fibonacci()", got, all());
    }

    /// Numbers are made on demand: at rest at most one waits in the channel.
    #[check(resources, weight = 4, budget = 100)]
    fn at_most_one_number_waits() {
        let numbers = fibonacci();
        for number in all().into_iter().take(6) {
            expect_waiting_at_most("fibonacci()", &numbers, 1);
            expect_eq("the next number", receive("fibonacci()", &numbers), number);
        }
        drain_at_most("fibonacci()", &numbers, 88);
    }

    /// Once its reader has left, the thread ends at its next send, without a panic.
    #[check(resources, weight = 3, exhaustive)]
    fn ends_when_the_reader_leaves() {
        let numbers = fibonacci();
        expect_sequence(
            "the start of fibonacci()",
            receive_n("fibonacci()", &numbers, 2),
            [0, 1],
        );
        drop(numbers);
        expect_no_threads("fibonacci(), after its reader left");
    }

    /// Neither the call nor the numbers cost time.
    #[check(timing, weight = 2, budget = 20)]
    fn costs_no_time() {
        let ((), time) = took(|| drop(drain_at_most("fibonacci()", &fibonacci(), 94)));
        expect_took("reading fibonacci()", time, Duration::ZERO);
    }
}
