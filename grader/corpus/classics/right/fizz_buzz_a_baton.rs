//@ expect: full
//@ task: fizz_buzz
//! The count itself is handed round, in a channel for each thread; an even number of hands is not needed.

use crossbeam_channel::{Receiver, Sender, bounded};

pub struct FizzBuzz {
    n: u32,
    hands: [(Sender<u32>, Receiver<u32>); 4],
}

fn whose(number: u32) -> usize {
    match (number % 3, number % 5) {
        (0, 0) => 3,
        (_, 0) => 2,
        (0, _) => 1,
        _ => 0,
    }
}

impl FizzBuzz {
    pub fn new(n: u32) -> Self {
        let hands = [bounded(1), bounded(1), bounded(1), bounded(1)];
        if n > 0 {
            hands[0].0.send(1).unwrap();
        }
        Self { n, hands }
    }

    fn play(&self, mine: usize, mut say: impl FnMut(u32)) {
        for _ in (1..=self.n).filter(|&number| whose(number) == mine) {
            let number = self.hands[mine].1.recv().unwrap();
            say(number);
            if number < self.n {
                self.hands[whose(number + 1)].0.send(number + 1).unwrap();
            }
        }
    }

    pub fn fizz(&self, mut say: impl FnMut()) {
        self.play(1, |_| say());
    }

    pub fn buzz(&self, mut say: impl FnMut()) {
        self.play(2, |_| say());
    }

    pub fn fizz_buzz(&self, mut say: impl FnMut()) {
        self.play(3, |_| say());
    }

    pub fn number(&self, say: impl FnMut(u32)) {
        self.play(0, say);
    }
}
