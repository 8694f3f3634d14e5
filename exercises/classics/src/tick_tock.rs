//! Two threads, two words, by turns.

/// Lets two threads say their words by turns: tick, tock, tick, tock.
pub struct TickTock {}

impl TickTock {
    /// So many times each; `tick` begins.
    pub fn new(rounds: usize) -> Self {
        todo!("{rounds} rounds")
    }

    /// Calls `say` once in each round, before the other thread does.
    pub fn tick(&self, say: impl FnMut()) {
        let _ = say;
        todo!("say it first in each round")
    }

    /// Calls `say` once in each round, after the other thread did.
    pub fn tock(&self, say: impl FnMut()) {
        let _ = say;
        todo!("say it second in each round")
    }
}
