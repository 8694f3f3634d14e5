//@ expect: wrong-order in zero_even_odd/up_to_two
//@ expect: wrong-order in zero_even_odd/up_to_any_number
//@ task: zero_even_odd
//@ points: 0.86
//! Whoever prints zeros hands the numbers over, and does not wait until they are printed.

use crossbeam_channel::{Receiver, Sender, unbounded};

pub struct ZeroEvenOdd {
    n: u32,
    odd: (Sender<u32>, Receiver<u32>),
    even: (Sender<u32>, Receiver<u32>),
}

impl ZeroEvenOdd {
    pub fn new(n: u32) -> Self {
        Self {
            n,
            odd: unbounded(),
            even: unbounded(),
        }
    }

    pub fn zero(&self, mut print: impl FnMut(u32)) {
        for number in 1..=self.n {
            print(0);
            let side = if number % 2 == 0 {
                &self.even
            } else {
                &self.odd
            };
            side.0.send(number).unwrap();
        }
    }

    pub fn odd(&self, print: impl FnMut(u32)) {
        let count = self.n.div_ceil(2) as usize;
        self.odd.1.iter().take(count).for_each(print);
    }

    pub fn even(&self, print: impl FnMut(u32)) {
        let count = (self.n / 2) as usize;
        self.even.1.iter().take(count).for_each(print);
    }
}
