//! The hidden suite of `fizz_buzz`: four threads, one count, and an end for each of them.

use crate::common::{SECOND, expect_said, one_by_one, say};
use check::prelude::*;
use classics::fizz_buzz::FizzBuzz;
use std::thread;

/// What four threads say, by these names.
fn play(n: u32) -> Vec<String> {
    let (game, said) = (FizzBuzz::new(n), Log::new());
    thread::scope(|scope| {
        scope.spawn(|| game.fizz_buzz(|| said.push("fizz buzz".to_owned())));
        scope.spawn(|| game.buzz(|| said.push("buzz".to_owned())));
        scope.spawn(|| game.fizz(|| said.push("fizz".to_owned())));
        scope.spawn(|| game.number(|number| said.push(number.to_string())));
    });
    said.snapshot()
}

/// What one person would say.
fn right(n: u32) -> Vec<String> {
    let word = |number: u32| match (number % 3, number % 5) {
        (0, 0) => "fizz buzz".to_owned(),
        (0, _) => "fizz".to_owned(),
        (_, 0) => "buzz".to_owned(),
        _ => number.to_string(),
    };
    (1..=n).map(word).collect()
}

check::suite! {
    /// The first fifteen are said in their order, and then all four threads come back.
    #[check(basic, weight = 4, budget = 1000)]
    fn up_to_fifteen() {
        expect_sequence("the game up to 15", play(15), right(15));
    }

    /// Who has nothing left to say does not wait.
    #[check(deadlock, weight = 3, exhaustive, budget = 20000)]
    fn everybody_comes_back() {
        let (game, said) = (FizzBuzz::new(3), Log::new());
        thread::scope(|scope| {
            scope.spawn(|| game.fizz(|| said.push("fizz".to_owned())));
            game.number(|number| said.push(number.to_string()));
        });
        game.buzz(|| said.push("buzz".to_owned()));
        game.fizz_buzz(|| said.push("fizz buzz".to_owned()));
        expect_sequence("the game up to 3", said.snapshot(), right(3));
    }

    /// All four come back wherever the game ends.
    #[check(deadlock, weight = 3)]
    fn wherever_it_ends() {
        for n in [0, 1, 2, 5, 6] {
            expect_sequence(&format!("the game up to {n}"), play(n), right(n));
        }
    }

    /// Nobody runs ahead of whoever is late.
    #[check(ordering, weight = 3)]
    fn waits_for_whoever_is_late() {
        let (game, said) = (FizzBuzz::new(5), Log::new());
        let right = right(5);
        thread::scope(|scope| {
            scope.spawn(|| game.number(|number| said.push(number.to_string())));
            advance(SECOND);
            expect_said("numbers alone", &said.snapshot(), &right[..2]);
            scope.spawn(|| game.buzz(|| said.push("buzz".to_owned())));
            advance(SECOND);
            expect_said("without fizz", &said.snapshot(), &right[..2]);
            scope.spawn(|| game.fizz(|| said.push("fizz".to_owned())));
            advance(SECOND);
            expect_said("without fizz buzz", &said.snapshot(), &right);
            game.fizz_buzz(|| said.push("fizz buzz".to_owned()));
        });
        expect_sequence("the game up to 5", said.snapshot(), right);
    }

    /// A word begins when the one before it has ended, at that moment.
    #[check(timing, weight = 2)]
    fn one_word_at_a_time() {
        let (game, said) = (FizzBuzz::new(5), Log::new());
        let ((), time) = took(|| {
            thread::scope(|scope| {
                scope.spawn(|| game.fizz_buzz(|| say(&said, 15, SECOND)));
                scope.spawn(|| game.buzz(|| say(&said, 5, SECOND)));
                scope.spawn(|| game.fizz(|| say(&said, 3, SECOND)));
                scope.spawn(|| game.number(|number| say(&said, number, SECOND)));
            });
        });
        let want = one_by_one(&[1, 2, 3, 4, 5]);
        expect_sequence("the game up to 5", said.snapshot(), want);
        expect_took("5 words of 1 s", time, 5 * SECOND);
    }

    /// Waking for no reason changes nothing.
    #[check(ordering, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        expect_sequence("the game up to 5", play(5), right(5));
    }
}
