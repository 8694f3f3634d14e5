//@ expect: wrong-order in water/molecule_by_molecule
//@ task: water
//@ points: 0
//! Whoever completes a molecule opens the next one at once: its atoms overtake those that have not been released yet.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct Molecule {
    number: usize,
    hydrogen: usize,
    oxygen: usize,
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
        let mut molecule = self
            .changed
            .wait_while(molecule, |molecule| *of(molecule) == places)
            .unwrap();
        *of(&mut molecule) += 1;
        let mine = molecule.number;
        if molecule.hydrogen == 2 && molecule.oxygen == 1 {
            *molecule = Molecule {
                number: mine + 1,
                hydrogen: 0,
                oxygen: 0,
            };
            self.changed.notify_all();
        }
        drop(
            self.changed
                .wait_while(molecule, |it| it.number == mine)
                .unwrap(),
        );
        release();
    }

    pub fn hydrogen(&self, release: impl FnOnce()) {
        self.bond(2, |molecule| &mut molecule.hydrogen, release);
    }

    pub fn oxygen(&self, release: impl FnOnce()) {
        self.bond(1, |molecule| &mut molecule.oxygen, release);
    }
}
