//! A wait that ended by its limit, after which work goes on that should have ended with it.

use crate::report::{
    names::ways,
    story::{
        Clue, Names,
        leads::{lets_go, told},
        nth,
    },
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The last wait of the check's in a call of the learner's that ended by its limit, before another thread began
/// something of the check's.
fn ended(failure: &Failure) -> Option<&Step> {
    let calls = |it: &Step| {
        let note = it.note.as_deref().unwrap_or_default();
        it.operation == Operation::Call && it.thread != 0 && note.starts_with("entry ")
    };
    let last = told(failure).rfind(|it| calls(it))?;
    let waits = [Operation::Wait, Operation::Receive, Operation::Select];
    let step = told(failure).rfind(|it| {
        it.thread == 0
            && it.occurrence == Occurrence::TimedOut
            && waits.contains(&it.operation)
            && it.number < last.number
    })?;
    // Who began before may go on with that: what is begun anew comes after a step of the learner's own.
    let begins = |thread: u32| {
        let own = told(failure).filter(|it| it.thread == thread && it.number > step.number);
        let mut own = own.skip_while(|it| it.operation == Operation::Call || is_asleep(it));
        own.any(calls)
    };
    let is_about = failure.code == Code::CancellationIgnored && failure.elided == 0;
    let mut threads = failure.threads.iter();
    (is_about && threads.any(|it| begins(it.id))).then_some(step)
}

/// What the check measures takes time in its own code.
fn is_asleep(step: &Step) -> bool {
    matches!(step.operation, Operation::Sleep | Operation::Gate)
}

/// The time was over, and nothing was done about it.
pub(in super::super::super) fn is_over(failure: &Failure, names: &Names) -> bool {
    !over(failure, names).is_empty()
}

/// Where the time was over, if the function does nothing that shows after that, and what it has for that case.
pub(super) fn over(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let step = ended(failure)?;
        let place = step.place.as_ref()?;
        let function = names.around(place)?;
        let mut after = told(failure).filter(|it| it.thread == 0 && it.number > step.number);
        let is_there = |it: &Step| {
            let mut places = it.place.iter().chain(&it.via);
            places.any(|it| names.are_in_one_function(it, place))
        };
        if after.any(|it| !lets_go(it) && is_there(it) && !names.is_in_drop(it)) {
            return None;
        }
        let rest = |file: &syn::File| ways::all_after(file, function.spot(), place);
        let rest = names.look(&place.file, rest).flatten()?;
        let (name, number) = (&function.name, nth(step));
        Some(vec![
            Clue::cause(
                rest.within(&place.file),
                format!("all that `{name}` does after that"),
            ),
            Clue {
                place: place.clone(),
                text: format!(
                    "the time is over here, in step {number}, and work is begun after that"
                ),
                primary: true,
            },
        ])
    };
    found().unwrap_or_default()
}
