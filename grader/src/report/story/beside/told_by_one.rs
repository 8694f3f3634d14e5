//! A flag for all that one of them sets because its own receiver has gone.

use crate::report::story::{
    Clue, Names,
    leads::{deed_before, lets_go, told},
    nth,
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str =
    "that one receiver has gone ends only the thread that sends to it: let the others go on";

/// Where a thread found the flag set and ended, though its own stream was still there, and where another had set it after
/// a send of its own had failed.
pub(super) fn told_by_one(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LostItem || failure.elided > 0 {
        return Vec::new();
    }
    let clues = told(failure).find_map(|seen| {
        let (set, failed, own) = set_by_another(failure, seen)?;
        let flag = names.object(seen.object?, failure);
        let (who, other) = (names.thread(seen.thread), names.thread(set.thread));
        let stream = names.end(own, Operation::Receive, failure);
        let gone = names.end(failed.object?, Operation::Receive, failure);
        let (number, before) = (nth(seen), nth(failed));
        let seen_here = format!(
            "{who} finds {flag} set here, in step {number}, and ends, though the receiver of its own stream, {stream}, \
             is still there"
        );
        let set_here = format!(
            "{other} sets {flag} for all here: only the receiver of its own stream, {gone}, had gone, as it found in \
             step {before}"
        );
        Some(vec![
            Clue::cause(seen.place.clone()?, seen_here),
            Clue::cause(set.place.clone()?, set_here),
        ])
    });
    clues.unwrap_or_default()
}

/// Where the flag was set that a thread saw as the last thing that it did, the failed send before that, and the thread's
/// own stream.
fn set_by_another<'f>(failure: &'f Failure, seen: &Step) -> Option<(&'f Step, &'f Step, u32)> {
    let is_set = |it: &Step| {
        let note = it.note.as_deref();
        note.is_some_and(|note| note == "true" || note.ends_with("→ true"))
    };
    let is_seen =
        seen.operation == Operation::Load && seen.note.as_deref().is_some_and(|it| it == "true");
    let mut later = told(failure).filter(|it| it.thread == seen.thread && it.number > seen.number);
    if !is_seen || !later.all(lets_go) {
        return None;
    }
    let before = || told(failure).filter(|it| it.number < seen.number);
    let writes = [Operation::Store, Operation::Update];
    let set = before()
        .rfind(|it| it.object == seen.object && writes.contains(&it.operation) && is_set(it))?;
    let failed = deed_before(failure, set).filter(|it| {
        it.operation == Operation::Send && it.occurrence == Occurrence::Disconnected
    })?;
    let last = before().rfind(|it| {
        let is_done = it.operation == Operation::Send && it.occurrence == Occurrence::Done;
        is_done && it.thread == seen.thread
    })?;
    let own = last.object.filter(|_| set.thread != seen.thread)?;
    // What nobody reads any more needs nobody who sends.
    let mut all = failure.steps.iter();
    let is_gone = all.any(|it| {
        it.object == Some(own)
            && it.number < seen.number
            && it.note.as_deref() == Some("the last receiver")
    });
    (failed.object != Some(own) && !is_gone).then_some((set, failed, own))
}

#[cfg(test)]
mod tests {
    use super::told_by_one;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation};

    fn failure() -> Failure {
        let mut failure = bare(Code::LostItem, String::new());
        failure.objects = [7, 8]
            .map(|id| channel(id, "channel of capacity 0", 3))
            .into();
        failure.steps = vec![
            step(1, (1, 10), Operation::Send, 7, Occurrence::Disconnected),
            step(2, (1, 11), Operation::Store, 9, Occurrence::Done),
            step(3, (2, 10), Operation::Send, 8, Occurrence::Done),
            step(4, (2, 13), Operation::Load, 9, Occurrence::Done),
            step(5, (2, 15), Operation::Drop, 8, Occurrence::Done),
        ];
        for at in [1, 3] {
            failure.steps[at].note = Some("true".to_owned());
        }
        failure
    }

    fn lines(failure: &Failure) -> Vec<u32> {
        let clues = told_by_one(failure, &Names::of(failure)).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn one_ends_the_others_though_only_its_own_receiver_has_gone() {
        assert_eq!(lines(&failure()), [13, 11]);
    }

    #[test]
    fn who_shares_the_stream_that_has_gone_may_end() {
        let mut shared = failure();
        shared.steps[2].object = Some(7);
        assert!(lines(&shared).is_empty());
        let mut goes_on = failure();
        goes_on.steps[4].operation = Operation::Send;
        assert!(lines(&goes_on).is_empty());
        let mut gone = failure();
        gone.steps[2].note = Some("the last receiver".to_owned());
        assert!(lines(&gone).is_empty());
    }
}
