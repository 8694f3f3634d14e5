//@ expect: wrong-order in water/molecule_by_molecule
//@ task: water
//@ points: 0
//! A barrier for three, whatever they are: three hydrogen atoms make no water.

use std::sync::Barrier;

pub struct Water {
    three: Barrier,
}

impl Default for Water {
    fn default() -> Self {
        Self {
            three: Barrier::new(3),
        }
    }
}

impl Water {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn hydrogen(&self, release: impl FnOnce()) {
        self.three.wait();
        release();
    }

    pub fn oxygen(&self, release: impl FnOnce()) {
        self.three.wait();
        release();
    }
}
