//@ expect: deadlock in water/molecule_by_molecule
//@ task: water
//@ points: 0
//! Whoever completes the molecule wakes one of the two who wait for it, or one who waits for the next.

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
    changed: Condvar,
}

impl Water {
    pub fn new() -> Self {
        Self::default()
    }

    fn bond(&self, places: usize, of: fn(&mut Molecule) -> &mut usize, release: impl FnOnce()) {
        let molecule = self.molecule.lock().unwrap();
        let has_no_place = |molecule: &mut Molecule| *of(molecule) == places;
        let mut molecule = self.changed.wait_while(molecule, has_no_place).unwrap();
        *of(&mut molecule) += 1;
        self.changed.notify_one();
        let is_open = |molecule: &mut Molecule| molecule.hydrogen + molecule.oxygen < 3;
        drop(self.changed.wait_while(molecule, is_open).unwrap());
        release();
        let mut molecule = self.molecule.lock().unwrap();
        molecule.released += 1;
        if molecule.released == 3 {
            *molecule = Molecule::default();
            self.changed.notify_all();
        }
    }

    pub fn hydrogen(&self, release: impl FnOnce()) {
        self.bond(2, |molecule| &mut molecule.hydrogen, release);
    }

    pub fn oxygen(&self, release: impl FnOnce()) {
        self.bond(1, |molecule| &mut molecule.oxygen, release);
    }
}
