//@ expect: too-early in water/waking_for_no_reason_changes_nothing
//@ task: water
//@ points: 13.41
//! `if` instead of `while` for the second wait: a wake-up for no reason releases an atom alone.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct Molecule {
    hydrogen: usize,
    oxygen: usize,
    released: usize,
}

#[derive(Default)]
pub struct Water {
    molecule: Mutex<Molecule>,
    place: Condvar,
    complete: Condvar,
}

impl Water {
    pub fn new() -> Self {
        Self::default()
    }

    fn bond(&self, places: usize, of: fn(&mut Molecule) -> &mut usize, release: impl FnOnce()) {
        let molecule = self.molecule.lock().unwrap();
        let has_no_place = |molecule: &mut Molecule| *of(molecule) == places;
        let mut molecule = self.place.wait_while(molecule, has_no_place).unwrap();
        *of(&mut molecule) += 1;
        if molecule.hydrogen + molecule.oxygen < 3 {
            molecule = self.complete.wait(molecule).unwrap();
        } else {
            self.complete.notify_all();
        }
        drop(molecule);
        release();
        let mut molecule = self.molecule.lock().unwrap();
        molecule.released += 1;
        if molecule.released == 3 {
            *molecule = Molecule::default();
            self.place.notify_all();
        }
    }

    pub fn hydrogen(&self, release: impl FnOnce()) {
        self.bond(2, |molecule| &mut molecule.hydrogen, release);
    }

    pub fn oxygen(&self, release: impl FnOnce()) {
        self.bond(1, |molecule| &mut molecule.oxygen, release);
    }
}
