//! An empty channel that is taken for one that has ended.

use crate::report::story::{
    Clue, Names,
    leads::{deed_before, told},
    nth,
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str = "that a channel is empty does not say that it has ended: `recv` and `iter` wait for the next value, and end \
     with the last sender";

/// Where somebody found nothing in a channel of the learner's, and dropped the last receiver without another look, though
/// a sender was still there and sent after that.
pub(super) fn empty_taken(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LostItem || failure.elided > 0 {
        return Vec::new();
    }
    let clue = told(failure).find_map(|dropped| {
        let look = looked(failure, dropped)?;
        let what = names.end(look.object?, Operation::Receive, failure);
        let number = nth(look);
        let text = format!(
            "{what} is empty here in step {number}, and that is taken for its end, though a sender is still there: what \
             comes later is lost"
        );
        Some(Clue::cause(look.place.clone()?, text))
    });
    clue.into_iter().collect()
}

/// The look that found nothing, right before this drop of the last receiver, if somebody sent something later.
fn looked<'f>(failure: &'f Failure, dropped: &Step) -> Option<&'f Step> {
    let is_last = dropped.operation == Operation::Drop
        && dropped.note.as_deref() == Some("the last receiver");
    let look = deed_before(failure, dropped).filter(|_| is_last)?;
    let mut objects = failure.objects.iter();
    let is_own = objects.any(|it| Some(it.id) == dropped.object && it.created.is_some());
    let is_empty = look.operation == Operation::Receive
        && look.occurrence == Occurrence::Refused
        && look.object == dropped.object;
    let mut sends = told(failure).filter(|it| {
        it.operation == Operation::Send && it.object == look.object && it.number > look.number
    });
    let came_later = sends.any(|it| {
        let came = [Occurrence::Done, Occurrence::Disconnected].contains(&it.occurrence);
        came && it.thread != look.thread
    });
    (is_own && is_empty && came_later).then_some(look)
}

#[cfg(test)]
mod tests {
    use super::empty_taken;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn who_ends_at_an_empty_channel_loses_what_comes_later() {
        let mut failure = bare(Code::LostItem, String::new());
        failure.objects = vec![channel(7, "channel of capacity 1", 3)];
        failure.steps = vec![
            step(1, (0, 10), Operation::Receive, 7, Occurrence::Refused),
            step(2, (0, 11), Operation::Drop, 7, Occurrence::Done),
            step(3, (1, 20), Operation::Send, 7, Occurrence::Disconnected),
        ];
        failure.steps[1].note = Some("the last receiver".to_owned());
        let lines = |failure: &_| -> Vec<u32> {
            let clues = empty_taken(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [10]);
        // It had ended; or nobody sent anything later; or something else was done last.
        failure.steps[0].occurrence = Occurrence::Disconnected;
        assert!(lines(&failure).is_empty());
        failure.steps[0].occurrence = Occurrence::Refused;
        failure.steps[2].number = 0;
        assert!(lines(&failure).is_empty());
        failure.steps[2].number = 3;
        failure.steps[0].object = Some(8);
        assert!(lines(&failure).is_empty());
    }
}
