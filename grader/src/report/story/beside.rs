//! Places that lead to a fault beside those that the steps show, each found on its own.

mod send_loop;
mod shifted;
mod taken;
mod unreceived;

use super::{Names, clue::Clue, held, longest, thrown};
use wire::{Code, Failure, Operation};

/// All of them.
pub(in super::super) fn beside(failure: &Failure, names: &Names) -> Vec<Clue> {
    let ways: [Way; 8] = [
        no_room,
        shifted::rounds,
        send_loop::ends,
        send_loop::turns,
        thrown::beside,
        taken::taken,
        unreceived::left_waiting,
        unreceived::looked_before,
    ];
    ways.iter().flat_map(|way| way(failure, names)).collect()
}

/// Looks for places of one kind.
type Way = fn(&Failure, &Names) -> Vec<Clue>;

/// Where the channel of the learner's was created that had no room when time passed in a send.
fn no_room(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::TooLate | Code::NotConcurrent);
    if !is_about || held(failure).is_some() {
        return Vec::new();
    }
    let object = longest(failure, names)
        .map(|spent| spent.step)
        .filter(|step| step.operation == Operation::Send)
        .and_then(|step| step.object);
    let channel = failure.objects.iter().find(|it| Some(it.id) == object);
    let bounded = channel.filter(|it| it.kind.starts_with("channel of capacity "));
    let clue = bounded.and_then(|it| {
        let name = names.object(it.id, failure);
        let created = it.created.clone()?;
        Some(Clue::beside(created, format!("{name} is created here")))
    });
    clue.into_iter().collect()
}
