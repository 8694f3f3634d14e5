//@ expect: wrong-order in tick_tock/two_rounds
//@ expect: wrong-order in tick_tock/one_round
//@ expect: wrong-order in tick_tock/any_number_of_rounds
//@ task: tick_tock
//@ points: 0
//! Each says all its words at once.

pub struct TickTock {
    rounds: usize,
}

impl TickTock {
    pub fn new(rounds: usize) -> Self {
        Self { rounds }
    }

    pub fn tick(&self, mut say: impl FnMut()) {
        (0..self.rounds).for_each(|_| say());
    }

    pub fn tock(&self, mut say: impl FnMut()) {
        (0..self.rounds).for_each(|_| say());
    }
}
