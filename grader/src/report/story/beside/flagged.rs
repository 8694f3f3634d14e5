//! A wait that a variable lets happen once.

use crate::report::{
    names,
    story::{
        Clue, Names, entries,
        leads::{lets_go, told},
        nth,
    },
};
use wire::{Failure, Occurrence, Operation};

/// Where the thread of a wrong entry was woken last from such a wait, and went on.
pub(in super::super::super) fn flagged(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (_, entry) = entries::entry(failure)?;
        let own = told(failure)
            .filter(|it| it.thread == entry.thread && it.number < entry.number && !lets_go(it));
        let (place, woken, flag) = own.rev().find_map(|step| {
            let is_woken = step.operation == Operation::Wait && step.occurrence == Occurrence::Done;
            let place = step.place.as_ref().filter(|_| is_woken)?;
            let all = names.look(&place.file, names::flagged::flagged)?;
            let mut all = all.into_iter();
            let it = all.find(|it| it.spot.within(&place.file) == *place)?;
            Some((place, step, it.flag))
        })?;
        let who = names.thread(woken.thread);
        let number = nth(woken);
        Some(Clue {
            place: place.clone(),
            text: format!(
                "{who} was woken here, in step {number}: `{flag}` lets it wait here only once"
            ),
            primary: true,
        })
    };
    found().into_iter().collect()
}
