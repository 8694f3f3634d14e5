//@ expect: full
//@ task: zero_even_odd
//! Whoever prints zeros hands the next number to the right one, and waits until it is printed.

use crossbeam_channel::{Receiver, Sender, bounded};

pub struct ZeroEvenOdd {
    n: u32,
    numbers: [(Sender<u32>, Receiver<u32>); 2],
    printed: (Sender<()>, Receiver<()>),
}

impl ZeroEvenOdd {
    pub fn new(n: u32) -> Self {
        let numbers = [bounded(1), bounded(1)];
        Self {
            n,
            numbers,
            printed: bounded(1),
        }
    }

    pub fn zero(&self, mut print: impl FnMut(u32)) {
        for number in 1..=self.n {
            print(0);
            let side = usize::from(number % 2 == 0);
            self.numbers[side].0.send(number).unwrap();
            self.printed.1.recv().unwrap();
        }
    }

    fn side(&self, side: usize, count: u32, mut print: impl FnMut(u32)) {
        for _ in 0..count {
            print(self.numbers[side].1.recv().unwrap());
            self.printed.0.send(()).unwrap();
        }
    }

    pub fn odd(&self, print: impl FnMut(u32)) {
        self.side(0, self.n.div_ceil(2), print);
    }

    pub fn even(&self, print: impl FnMut(u32)) {
        self.side(1, self.n / 2, print);
    }
}
