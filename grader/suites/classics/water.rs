//! The hidden suite of `water`: whole molecules, one at a time, and no atom left that could have bonded.

use crate::common::{SECOND, Said, expect_so_far, say};
use check::prelude::*;
use classics::water::Water;
use std::sync::Arc;
use std::thread;

/// A thread for each of these atoms, in this order; what it logs is the order of the releases.
fn bond(atoms: &str) -> Vec<char> {
    let (water, released) = (Water::new(), Log::new());
    thread::scope(|scope| {
        for atom in atoms.chars() {
            let (water, released) = (&water, released.clone());
            scope.spawn(move || match atom {
                'H' => water.hydrogen(|| released.push(atom)),
                _ => water.oxygen(|| released.push(atom)),
            });
        }
    });
    released.snapshot()
}

/// Every three releases are those of one molecule.
#[track_caller]
fn expect_molecules(what: &str, released: &[char], molecules: usize) {
    let atoms = ['H', 'H', 'O'].repeat(molecules);
    expect_same_items(what, released.iter().copied(), atoms);
    for (number, molecule) in released.chunks(3).enumerate() {
        let oxygen = molecule.iter().filter(|&&atom| atom == 'O').count();
        // Two oxygen atoms are too many before the third atom comes.
        let second = molecule.iter().rposition(|&atom| atom == 'O');
        let last = if oxygen == 2 { second.unwrap_or(2) } else { 2 };
        expect_item(
            oxygen == 1,
            Code::WrongOrder,
            format!("{what}: these three were released one after the other: {molecule:?}"),
            (released, 3 * number + last),
        );
    }
}

/// Atoms that come one after the other, each on a thread that lives on.
struct Atoms {
    water: Arc<Water>,
    released: Count,
}

impl Atoms {
    fn come(&self, atoms: &str) {
        for atom in atoms.chars() {
            let (water, released) = (Arc::clone(&self.water), self.released.clone());
            thread::spawn(move || match atom {
                'H' => water.hydrogen(|| released.add()),
                _ => water.oxygen(|| released.add()),
            });
        }
        settle();
    }
}

check::suite! {
    /// Atoms for two molecules are released molecule by molecule.
    #[check(basic, weight = 4)]
    fn molecule_by_molecule() {
        expect_molecules("two molecules", &bond("OHHHOH"), 2);
    }

    /// Two hydrogen atoms and one oxygen atom are released, each once, and come back.
    #[check(deadlock, weight = 3, exhaustive, budget = 50000)]
    fn a_molecule() {
        let (water, released) = (Water::new(), Log::new());
        // Each takes its own time, so that not everything happens at the same moment: that is too much to exhaust.
        thread::scope(|scope| {
            for time in [1, 2] {
                let (water, released) = (&water, released.clone());
                scope.spawn(move || {
                    water.hydrogen(|| {
                        released.push('H');
                        thread::sleep(time * SECOND);
                    });
                });
            }
            water.oxygen(|| {
                released.push('O');
                thread::sleep(3 * SECOND);
            });
        });
        expect_molecules("one molecule", &released.snapshot(), 1);
    }

    /// No atom is released before its molecule is whole.
    #[check(ordering, weight = 4)]
    fn nobody_goes_before_the_molecule_is_whole() {
        for (first, second, last) in [("H", "O", "H"), ("H", "H", "O")] {
            let atoms = Atoms { water: Arc::new(Water::new()), released: Count::new() };
            for atom in [first, second] {
                atoms.come(atom);
                expect_so_far("released without the third atom", atoms.released.get(), 0);
            }
            atoms.come(last);
            expect_so_far("released with all three atoms", atoms.released.get(), 3);
        }
    }

    /// Atoms that are too many wait for another molecule.
    #[check(ordering, weight = 3)]
    fn who_is_too_many_waits() {
        let atoms = Atoms { water: Arc::new(Water::new()), released: Count::new() };
        atoms.come("HHH");
        expect_so_far("released of three hydrogen atoms", atoms.released.get(), 0);
        atoms.come("O");
        expect_so_far("released with one oxygen atom", atoms.released.get(), 3);
        atoms.come("O");
        expect_so_far("released of 3 H and 2 O", atoms.released.get(), 3);
        atoms.come("H");
        expect_so_far("released of 4 H and 2 O", atoms.released.get(), 6);
    }

    /// Two oxygen atoms do not share the hydrogen that is enough for one of them.
    #[check(deadlock, weight = 2)]
    fn nobody_holds_half_a_molecule() {
        let atoms = Atoms { water: Arc::new(Water::new()), released: Count::new() };
        atoms.come("OHOH");
        advance(SECOND);
        let released = atoms.released.get();
        let message = format!("2 H and 2 O have come, and {released} atoms were released");
        expect(released == 3, Code::Deadlock, message);
        atoms.come("HH");
        advance(SECOND);
        expect_so_far("released of 4 H and 2 O", atoms.released.get(), 6);
    }

    /// Everybody who can bond does, in whichever order the atoms come.
    #[check(deadlock, weight = 3, budget = 1500)]
    fn nobody_is_left() {
        expect_molecules("three molecules", &bond("HHHHHHOOO"), 3);
    }

    /// All three of a molecule have been released before one of the next is.
    #[check(ordering, weight = 3, budget = 2000)]
    fn one_molecule_at_a_time() {
        let (water, said) = (Water::new(), Log::new());
        thread::scope(|scope| {
            for (number, atom) in (1..).zip("HOHHHO".chars()) {
                let (water, said) = (&water, said.clone());
                let release = move || say(&said, atom, number * SECOND);
                scope.spawn(move || match atom {
                    'H' => water.hydrogen(release),
                    _ => water.oxygen(release),
                });
            }
        });
        let said = said.snapshot();
        let begun = said.iter().take(6).filter(|it| matches!(it, Said::Begin(_)));
        expect(
            begun.count() == 3,
            Code::WrongOrder,
            "the second molecule was released before all three of the first were",
        );
    }

    /// A molecule is released at the moment at which its last atom comes.
    #[check(timing)]
    fn at_the_moment_of_the_last() {
        let water = Water::new();
        let moments = thread::scope(|scope| {
            let atoms = ['H', 'H', 'O'].map(|atom| {
                let water = &water;
                scope.spawn(move || {
                    let mut moment = None;
                    let release = || moment = Some(elapsed());
                    match atom {
                        'H' => water.hydrogen(release),
                        _ => {
                            thread::sleep(2 * SECOND);
                            water.oxygen(release);
                        }
                    }
                    moment
                })
            });
            atoms.map(|atom| atom.join().expect("no atom panics"))
        });
        for moment in moments {
            let moment = moment.unwrap_or_default();
            expect_took("the molecule of an oxygen atom that comes after 2 s", moment, 2 * SECOND);
        }
    }

    /// Waking for no reason changes nothing.
    #[check(ordering, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        let atoms = Atoms { water: Arc::new(Water::new()), released: Count::new() };
        atoms.come("HH");
        expect_so_far("released without oxygen", atoms.released.get(), 0);
        atoms.come("HO");
        expect_so_far("released of 3 H and 1 O", atoms.released.get(), 3);
        atoms.come("HO");
        expect_so_far("released of 4 H and 2 O", atoms.released.get(), 6);
    }
}
