//! Something of the check's that was called again after it had ended.

use crate::report::story::{Clue, Names, leads::told, nth};
use wire::{Code, Failure, Operation, Step};

/// A call that the message tells as the last one, and the one after that.
struct Asked<'f> {
    /// What that call did: "`next` returned `None`".
    what: &'f str,
    number: usize,
    last: &'f Step,
    next: &'f Step,
}

/// The calls, if the message tells of them, and the trace has all of them.
fn asked(failure: &Failure) -> Option<Asked<'_>> {
    let is_about = failure.code == Code::CancellationIgnored && failure.elided == 0;
    let (what, rest) = failure.message.split_once(" at call ")?;
    let (number, rest) = rest.split_once(", and was called ")?;
    let count = rest.strip_suffix(" times")?;
    let (number, count): (usize, usize) = (number.parse().ok()?, count.parse().ok()?);
    let calls = told(failure).filter(|it| it.operation == Operation::Call);
    let calls: Vec<&Step> = calls.collect();
    let one = calls.first()?;
    let is_same = |it: &&Step| (it.thread, it.object) == (one.thread, one.object);
    let is_whole = calls.len() == count && calls.iter().all(is_same);
    let last = calls.get(number.checked_sub(1)?)?;
    let next = calls.get(number)?;
    (is_about && is_whole).then_some(Asked {
        what,
        number,
        last,
        next,
    })
}

/// The call with which it ended, and the next one.
pub(in super::super::super) fn asked_after(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let Asked {
            what,
            number,
            last,
            next,
        } = asked(failure)?;
        let (from, to) = (last.place.as_ref()?, next.place.as_ref()?);
        let step = nth(last);
        let (ended, again) = (format!("{what} here, in step {step}"), number + 1);
        if from == to {
            return Some(vec![Clue::cause(
                to.clone(),
                format!("{ended}, and call {again} comes from here, too"),
            )]);
        }
        let who = names.thread(next.thread);
        let text = format!("{who} calls once more here, in step {}", nth(next));
        Some(vec![
            Clue::beside(from.clone(), ended),
            Clue::cause(to.clone(), text),
        ])
    };
    found().unwrap_or_default()
}
