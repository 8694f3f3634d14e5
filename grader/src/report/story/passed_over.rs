//! Who waited before another came, was woken before that one went on, and had to wait again.

use super::{
    Names,
    leads::{Lead, told},
    nth,
    overtaken::is_entry,
    wakeups,
};
use wire::{Failure, Occurrence, Operation, Step};

/// The last time that the thread of the next entry was woken before a wrong one, and did not get past its wait, if it had
/// begun to wait before the thread of the wrong one took the lock, and both wait for the same: only these two entries are
/// in the wrong order.
pub(super) fn passed_over<'f>(
    failure: &'f Failure,
    names: &Names,
    (looked, wrong): (&Step, &Step),
) -> Option<Lead<'f>> {
    let received = failure.figures.iter().find(|it| it.name == "received")?;
    let difference = received.difference?;
    if looked.operation != Operation::Wait || difference.index + 2 != difference.items {
        return None;
    }
    let mut later = told_or_not(failure, wrong).filter(|it| it.number > wrong.number);
    let next = later.next().filter(|it| it.thread != wrong.thread)?;
    let waits = |it: &&Step| it.operation == Operation::Wait && it.object == looked.object;
    let mut own = told(failure).filter(|it| it.thread == wrong.thread && it.number < wrong.number);
    let came = own.rfind(|it| it.operation == Operation::Lock)?;
    let theirs = || told(failure).filter(|it| it.thread == next.thread);
    let began = theirs().find(|it| waits(it) && it.occurrence == Occurrence::Blocked)?;
    let woken = theirs().filter(waits).rfind(|it| {
        it.occurrence == Occurrence::Done
            && (came.number..looked.number).contains(&it.number)
            && wakeups::waits_again(it, failure)
    })?;
    let who = names.thread(next.thread);
    let (since, step) = (nth(began), nth(woken));
    let next = theirs().find(|it| it.number > woken.number && waits(it));
    let elsewhere = next
        .and_then(|it| it.place.as_ref())
        .filter(|it| woken.place.as_ref() != Some(*it));
    let again = match elsewhere {
        Some(place) => format!("then waits in line {}", place.line),
        None => "waits again".to_owned(),
    };
    let text = format!("{who} waits here since step {since}, is woken in step {step}, and {again}");
    (began.number < came.number && began.place == woken.place).then_some(Lead {
        step: woken,
        text,
        primary: true,
    })
}

/// The entries of the same list, wherever they are made.
fn told_or_not<'f>(failure: &'f Failure, one: &'f Step) -> impl Iterator<Item = &'f Step> {
    failure.steps.iter().filter(move |it| is_entry(it, one))
}
