//! A thread that left a loop for the end of one of several channels.

use crate::report::{
    names::error_exits::error_exit,
    story::{
        Clue, Names,
        kept::is_stream,
        leads::{self, told, upstream},
        origin,
    },
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The way out that a thread took when it found one of several channels closed, before it dropped the last sender of a
/// stream that ended too soon.
pub(super) fn left_for_one(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (_, deed) = upstream(failure, ended(failure)?)?;
        let what = names.end(deed.object?, Operation::Receive, failure);
        // It has the name of a collection, or a number.
        let is_element = what.starts_with("one of ") || what.contains("` #");
        let is_one = is_element || is_one_of_several(failure, deed);
        let is_closed = deed.occurrence == Occurrence::Disconnected;
        if !is_one || !is_closed || !leaves_others(failure, deed) {
            return None;
        }
        let place = deed.place.as_ref()?;
        let spot = names.look(&place.file, |file| error_exit(file, place))??;
        Some(Clue::cause(
            spot.within(&place.file),
            format!("{what} is closed, and the loop ends by this"),
        ))
    };
    found().into_iter().collect()
}

/// The drop of the last sender of the stream that ended too soon, by a thread that has ended.
fn ended(failure: &Failure) -> Option<&Step> {
    if !matches!(failure.code, Code::LostItem | Code::EarlyClose) {
        return None;
    }
    if let Some(origin) = origin::origin(failure) {
        return origin.sent.filter(|_| origin.ended);
    }
    let last = leads::last_look(failure)?;
    let is_closed = last.occurrence == Occurrence::Disconnected;
    told(failure).rfind(|it| {
        is_closed
            && it.object == last.object
            && it.number < last.number
            && origin::drops_a_sender(it)
    })
}

/// A thread found a channel closed where it had received from another before that, and left others open, too.
pub(in super::super) fn ends_with_one(failure: &Failure, deed: &Step) -> bool {
    is_one_of_several(failure, deed) && leaves_others(failure, deed)
}

/// It found a channel closed in a place where it had received from another before.
fn is_one_of_several(failure: &Failure, deed: &Step) -> bool {
    let mut own = told(failure).filter(|it| it.thread == deed.thread && it.number < deed.number);
    deed.occurrence == Occurrence::Disconnected
        && own.any(|it| {
            it.operation == Operation::Receive
                && it.occurrence == Occurrence::Done
                && it.place == deed.place
                && it.object != deed.object
        })
}

/// After that its thread dropped the receiver of another channel that had not ended for it.
fn leaves_others(failure: &Failure, deed: &Step) -> bool {
    let own = || told(failure).filter(|it| it.thread == deed.thread);
    let is_open = |id: Option<u32>| {
        let mut met = own();
        is_stream(failure, id)
            && !met.any(|it| it.object == id && it.occurrence == Occurrence::Disconnected)
    };
    let drops_a_receiver = |it: &Step| {
        let note = it.note.as_deref();
        it.operation == Operation::Drop && note.is_some_and(|note| note.ends_with("receiver"))
    };
    deed.operation == Operation::Receive
        && own().any(|it| it.number > deed.number && drops_a_receiver(it) && is_open(it.object))
}

#[cfg(test)]
mod tests {
    use super::ends_with_one;
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn one_of_several_has_ended_and_another_is_left() {
        let found = |other: u32, dropped: u32| {
            let mut failure = bare(Code::LostItem, String::new());
            for id in 1..=3 {
                failure.objects.push(channel(id, "unbounded channel", 1));
            }
            let receive = Operation::Receive;
            let one = step(0, (2, 5), receive, other, Occurrence::Done);
            let met = step(1, (2, 5), receive, 2, Occurrence::Disconnected);
            let mut drop = step(2, (2, 6), Operation::Drop, dropped, Occurrence::Done);
            drop.note = Some("the last receiver".to_owned());
            failure.steps.extend([one, met, drop]);
            ends_with_one(&failure, &failure.steps[1])
        };
        assert!(found(1, 3));
        assert!(found(1, 1));
        // It had received from the same, and left none.
        assert!(!found(2, 3));
        assert!(!found(1, 2));
    }
}
