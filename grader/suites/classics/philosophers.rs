//! The hidden suite of `philosophers`: forks are not shared, nobody waits in a circle, and strangers do
//! not wait for each other.

use crate::common::{SECOND, expect_so_far};
use check::prelude::*;
use classics::philosophers::Table;
use std::thread;

/// Everybody at a table with so many seats eats once; a meal takes both forks, which are watched.
fn everybody_eats(seats: usize) {
    let (table, meals) = (Table::new(seats), Log::new());
    let forks: Vec<Meter> = (0..seats).map(|_| Meter::new()).collect();
    thread::scope(|scope| {
        for seat in 0..seats {
            let (table, meals) = (&table, meals.clone());
            let (left, right) = (forks[seat].clone(), forks[(seat + 1) % seats].clone());
            scope.spawn(move || {
                table.eat(seat, || {
                    let _forks = (left.enter(), right.enter());
                    thread::yield_now();
                    meals.push(seat);
                });
            });
        }
    });
    expect_same_items("who has eaten", meals.snapshot(), 0..seats);
    for fork in &forks {
        expect_peak_at_most("neighbours who eat with the same fork", fork, 1);
    }
}

check::suite! {
    /// Neighbours eat one after the other, each one meal, and `eat` returns what the meal returned.
    #[check(basic, weight = 5)]
    fn neighbours_share_a_fork() {
        let (table, gate, meals) = (Table::new(3), Gate::closed(), Count::new());
        let plates = thread::scope(|scope| {
            let eating = [0, 2, 1].map(|seat| {
                let (table, gate, meals) = (&table, &gate, meals.clone());
                let meal = move || {
                    meals.add();
                    gate.pass();
                    format!("plate of {seat}")
                };
                let eating = scope.spawn(move || table.eat(seat, meal));
                settle();
                let message = format!("{} neighbours eat at the same time", gate.waiting());
                expect(gate.waiting() <= 1, Code::LimitExceeded, message);
                eating
            });
            gate.open();
            eating.map(|eating| eating.join().expect("no meal panics"))
        });
        let want = [0, 2, 1].map(|seat| format!("plate of {seat}"));
        expect_eq("what the meals returned", plates, want);
        expect_eq("how many meals there were", meals.get(), 3);
    }

    /// Two at a table share both forks, and both eat.
    #[check(deadlock, weight = 3, exhaustive, budget = 20000)]
    fn two_at_a_table() {
        everybody_eats(2);
    }

    /// Fewer than two seats panic in `new`, with a message that names `seats`; eating at a seat that does not exist panics, too.
    #[check(basic)]
    fn impossible_tables() {
        expect_panic("a table without seats", "seats", || Table::new(0));
        expect_panic("a table with one seat", "seats", || Table::new(1));
        let table = Table::new(3);
        let eaten = catch(|| table.eat(3, || ()));
        expect(eaten.is_err(), Code::WrongValue, "somebody ate at seat 3 of a table with 3");
    }

    /// All at the table get hungry at once, and all of them eat.
    #[check(deadlock, weight = 5)]
    fn nobody_waits_in_a_circle() {
        everybody_eats(3);
    }

    /// Nobody waits in a circle at a table for five either.
    #[check(deadlock, weight = 2, budget = 1000)]
    fn not_at_a_larger_table_either() {
        everybody_eats(5);
    }

    /// Who finds neither neighbour eating or waiting eats at once: strangers eat at the same time.
    #[check(timing, weight = 4)]
    fn strangers_eat_at_the_same_time() {
        let table = Table::new(4);
        let ((), time) = took(|| {
            thread::scope(|scope| {
                for seat in [0, 2] {
                    let table = &table;
                    scope.spawn(move || table.eat(seat, || thread::sleep(SECOND)));
                }
            });
        });
        expect_makespan("2 meals of 1 s on opposite sides of 4 seats", time, SECOND);
    }

    /// When somebody puts the forks back, both neighbours who waited for them eat.
    #[check(deadlock, weight = 3)]
    fn forks_go_to_both_neighbours() {
        let (table, gate, done) = (Table::new(5), Gate::closed(), Count::new());
        let meal = || {
            gate.pass();
            done.add();
        };
        thread::scope(|scope| {
            for seat in [0, 1, 4] {
                let (table, meal) = (&table, &meal);
                scope.spawn(move || table.eat(seat, meal));
                settle();
            }
            expect_so_far("who eats of three in a row", gate.waiting(), 1);
            gate.open_for(1);
            settle();
            let message = "the two neighbours of a free seat do not eat at the same time";
            expect(gate.waiting() == 2, Code::NotConcurrent, message);
            gate.open();
        });
        expect_eq("how many have eaten", done.get(), 3);
    }

    /// A meal that panics does so in the caller, and puts the forks back.
    #[check(resources, weight = 2)]
    fn a_panic_puts_the_forks_back() {
        let table = Table::new(3);
        let eaten = catch(|| table.eat(1, || boom("the soup is too hot")));
        expect(eaten.is_err(), Code::WrongValue, "the panic of a meal did not reach the caller");
        let others = catch(|| [0, 1, 2].map(|seat| table.eat(seat, || seat)));
        match others {
            Ok(eaten) => expect_eq("what the meals returned", eaten, [0, 1, 2]),
            Err(message) => fail(
                Code::PoisonedLock,
                format!("after a meal that panicked, others panic too: {message}"),
            ),
        }
    }

    /// Waking for no reason changes nothing.
    #[check(resources, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        everybody_eats(3);
    }
}
