//! What the loop of a stream's last send says of its end, and of turns that send nothing.

use crate::report::{
    names::{
        decided,
        send_loop::{self, Head, SendLoop},
    },
    story::{
        Clue, Names,
        leads::{deed_before, told},
        origin,
    },
};
use wire::{Code, Failure, Occurrence, Operation, State, Step};

/// A stream that ended too soon.
struct Ended<'f> {
    /// The last sender is dropped.
    dropped: &'f Step,
    /// What was sent last on it, by the same thread.
    sent: &'f Step,
}

/// The stream, if its last sender ended of its own accord after it had sent something.
fn ended(failure: &Failure) -> Option<Ended<'_>> {
    let is_about = matches!(failure.code, Code::LostItem | Code::EarlyClose);
    let origin = origin::origin(failure).filter(|it| is_about && it.ended)?;
    let dropped = origin.sent.filter(|it| it.place.is_some())?;
    let mut threads = failure.threads.iter();
    let thread = threads.find(|it| it.id == dropped.thread && it.spawned.is_some())?;
    if !matches!(thread.state, State::Finished) {
        return None;
    }
    let mut own = told(failure).filter(|it| it.thread == thread.id && it.number < dropped.number);
    let sends = |it: &Step| it.operation == Operation::Send && it.object == dropped.object;
    let sent = own.clone().rfind(|it| sends(it))?;
    // What was left out of the trace may have been anything.
    let at = |step: &Step| failure.steps.iter().position(|it| it.number == step.number);
    let is_whole = (at(dropped)? - at(sent)?) as u64 == dropped.number - sent.number;
    let fails = |it: &Step| it.operation == Operation::Send && is_failed(it);
    (is_whole && !own.any(fails)).then_some(Ended { dropped, sent })
}

fn is_failed(step: &Step) -> bool {
    !matches!(step.occurrence, Occurrence::Done | Occurrence::Blocked)
}

/// The head of the loop of the last send, if nothing else can have ended it; or the only way out of it that was open.
pub(super) fn ends(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let Ended { dropped, sent } = ended(failure)?;
        let (place, end) = (sent.place.as_ref()?, dropped.place.as_ref()?);
        let find = |file: &syn::File| send_loop::send_loop(file, place);
        let round = names.look(&place.file, find)??;
        let (first, last) = round.lines;
        if !names.are_in_one_function(place, end) || (first..=last).contains(&end.line) {
            return None;
        }
        let deed = deed_before(failure, dropped)?;
        let is_last = deed.operation == Operation::Send && deed.object == dropped.object;
        let (spot, text) = match (round.head, &round.exits[..]) {
            (Head::While(spot), []) if is_last => (
                spot,
                "the loop that sends goes round only as long as this is so",
            ),
            (Head::Range(spot), []) if is_last => {
                (spot, "the loop that sends goes round for these only")
            }
            (_, &[exit]) if is_left_within(failure, &round, deed) => {
                (exit, "the loop that sends ends by this")
            }
            _ => return None,
        };
        let is_head = round.exits.is_empty();
        // That nothing was there at the last look did not decide it.
        let is_empty = deed.occurrence == Occurrence::Refused;
        let look = deed.place.as_ref().filter(|_| is_empty && !is_head);
        let is_elsewhere = look.is_some_and(|look| {
            let find = |file: &syn::File| decided::is_elsewhere(file, spot, look);
            names.look(&place.file, find) == Some(true)
        });
        Some(Clue {
            place: spot.within(&place.file),
            text: text.to_owned(),
            primary: is_head || is_elsewhere,
        })
    };
    found().into_iter().collect()
}

/// The loop cannot have been left by its head: it has none that ends, or it would have met the end of a channel there.
fn is_left_within(failure: &Failure, round: &SendLoop, deed: &Step) -> bool {
    if deed.occurrence == Occurrence::Disconnected {
        return false;
    }
    let receives_there = || {
        let own = told(failure).filter(|it| it.thread == deed.thread);
        let mut receives = own.filter(|it| it.operation == Operation::Receive);
        receives.any(|it| {
            it.place
                .as_ref()
                .is_some_and(|place| place.line == round.lines.0)
        })
    };
    match round.head {
        Head::Forever => true,
        Head::Each => receives_there() && deed.occurrence != Occurrence::TimedOut,
        Head::While(_) | Head::Range(_) | Head::Part => false,
    }
}

/// Where the loop of the last send goes round without one, if its thread received something after that, and had not
/// sent as much as it received.
pub(super) fn turns(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let Ended { dropped, sent } = ended(failure).filter(|_| failure.elided == 0)?;
        let own = |operation: Operation| {
            told(failure).filter(move |it| {
                it.thread == dropped.thread
                    && it.number < dropped.number
                    && it.operation == operation
                    && it.occurrence == Occurrence::Done
            })
        };
        let received = own(Operation::Receive).next_back()?;
        let is_kept = own(Operation::Receive).count() > own(Operation::Send).count();
        if received.number < sent.number || !is_kept {
            return None;
        }
        let (from, to) = (received.place.as_ref()?, sent.place.as_ref()?);
        if from.file != to.file {
            return None;
        }
        let find = |file: &syn::File| send_loop::goes_on(file, from, to);
        let spot = names.look(&from.file, find)??;
        let text = "here the loop goes round without sending".to_owned();
        Some(Clue::beside(spot.within(&from.file), text))
    };
    found().into_iter().collect()
}
