//! Work that was handed out before a signal to stop, and begun after it.

use crate::report::story::{Clue, Names, leads::told, nth, origin};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Such work: the signal of the check's, and the steps that sent and took it.
struct Queued<'f> {
    signal: &'f Step,
    sent: &'f Step,
    taken: &'f Step,
}

/// There is such work.
pub(in super::super) fn is_queued(failure: &Failure) -> bool {
    queued(failure).is_some()
}

/// Where it was sent.
pub(super) fn queued_before(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let it = queued(failure)?;
        let signal = names.end(it.signal.object?, Operation::Receive, failure);
        let into = names.end(it.sent.object?, Operation::Send, failure);
        let [sent, at, taken] = [it.sent, it.signal, it.taken].map(nth);
        let text = format!(
            "sent on {into} here in step {sent}, before the signal of {signal} came in step {at}, and taken in step \
             {taken}, after it"
        );
        Some(Clue::cause(it.sent.place.clone()?, text))
    };
    found().into_iter().collect()
}

fn queued(failure: &Failure) -> Option<Queued<'_>> {
    if failure.code != Code::CancellationIgnored || failure.elided > 0 {
        return None;
    }
    let is_own = |step: &Step| {
        let object = failure.objects.iter().find(|it| Some(it.id) == step.object);
        object.map(|it| it.created.is_some())
    };
    // It is asked again and again, and says nothing until it does: that is a signal, and no input.
    let is_signal = |given: &Step| {
        let mut asked = told(failure).filter(|it| {
            let asks = [Operation::Receive, Operation::Select].contains(&it.operation);
            asks && it.object == given.object
        });
        is_own(given) == Some(false)
            && asked
                .next()
                .is_some_and(|it| it.occurrence == Occurrence::Refused && it.number < given.number)
    };
    let gives = |it: &&Step| {
        let sends = it.operation == Operation::Send && it.occurrence == Occurrence::Done;
        let closes = it.note.as_deref() == Some("the last sender") && origin::drops_a_sender(it);
        it.place.is_none() && (sends || closes) && is_signal(it)
    };
    let signal = failure.steps.iter().find(gives)?;
    let takes = told(failure).filter(|it| {
        let is_done = it.operation == Operation::Receive && it.occurrence == Occurrence::Done;
        is_done && it.number > signal.number && is_own(it) == Some(true)
    });
    let mut begun = takes.filter_map(|taken| {
        let sent = origin::sent(failure, taken).filter(|it| it.number < signal.number)?;
        let mut after = told(failure).filter(|it| it.number > taken.number);
        let next = after.find(|it| it.thread == taken.thread)?;
        let begins = matches!(next.operation, Operation::Enter | Operation::Call);
        let is_handed = sent.thread != taken.thread && sent.place.is_some();
        (begins && is_handed).then_some(Queued {
            signal,
            sent,
            taken,
        })
    });
    begun.next()
}

#[cfg(test)]
mod tests {
    use super::queued_before;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation};

    fn failure(sent: u64, signal: u64) -> Failure {
        let mut failure = bare(Code::CancellationIgnored, String::new());
        failure.objects = vec![
            channel(7, "channel of capacity 9", 3),
            channel(8, "unbounded channel", 0),
        ];
        failure.steps = vec![
            step(0, (0, 20), Operation::Receive, 8, Occurrence::Refused),
            step(sent, (0, 21), Operation::Send, 7, Occurrence::Done),
            step(signal, (5, 0), Operation::Send, 8, Occurrence::Done),
            step(4, (1, 10), Operation::Receive, 7, Occurrence::Done),
            step(5, (1, 11), Operation::Enter, 9, Occurrence::Done),
        ];
        for index in [1, 3] {
            failure.steps[index].note = Some("message 1".to_owned());
        }
        failure.steps.sort_by_key(|it| it.number);
        failure
    }

    #[test]
    fn what_was_sent_before_the_signal_and_begun_after_it_is_told() {
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = queued_before(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure(1, 2)), [21]);
        // It was sent after the signal, or taken before it.
        assert!(lines(&failure(2, 1)).is_empty());
        assert!(lines(&failure(1, 6)).is_empty());
        let mut other = failure(1, 2);
        other.steps.pop();
        assert!(lines(&other).is_empty());
    }
}
