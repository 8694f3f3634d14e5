//! A call that stopped receiving before the end of a stream, and left threads behind.

use crate::report::story::{Clue, Names, leads::told};
use wire::{Code, Failure, Occurrence, Operation, State, Step, ThreadReport};

/// The last receive of a call of the check's, from a stream that was open still when the call dropped its receiver, and
/// is open now.
pub(super) fn stops_short(failure: &Failure, names: &Names) -> Vec<Clue> {
    let clue = |last: &Step| {
        let who = names.thread(last.thread);
        let what = names.end(last.object?, Operation::Receive, failure);
        Some(Clue::cause(
            last.place.clone()?,
            format!("{who} stops receiving from {what} here, though that has not closed"),
        ))
    };
    last(failure).and_then(clue).into_iter().collect()
}

fn last(failure: &Failure) -> Option<&Step> {
    if failure.code != Code::ThreadLeak || failure.elided > 0 {
        return None;
    }
    let receives = |it: &Step| {
        it.thread == 0
            && matches!(it.operation, Operation::Receive | Operation::Select)
            && it.occurrence != Occurrence::Blocked
    };
    let last = failure.steps.iter().rfind(|it| receives(it))?;
    let is_received = last.place.is_some()
        && last.operation == Operation::Receive
        && last.occurrence == Occurrence::Done;
    let drops = |it: &Step| {
        it.thread == 0
            && it.number > last.number
            && it.object == last.object
            && it.operation == Operation::Drop
            && it.note.as_deref() == Some("the last receiver")
    };
    let is_open = failure.objects.iter().any(|it| {
        Some(it.id) == last.object
            && it.created.is_some()
            && it.handles.iter().any(|handle| handle.role == "sender")
    });
    // If nobody is at work, nothing would have closed it.
    let sleeps = |it: &ThreadReport| matches!(it.state, State::Sleeping { .. });
    let is_at_work = failure.threads.iter().any(|it| it.id != 0 && sleeps(it));
    (is_at_work && is_received && is_open && told(failure).any(drops)).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::last;
    use crate::{
        report::story::sample::{channel, step, thread},
        verdict::bare,
    };
    use wire::{Code, HandleReport, Occurrence, Operation, State};

    #[test]
    fn who_drops_a_receiver_before_the_end_stops_short() {
        let found = |occurrence: Occurrence, is_open: bool| {
            let mut failure = bare(Code::ThreadLeak, String::new());
            let mut stream = channel(1, "unbounded channel", 1);
            stream.handles.extend(is_open.then(|| HandleReport {
                role: "sender".to_owned(),
                made_by: 2,
                made: None,
                last_used_by: None,
            }));
            failure.objects.push(stream);
            let mut works = thread(2);
            works.state = State::Sleeping {
                place: None,
                until: 1,
            };
            failure.threads.push(works);
            let received = step(0, (0, 5), Operation::Receive, 1, occurrence);
            let mut dropped = step(1, (0, 6), Operation::Drop, 1, Occurrence::Done);
            dropped.note = Some("the last receiver".to_owned());
            failure.steps.extend([received, dropped]);
            last(&failure).is_some()
        };
        assert!(found(Occurrence::Done, true));
        assert!(!found(Occurrence::Done, false));
        assert!(!found(Occurrence::Disconnected, true));
    }
}
