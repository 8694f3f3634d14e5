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

#[cfg(test)]
mod tests {
    use super::taken;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation, Step};

    fn done(number: u64, thread: u32, line: u32, operation: Operation, object: u32) -> Step {
        step(number, (thread, line), operation, object, Occurrence::Done)
    }

    /// Lines and texts of what was taken, where the last step is the wrong send.
    fn told(code: Code, steps: Vec<Step>) -> Option<(u32, String, bool)> {
        let mut failure: Failure = bare(code, String::new());
        failure.objects = vec![channel(1, "channel", 1), channel(2, "channel", 2)];
        failure.steps = steps;
        let sent = failure.steps.last()?;
        let lead = taken(&failure, &Names::of(&failure), sent)?;
        let line = lead.step.place.as_ref()?.line;
        Some((line, lead.text, lead.primary))
    }

    #[test]
    fn of_two_taken_before_a_send_the_first_is_lost() {
        let steps = |thread| {
            vec![
                done(1, thread, 5, Operation::Receive, 1),
                done(2, 3, 6, Operation::Receive, 1),
                done(3, 3, 7, Operation::Send, 2),
            ]
        };
        let (line, text, primary) = told(Code::LostItem, steps(3)).expect("two takes");
        assert_eq!((line, primary), (5, true));
        assert!(
            text.contains("takes the next before it sends anything"),
            "{text}"
        );
        assert_eq!(told(Code::LostItem, steps(4)), None, "it took one only");
    }

    #[test]
    fn what_was_taken_before_an_earlier_send_is_not_in_hand() {
        let steps = vec![
            done(1, 3, 5, Operation::Receive, 1),
            done(2, 3, 7, Operation::Send, 2),
            done(3, 3, 6, Operation::Receive, 1),
            done(4, 3, 7, Operation::Send, 2),
        ];
        assert_eq!(told(Code::LostItem, steps.clone()), None);
        let (line, text, primary) = told(Code::WrongOrder, steps).expect("the last take");
        assert_eq!((line, primary), (6, false));
        assert!(text.ends_with("here before it sends"), "{text}");
    }
}
