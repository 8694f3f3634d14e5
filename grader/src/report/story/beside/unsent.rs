//! What a thread has, and does not send before it waits for what never comes.

use crate::report::{
    names::{flow, guards},
    story::{
        Clue, Names,
        leads::{self, told},
    },
};
use wire::{Code, Failure, Occurrence, Operation, State, Step, ThreadReport, Wait};

/// Places that are told, at most.
const MOST: usize = 4;

/// Of a thread that waits for nothing but a channel that never fires, though it has received more than it sent: the
/// condition under which it sends, and what that is made of.
pub(in super::super::super) fn unsent(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::Deadlock | Code::MissingClose);
    if !is_about || failure.elided > 0 {
        return Vec::new();
    }
    let stuck = failure
        .threads
        .iter()
        .find(|it| waits_for_never(it, failure));
    stuck
        .and_then(|it| clues(it.id, failure, names))
        .unwrap_or_default()
}

fn waits_for_never(thread: &ThreadReport, failure: &Failure) -> bool {
    let never = |id: &u32| {
        let mut objects = failure.objects.iter();
        objects.any(|it| it.id == *id && it.kind == "channel that never fires")
    };
    let is_it = |wait: &Wait| !wait.objects.is_empty() && wait.objects.iter().all(never);
    matches!(&thread.state, State::Blocked(wait) if thread.spawned.is_some() && is_it(wait))
}

fn clues(thread: u32, failure: &Failure, names: &Names) -> Option<Vec<Clue>> {
    let done = |it: &&Step| it.thread == thread && it.occurrence == Occurrence::Done;
    let own = || told(failure).filter(done);
    let is_checks = |it: &Step| {
        let mut objects = failure.objects.iter();
        objects.any(|object| Some(object.id) == it.object && object.created.is_none())
    };
    let received = own().filter(|it| leads::takes(it) && is_checks(it)).count();
    let sends = || own().filter(|it| it.operation == Operation::Send);
    let place = sends().next_back()?.place.as_ref()?;
    let sent = sends().count();
    if received <= sent || !sends().all(|it| it.place.as_ref() == Some(place)) {
        return None;
    }
    let lines = names.lines_around(place)?;
    let guard = names.look(&place.file, |file| guards::guard(file, place, lines))??;
    let who = names.thread(thread);
    let line = place.line;
    let text = format!(
        "{who} has received {received} values and sent {sent}: line {line} is reached only if this is so"
    );
    let at = |spot: flow::Spot| spot.within(&place.file);
    let is_known = !guard.computed.is_empty();
    let mut clues = vec![Clue {
        place: at(guard.spot),
        text,
        primary: !is_known,
    }];
    let below = guard.spot.line;
    for (spot, name) in guard.computed {
        clues.push(Clue::cause(
            at(spot),
            format!("`{name}`, on which line {below} depends, is computed here"),
        ));
    }
    for (spot, name) in guard.anew {
        clues.push(Clue::beside(at(spot), format!("`{name}` is set anew here")));
    }
    (clues.len() <= MOST).then_some(clues)
}
