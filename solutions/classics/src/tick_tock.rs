//! Two threads, two words, by turns.
//!
//! With channels: two of capacity 1, through which a token goes back and forth. With capacity 0 the
//! last hand-over would wait for ever, since nobody receives it any more.

use crate::{lock, wait_while};
use std::sync::{Condvar, Mutex};

/// Lets two threads say their words by turns: tick, tock, tick, tock.
pub struct TickTock {
    rounds: usize,
    next: Mutex<Word>,
    changed: Condvar,
}

/// What is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Tick,
    Tock,
}

impl TickTock {
    /// So many times each; `tick` begins.
    #[must_use]
    pub fn new(rounds: usize) -> Self {
        Self {
            rounds,
            next: Mutex::new(Word::Tick),
            changed: Condvar::new(),
        }
    }

    /// Calls `say` once in each round, before the other thread does.
    pub fn tick(&self, say: impl FnMut()) {
        self.speak(Word::Tick, Word::Tock, say);
    }

    /// Calls `say` once in each round, after the other thread did.
    pub fn tock(&self, say: impl FnMut()) {
        self.speak(Word::Tock, Word::Tick, say);
    }

    fn speak(&self, mine: Word, other: Word, mut say: impl FnMut()) {
        for _ in 0..self.rounds {
            drop(wait_while(&self.changed, lock(&self.next), |next| {
                *next != mine
            }));
            say();
            *lock(&self.next) = other;
            // Enough here: of two threads, one speaks, so that at most one waits.
            self.changed.notify_one();
        }
    }
}
