//! What was chosen, and waits in a buffer behind the choice, where something else should have come first.

use super::{chosen::named, unreceived::waiting};
use crate::report::story::{Clue, Names, leads::told, nth};
use wire::{Code, Failure, ObjectReport, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str =
    "what waits in a buffer behind the choice is overtaken by nothing: give that channel no room";

/// Where the channel with room was created in which a value of the one still waited when one of the other came, where the
/// check says of two that the one came before the other.
pub(super) fn kept_in_buffer(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = failure.code == Code::WrongOrder && failure.elided == 0;
    let Some((one, other)) = named(&failure.message).filter(|_| is_about) else {
        return Vec::new();
    };
    let is_called = |id: u32, name: &str| {
        let called = names.end(id, Operation::Receive, failure);
        called.split('`').nth(1) == Some(name)
    };
    let clue = told(failure).find_map(|taken| {
        taken.object.filter(|id| is_called(*id, one))?;
        let (channel, came) = overtakes(failure, taken, |id| is_called(id, other))?;
        let room = channel.kind.strip_prefix("channel of ");
        let room = room.unwrap_or("no bound");
        let number = nth(came);
        let text = format!(
            "a value of `{one}` still waits in this buffer ({room}) when one of `{other}` comes, in step {number}: it was \
             chosen already, and nothing overtakes it any more"
        );
        Some(Clue::cause(channel.created.clone()?, text))
    });
    clue.into_iter().collect()
}

/// The channel with room into which somebody put what was taken here, and what came on another while it was in there;
/// nothing was there when it was taken.
fn overtakes<'f>(
    failure: &'f Failure,
    taken: &Step,
    is_other: impl Fn(u32) -> bool,
) -> Option<(&'f ObjectReport, &'f Step)> {
    let done = |it: &Step, operation: Operation| {
        it.operation == operation && it.occurrence == Occurrence::Done
    };
    let mut later = told(failure).filter(|it| {
        let is_deed = done(it, Operation::Send) || done(it, Operation::Receive);
        is_deed && it.thread == taken.thread && it.number > taken.number
    });
    let sent = later
        .next()
        .filter(|it| done(taken, Operation::Receive) && it.operation == Operation::Send)?;
    let mut objects = failure.objects.iter();
    let channel = objects.find(|it| Some(it.id) == sent.object && has_room(it))?;
    let on = |operation: Operation| {
        let steps = failure.steps.iter();
        steps.filter(move |it| it.object == sent.object && done(it, operation))
    };
    let before = on(Operation::Send).filter(|it| it.number < sent.number);
    let received = on(Operation::Receive).nth(before.count())?;
    let came = failure.steps.iter().find(|it| {
        let is_between = sent.number < it.number && it.number < received.number;
        is_between && done(it, Operation::Send) && it.object.is_some_and(&is_other)
    })?;
    let had = waiting(failure, came.object?, taken.number)?;
    (had == 0).then_some((channel, came))
}

/// The learner made it, and values can wait in it.
fn has_room(channel: &ObjectReport) -> bool {
    let is_channel = channel.kind == "unbounded channel"
        || channel.kind.starts_with("channel of capacity ")
            && channel.kind != "channel of capacity 0";
    is_channel && channel.created.is_some()
}

#[cfg(test)]
mod tests {
    use super::overtakes;
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation};

    fn failure() -> Failure {
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.objects = vec![channel(3, "channel of capacity 1", 4)];
        let done = Occurrence::Done;
        failure.steps = vec![
            step(0, (0, 0), Operation::Send, 1, done),
            step(1, (1, 5), Operation::Receive, 1, done),
            step(2, (1, 6), Operation::Send, 3, done),
            step(3, (0, 0), Operation::Send, 2, done),
            step(4, (0, 0), Operation::Receive, 3, done),
        ];
        failure
    }

    fn found(failure: &Failure) -> Option<u64> {
        let found = overtakes(failure, &failure.steps[1], |id| id == 2);
        found.map(|(_, came)| came.number)
    }

    #[test]
    fn what_waits_behind_the_choice_is_not_overtaken() {
        assert_eq!(found(&failure()), Some(3));
    }

    #[test]
    fn what_is_in_hand_or_came_first_does_not_count() {
        let mut hand = failure();
        hand.objects[0].kind = "channel of capacity 0".to_owned();
        assert_eq!(found(&hand), None);
        let mut taken = failure();
        taken.steps.swap(3, 4);
        taken.steps[3].number = 3;
        taken.steps[4].number = 4;
        assert_eq!(found(&taken), None);
        // It was there when the other was taken: then the choice is to blame.
        let mut there = failure();
        there
            .steps
            .insert(0, step(0, (0, 0), Operation::Send, 2, Occurrence::Done));
        assert_eq!(
            overtakes(&there, &there.steps[2], |id| id == 2).map(|_| ()),
            None
        );
    }
}
