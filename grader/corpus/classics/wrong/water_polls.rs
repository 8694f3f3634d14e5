//@ expect: too-late in water/nobody_goes_before_the_molecule_is_whole
//@ expect: too-late in water/who_is_too_many_waits
//@ expect: too-late in water/at_the_moment_of_the_last
//@ expect: too-late in water/waking_for_no_reason_changes_nothing
//@ task: water
//@ points: 8.75
//! Sleeps a while, and looks again.

use std::sync::Mutex;
use std::thread::sleep;
use std::time::Duration;

#[derive(Default)]
struct Molecule {
    hydrogen: usize,
    oxygen: usize,
    released: usize,
}

#[derive(Default)]
pub struct Water {
    molecule: Mutex<Molecule>,
}

impl Water {
    pub fn new() -> Self {
        Self::default()
    }

    fn until(&self, mut condition: impl FnMut(&mut Molecule) -> bool) {
        while !condition(&mut self.molecule.lock().unwrap()) {
            sleep(Duration::from_millis(100));
        }
    }

    fn bond(&self, places: usize, of: fn(&mut Molecule) -> &mut usize, release: impl FnOnce()) {
        self.until(|molecule| {
            let has_place = *of(molecule) < places;
            *of(molecule) += usize::from(has_place);
            has_place
        });
        self.until(|molecule| molecule.hydrogen + molecule.oxygen == 3);
        release();
        let mut molecule = self.molecule.lock().unwrap();
        molecule.released += 1;
        if molecule.released == 3 {
            *molecule = Molecule::default();
        }
    }

    pub fn hydrogen(&self, release: impl FnOnce()) {
        self.bond(2, |molecule| &mut molecule.hydrogen, release);
    }

    pub fn oxygen(&self, release: impl FnOnce()) {
        self.bond(1, |molecule| &mut molecule.oxygen, release);
    }
}
