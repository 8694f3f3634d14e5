//! Threads are atoms, and bond to molecules of water.
//!
//! The usual solution is two semaphores (two places for hydrogen, one for oxygen) and a `Barrier` of 3;
//! whoever gives the places back at the end must be sure that all three have left, which takes another
//! barrier. One state with three conditions says the same in one place.

use crate::{lock, wait_while};
use std::sync::{Condvar, Mutex};

/// Lets atoms through in molecules: two hydrogen atoms and one oxygen atom at a time.
#[derive(Default)]
pub struct Water {
    molecule: Mutex<Molecule>,
    changed: Condvar,
}

/// The molecule that is being built, or released.
#[derive(Default)]
struct Molecule {
    hydrogen: usize,
    oxygen: usize,
    /// How many of the three have been released.
    released: usize,
}

impl Molecule {
    fn is_whole(&self) -> bool {
        self.hydrogen == 2 && self.oxygen == 1
    }
}

impl Water {
    /// No atom is there.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A hydrogen atom: waits for its molecule, then calls `release`.
    pub fn hydrogen(&self, release: impl FnOnce()) {
        self.bond(2, |molecule| &mut molecule.hydrogen, release);
    }

    /// An oxygen atom: waits for its molecule, then calls `release`.
    pub fn oxygen(&self, release: impl FnOnce()) {
        self.bond(1, |molecule| &mut molecule.oxygen, release);
    }

    fn bond(&self, places: usize, of: fn(&mut Molecule) -> &mut usize, release: impl FnOnce()) {
        // A place in the molecule. While the one before is being released there is none.
        let mut molecule = wait_while(&self.changed, lock(&self.molecule), |molecule| {
            *of(molecule) == places
        });
        *of(&mut molecule) += 1;
        if molecule.is_whole() {
            self.changed.notify_all();
        }
        // The others. It stays whole until all three have been released: this thread is one of them,
        // so that it cannot miss it.
        drop(wait_while(&self.changed, molecule, |molecule| {
            !molecule.is_whole()
        }));
        release();
        // The last one clears the place.
        let mut molecule = lock(&self.molecule);
        molecule.released += 1;
        if molecule.released == 3 {
            *molecule = Molecule::default();
            self.changed.notify_all();
        }
    }
}
