//! Who goes on and on with nothing but sends that nobody waits for.

use wire::{Code, Failure, Occurrence, Operation, Step};

/// So many sends in a row are no beginning.
const MANY: usize = 100;

/// The last step of an execution without an end, if the last many were all sends at one place, into one channel without
/// a bound that the learner made.
pub(in super::super) fn endless(failure: &Failure) -> Option<&Step> {
    let last = failure.steps.last()?;
    let is_like = |step: &Step| {
        step.operation == Operation::Send
            && step.occurrence == Occurrence::Done
            && (step.thread, step.object, &step.place) == (last.thread, last.object, &last.place)
    };
    let many = failure.steps.iter().rev().take(MANY);
    let channel = failure.objects.iter().find(|it| Some(it.id) == last.object);
    let is_unbounded =
        channel.is_some_and(|it| it.kind == "unbounded channel" && it.created.is_some());
    let is_endless = failure.code == Code::EndlessComputation
        && is_unbounded
        && last.place.is_some()
        && failure.steps.len() >= MANY
        && many.clone().all(is_like);
    is_endless.then_some(last)
}

#[cfg(test)]
mod tests {
    use super::{MANY, endless};
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn only_sends_into_a_channel_without_a_bound_are_endless() {
        let found = |kind: &str, other: Operation, many: u64| {
            let mut failure = bare(Code::EndlessComputation, String::new());
            failure.objects.push(channel(1, kind, 3));
            let send = |number| step(number, (1, 5), Operation::Send, 1, Occurrence::Done);
            failure.steps = (0..many).map(send).collect();
            failure.steps[7].operation = other;
            endless(&failure).is_some()
        };
        let many = MANY as u64;
        assert!(found("unbounded channel", Operation::Send, many));
        assert!(found("unbounded channel", Operation::Receive, many + 8));
        assert!(!found("unbounded channel", Operation::Receive, many));
        assert!(!found("unbounded channel", Operation::Send, many - 1));
        assert!(!found("channel of capacity 9", Operation::Send, many));
    }
}
