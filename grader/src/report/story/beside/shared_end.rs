//! A receiver that outlives the thread which read from it.

use crate::report::{
    names::clones,
    story::{Clue, Names, is_left, leads::told, wait_of},
};
use wire::{Code, Failure, HandleReport, Operation, Place, Step};

/// Clones that are told, at most.
const MOST: usize = 2;

/// Where that is cloned from which a thread received which has ended, if its receiver is still there, and somebody waits
/// to send to it.
pub(in super::super::super) fn shared_end(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::ThreadLeak {
        return Vec::new();
    }
    let mut clues: Vec<Clue> = Vec::new();
    for step in outlived(failure) {
        let found = || {
            let place = step.place.as_ref()?;
            let lines = names.lines_around(place)?;
            let find = |file: &syn::File| clones::clones(file, place, lines);
            let (name, spots) = names.look(&place.file, find)??;
            (1..=MOST).contains(&spots.len()).then_some((name, spots))
        };
        let Some((name, spots)) = found() else {
            continue;
        };
        let file = &step.place.as_ref().map_or("", |it| &it.file);
        let who = names.thread(step.thread);
        for spot in spots {
            let place: Place = spot.within(file);
            if clues.iter().any(|it| it.place == place) {
                continue;
            }
            clues.push(Clue {
                place,
                text: format!(
                    "`{name}` is cloned here: its receiver is still there, though {who} has ended"
                ),
                primary: true,
            });
        }
    }
    clues
}

/// The last receive of each thread of the learner's that has ended, from a channel all of whose receivers such threads
/// had, and on which somebody waits to send.
fn outlived(failure: &Failure) -> Vec<&Step> {
    let sends = failure
        .threads
        .iter()
        .filter_map(wait_of)
        .filter(|it| it.operation == Operation::Send);
    let mut ids: Vec<u32> = sends.flat_map(|it| it.objects.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let has_ended = |id: u32| {
        let mut threads = failure.threads.iter();
        threads.any(|it| it.id == id && it.spawned.is_some() && !is_left(it))
    };
    let last = |id: u32| {
        let object = failure.objects.iter().find(|it| it.id == id)?;
        let receivers = object.handles.iter().filter(|it| it.role == "receiver");
        let users: Option<Vec<u32>> = receivers.map(|it: &HandleReport| it.last_used_by).collect();
        let users = users.filter(|all| !all.is_empty() && all.iter().all(|it| has_ended(*it)))?;
        told(failure).rfind(|it| {
            it.object == Some(id)
                && it.operation == Operation::Receive
                && users.contains(&it.thread)
        })
    };
    ids.into_iter().filter_map(last).collect()
}
