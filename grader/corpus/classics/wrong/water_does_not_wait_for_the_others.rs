//@ expect: too-early in water/nobody_goes_before_the_molecule_is_whole
//@ expect: too-early in water/who_is_too_many_waits
//@ expect: deadlock in water/nobody_holds_half_a_molecule
//@ expect: too-early in water/at_the_moment_of_the_last
//@ expect: too-early in water/waking_for_no_reason_changes_nothing
//@ task: water
//@ points: 7.58
//! Gives out two places and one, but does not wait until all three are taken.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct Places {
    hydrogen: usize,
    oxygen: usize,
}

#[derive(Default)]
pub struct Water {
    taken: Mutex<Places>,
    changed: Condvar,
}

impl Water {
    pub fn new() -> Self {
        Self::default()
    }

    fn bond(&self, places: usize, of: fn(&mut Places) -> &mut usize, release: impl FnOnce()) {
        let taken = self.taken.lock().unwrap();
        let mut taken = self
            .changed
            .wait_while(taken, |taken| *of(taken) == places)
            .unwrap();
        release();
        *of(&mut taken) += 1;
        if taken.hydrogen == 2 && taken.oxygen == 1 {
            *taken = Places::default();
            self.changed.notify_all();
        }
    }

    pub fn hydrogen(&self, release: impl FnOnce()) {
        self.bond(2, |taken| &mut taken.hydrogen, release);
    }

    pub fn oxygen(&self, release: impl FnOnce()) {
        self.bond(1, |taken| &mut taken.oxygen, release);
    }
}
