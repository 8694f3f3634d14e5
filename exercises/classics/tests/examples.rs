//! Visible examples: run them with `cargo test -p classics`. The hidden suite checks much more.

use classics::blocking_queue::BlockingQueue;
use classics::crossing::{Crossing, Road};
use classics::fizz_buzz::FizzBuzz;
use classics::in_order::InOrder;
use classics::philosophers::Table;
use classics::rw_lock::ReadWriteLock;
use classics::tick_tock::TickTock;
use classics::water::Water;
use classics::zero_even_odd::ZeroEvenOdd;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What was printed.
#[derive(Default)]
struct Paper(Mutex<Vec<String>>);

impl Paper {
    fn print(&self, text: impl ToString) {
        self.0.lock().expect("no panic").push(text.to_string());
    }

    fn read(&self) -> String {
        self.0.lock().expect("no panic").join(" ")
    }
}

#[test]
fn steps_happen_in_order() {
    let (steps, paper) = (InOrder::new(), Paper::default());
    thread::scope(|scope| {
        scope.spawn(|| steps.third(|| paper.print("third")));
        scope.spawn(|| steps.second(|| paper.print("second")));
        scope.spawn(|| steps.first(|| paper.print("first")));
    });
    assert_eq!(paper.read(), "first second third");
}

#[test]
fn a_clock_ticks() {
    let (clock, paper) = (TickTock::new(3), Paper::default());
    thread::scope(|scope| {
        scope.spawn(|| clock.tock(|| paper.print("tock")));
        scope.spawn(|| clock.tick(|| paper.print("tick")));
    });
    assert_eq!(paper.read(), "tick tock tick tock tick tock");
}

#[test]
fn zeros_stand_between_numbers() {
    let (numbers, paper) = (ZeroEvenOdd::new(3), Paper::default());
    thread::scope(|scope| {
        scope.spawn(|| numbers.even(|number| paper.print(number)));
        scope.spawn(|| numbers.odd(|number| paper.print(number)));
        scope.spawn(|| numbers.zero(|number| paper.print(number)));
    });
    assert_eq!(paper.read(), "0 1 0 2 0 3");
}

#[test]
fn four_play_fizz_buzz() {
    let (game, paper) = (FizzBuzz::new(15), Paper::default());
    thread::scope(|scope| {
        scope.spawn(|| game.fizz(|| paper.print("fizz")));
        scope.spawn(|| game.buzz(|| paper.print("buzz")));
        scope.spawn(|| game.fizz_buzz(|| paper.print("fizzbuzz")));
        scope.spawn(|| game.number(|number| paper.print(number)));
    });
    let want = "1 2 fizz 4 buzz fizz 7 8 fizz buzz 11 fizz 13 14 fizzbuzz";
    assert_eq!(paper.read(), want);
}

#[test]
fn atoms_bond() {
    let (water, paper) = (Water::new(), Paper::default());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| water.oxygen(|| paper.print('O')));
            scope.spawn(|| water.hydrogen(|| paper.print('H')));
            scope.spawn(|| water.hydrogen(|| paper.print('H')));
        }
    });
    let released = paper.read().replace(' ', "");
    let (first, second) = released.split_at(3);
    assert_eq!(first.matches('O').count(), 1, "{first} {second}");
    assert_eq!(second.matches('O').count(), 1, "{first} {second}");
}

#[test]
fn philosophers_eat() {
    let table = Table::new(5);
    let meals = AtomicUsize::new(0);
    thread::scope(|scope| {
        for seat in 0..5 {
            let (table, meals) = (&table, &meals);
            scope.spawn(move || {
                for _ in 0..100 {
                    table.eat(seat, || meals.fetch_add(1, Ordering::Relaxed));
                }
            });
        }
    });
    assert_eq!(meals.load(Ordering::Relaxed), 500);
}

#[test]
fn a_queue_keeps_its_limit() {
    let queue = BlockingQueue::new(2);
    let taken: Vec<u32> = thread::scope(|scope| {
        scope.spawn(|| (0..100).for_each(|item| queue.enqueue(item)));
        (0..100)
            .map(|_| {
                assert!(queue.len() <= 2);
                queue.dequeue()
            })
            .collect()
    });
    assert_eq!(taken, (0..100).collect::<Vec<_>>());
    assert!(queue.is_empty());
}

#[test]
fn writers_are_alone() {
    let (lock, inside) = (ReadWriteLock::new(), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..100 {
                    let _reading = lock.read();
                    assert_eq!(inside.load(Ordering::SeqCst), 0);
                }
            });
            scope.spawn(|| {
                for _ in 0..100 {
                    let _writing = lock.write();
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    inside.fetch_sub(1, Ordering::SeqCst);
                }
            });
        }
    });
}

#[test]
fn the_light_turns_when_it_is_red() {
    let (crossing, paper) = (Crossing::new(), Paper::default());
    for road in [Road::Main, Road::Side, Road::Side] {
        let turn_green = || paper.print(format!("turn {road:?}"));
        let cross = || paper.print(format!("cross {road:?}"));
        crossing.arrive(road, turn_green, cross);
    }
    assert_eq!(paper.read(), "cross Main turn Side cross Side cross Side");
}
