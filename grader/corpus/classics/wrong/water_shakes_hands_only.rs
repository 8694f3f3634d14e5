//@ expect: wrong-order in water/molecule_by_molecule
//@ task: water
//@ points: 0
//! Oxygen takes two hydrogen atoms and hands out two permits; nothing keeps molecules apart.

use crossbeam_channel::{Receiver, Sender, unbounded};

pub struct Water {
    hydrogen: (Sender<()>, Receiver<()>),
    oxygen: (Sender<()>, Receiver<()>),
}

impl Default for Water {
    fn default() -> Self {
        Self {
            hydrogen: unbounded(),
            oxygen: unbounded(),
        }
    }
}

impl Water {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn hydrogen(&self, release: impl FnOnce()) {
        self.hydrogen.0.send(()).unwrap();
        self.oxygen.1.recv().unwrap();
        release();
    }

    pub fn oxygen(&self, release: impl FnOnce()) {
        for _ in 0..2 {
            self.hydrogen.1.recv().unwrap();
        }
        for _ in 0..2 {
            self.oxygen.0.send(()).unwrap();
        }
        release();
    }
}
