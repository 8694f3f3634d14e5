//! Where the thread that sent a wrong item took it.

use super::{Lead, Names, hand, takes, told};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where the thread that sent a wrong item took it: the takes since its send before that. More than one
/// without a send is a value that was kept, or overwritten.
pub(super) fn taken<'f>(failure: &'f Failure, names: &Names, sent: &Step) -> Option<Lead<'f>> {
    let own = told(failure).filter(|step| step.thread == sent.thread && step.number < sent.number);
    let sends = |step: &&Step| {
        step.operation == Operation::Send
            && step.object == sent.object
            && step.occurrence == Occurrence::Done
    };
    let since = own.clone().rfind(sends).map_or(0, |step| step.number + 1);
    let takes: Vec<&Step> = own
        .filter(|step| step.number >= since && takes(step) && step.object != sent.object)
        .collect();
    let who = names.thread(sent.thread);
    let from = |step: &Step| match (step.operation, step.object) {
        (Operation::Receive, Some(id)) => {
            format!(" from {}", names.end(id, step.operation, failure))
        }
        _ => String::new(),
    };
    let is_lost = failure.code == Code::LostItem;
    match takes[..] {
        [first, ref rest @ ..] if is_lost && !rest.is_empty() => Some(Lead {
            step: first,
            text: format!(
                "{who} takes a value{} here, and takes the next before it sends anything",
                from(first)
            ),
            primary: true,
        }),
        // Which of several it had there was sent, the steps do not say.
        [.., _] if hand::hand(failure, sent).is_some_and(|it| it.from_there > 1) => None,
        [.., last] if !is_lost && sent.place != last.place => Some(Lead {
            step: last,
            text: format!("{who} takes a value{} here before it sends", from(last)),
            primary: false,
        }),
        _ => None,
    }
}
