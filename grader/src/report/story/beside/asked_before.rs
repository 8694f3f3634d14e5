//! Two looks one after the other, between which something came.

use super::unreceived::waiting;
use crate::{
    report::{
        names::asked_before::is_empty_before,
        story::{
            Clue, Names,
            leads::{deed_before, told},
            nth,
        },
    },
    text::counted,
};
use wire::{Code, Failure, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str = "ask first whether anybody is left who could send, and only then whether anything is there: in the other order \
     something may come in between";

/// Where a thread asked whether a channel is empty before it read something else, and left, though a value had come in
/// between.
pub(super) fn asked_before(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LostItem || failure.elided > 0 {
        return Vec::new();
    }
    let clue = told(failure).rev().find_map(|dropped| {
        let (read, count) = left_with(failure, dropped)?;
        let place = read.place.as_ref()?;
        let found = names.look(&place.file, |file| is_empty_before(file, place));
        let (spot, asked) = found.flatten()?;
        let what = names.end(dropped.object?, Operation::Receive, failure);
        if what.split('`').nth(1) != Some(asked.as_str()) {
            return None;
        }
        let who = names.thread(read.thread);
        let (other, number) = (names.object(read.object?, failure), nth(read));
        let value = read.note.as_deref().unwrap_or_default();
        let (count, is_left) = (counted(count, "value"), if count == 1 { "is" } else { "are" });
        let text = format!(
            "{who} asks here whether {what} is empty, and only then reads {other} ({value}, in step {number}): in \
             between {count} came, and {is_left} left there"
        );
        Some(Clue::cause(spot.within(&place.file), text))
    });
    clue.into_iter().collect()
}

/// The read of an atomic right before this drop of a last receiver, and how many values were in the channel then.
fn left_with<'f>(failure: &'f Failure, dropped: &Step) -> Option<(&'f Step, usize)> {
    let is_last = dropped.operation == Operation::Drop
        && dropped.note.as_deref() == Some("the last receiver");
    let read =
        deed_before(failure, dropped).filter(|it| is_last && it.operation == Operation::Load)?;
    let count = waiting(failure, dropped.object?, read.number)?;
    (count > 0).then_some((read, count))
}

#[cfg(test)]
mod tests {
    use super::left_with;
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn something_was_there_at_the_last_look_elsewhere() {
        let mut failure = bare(Code::LostItem, String::new());
        failure.objects = vec![channel(7, "channel of capacity 1", 3)];
        failure.steps = vec![
            step(1, (1, 10), Operation::Send, 7, Occurrence::Done),
            step(2, (2, 20), Operation::Load, 9, Occurrence::Done),
            step(3, (2, 21), Operation::Drop, 7, Occurrence::Done),
        ];
        failure.steps[2].note = Some("the last receiver".to_owned());
        let found = |failure: &wire::Failure| {
            left_with(failure, &failure.steps[2]).map(|(it, count)| (it.number, count))
        };
        assert_eq!(found(&failure), Some((2, 1)));
        failure.steps[0].number = 4;
        assert_eq!(found(&failure), None);
        failure.steps[0].number = 1;
        failure.steps[1].operation = Operation::Lock;
        assert_eq!(found(&failure), None);
    }
}
