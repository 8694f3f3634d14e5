//! What the check's own code received at the very end.

use crate::report::{
    names::plain,
    story::{Clue, Names, origin},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where that was sent which a thread received last of all, in code of the check's that it calls, on a channel of the
/// learner's: with that the check was done.
pub(super) fn heard(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let last = last(failure)?;
        let place = last.place.as_ref()?;
        let sent = origin::sent(failure, last)?;
        let is_call = |file: &syn::File| plain::is_call(file, place);
        if names.look(&place.file, is_call) != Some(true) {
            return None;
        }
        let who = names.thread(last.thread);
        let line = place.line;
        Some(Clue::cause(
            sent.place.clone()?,
            format!("sent here, and received by {who} in what line {line} calls"),
        ))
    };
    found().into_iter().collect()
}

/// What to do about it, if others listen on that channel, too.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    let last = last(failure).filter(|_| !heard(failure, names).is_empty())?;
    let is_end = |it: &Step| {
        let note = it.note.as_deref().unwrap_or_default();
        it.operation == Operation::Receive
            || it.operation == Operation::Drop && note.ends_with("receiver")
    };
    let mut steps = failure.steps.iter().filter(|it| it.object == last.object);
    let others = steps.any(|it| it.thread != last.thread && it.thread != 0 && is_end(it));
    others.then_some(
        "a message reaches one of those who listen, and a close all of them: drop the sender, and send nothing",
    )
}

/// The very last step, if that is such a receive.
fn last(failure: &Failure) -> Option<&Step> {
    let last = failure.steps.last()?;
    let is_own = failure
        .objects
        .iter()
        .any(|it| Some(it.id) == last.object && it.created.is_some());
    let is_about = failure.code == Code::WrongValue && failure.figures.is_empty();
    let takes = last.operation == Operation::Receive && last.occurrence == Occurrence::Done;
    (is_about && is_own && takes && last.thread != 0).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::last;
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn only_the_very_last_step_counts() {
        let mut failure = bare(Code::WrongValue, String::new());
        failure.objects = vec![channel(1, "channel of capacity 1", 3)];
        let step =
            |number, thread| step(number, (thread, 5), Operation::Receive, 1, Occurrence::Done);
        failure.steps = vec![step(0, 1)];
        assert_eq!(last(&failure).map(|it| it.number), Some(0));
        failure.steps.push(step(1, 0));
        assert!(last(&failure).is_none());
    }
}
