//! Who gives up, changes what another waits for, and tells nobody.

use crate::report::{
    names::changes_after,
    story::{Clue, Names, last_notification, leads::told, nth, waited_for},
};
use wire::{Code, Failure, Occurrence, Operation};

/// Where the last whose time was over changes something under the lock, where another waits on the same condition
/// variable for ever and nobody notified it after that.
pub(super) fn silent(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::LostWakeup | Code::Deadlock);
    if !is_about || failure.elided > 0 {
        return Vec::new();
    }
    let found = waited_for(failure).into_iter().find_map(|condvar| {
        let gives_up = told(failure).rfind(|it| {
            it.operation == Operation::Wait
                && it.object == Some(condvar)
                && it.occurrence == Occurrence::TimedOut
        })?;
        let notified = last_notification(failure, condvar);
        if notified.is_some_and(|it| it.number > gives_up.number) {
            return None;
        }
        let mut after =
            told(failure).filter(|it| it.thread == gives_up.thread && it.number > gives_up.number);
        let lets_go = after
            .next()
            .filter(|it| it.operation == Operation::Unlock)?;
        let place = gives_up.place.as_ref()?;
        let find = |file: &syn::File| changes_after::changed_after(file, place);
        let (spot, field) = names.look(&place.file, find).flatten()?;
        let who = names.thread(gives_up.thread);
        let condvar = names.object(condvar, failure);
        let step = nth(lets_go);
        Some(Clue {
            place: spot.within(&place.file),
            text: format!(
                "{who}, whose time is over, changes `{field}`, and has not notified {condvar} when it unlocks in step {step}"
            ),
            primary: true,
        })
    });
    found.into_iter().collect()
}
