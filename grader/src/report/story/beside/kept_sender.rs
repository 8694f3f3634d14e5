//! A sender that a thread keeps while it waits, with a limit, for the end of the channel.

use crate::report::story::{Clue, Names, leads::told, nth, origin::drops_a_sender};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where a thread drops the last sender of a channel only after it has waited in vain to receive from that, though all
/// others had dropped theirs before.
pub(super) fn kept_sender(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(
        failure.code,
        Code::WrongValue | Code::TooLate | Code::LostItem | Code::WrongOrder
    );
    if !is_about || failure.elided > 0 {
        return Vec::new();
    }
    let is_last = |it: &&Step| it.note.as_deref() == Some("the last sender") && drops_a_sender(it);
    let mut drops = told(failure).filter(is_last);
    let clue = drops.find_map(|drop| kept(failure, drop, names));
    clue.into_iter().collect()
}

/// What to do about it.
pub(super) const ADVICE: &str = "drop your own sender before you wait: as long as you have one, the end of all others closes nothing";

fn kept(failure: &Failure, drop: &Step, names: &Names) -> Option<Clue> {
    let place = drop.place.clone()?;
    let wait = told(failure).rfind(|it| {
        it.thread == drop.thread && it.object == drop.object && it.number < drop.number
    })?;
    let is_over = wait.operation == Operation::Receive && wait.occurrence == Occurrence::TimedOut;
    let others = || {
        let drops = failure.steps.iter().filter(|it| drops_a_sender(it));
        drops.filter(|it| it.object == drop.object && it.thread != drop.thread)
    };
    let began = failure.steps.iter().rfind(|it| {
        it.thread == wait.thread && it.occurrence == Occurrence::Blocked && it.number < wait.number
    })?;
    let is_it = is_over
        && names.are_in_one_function(wait.place.as_ref()?, &place)
        && others().next().is_some()
        && others().all(|it| it.number < wait.number && it.at < wait.at)
        && began.at < wait.at;
    let what = names.end(drop.object.filter(|_| is_it)?, Operation::Receive, failure);
    let (who, line, step) = (
        names.thread(drop.thread),
        wait.place.as_ref()?.line,
        nth(drop),
    );
    let text = format!(
        "{who} keeps a sender of its own until here, in step {step}: so {what} did not close while line {line} waited"
    );
    Some(Clue::cause(place, text))
}

#[cfg(test)]
mod tests {
    use super::kept_sender;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn a_sender_of_who_waits_keeps_the_channel_open() {
        let mut failure = bare(Code::WrongValue, String::new());
        failure.steps = vec![
            step(1, (0, 4), Operation::Receive, 7, Occurrence::Blocked),
            step(2, (1, 9), Operation::Drop, 7, Occurrence::Done),
            step(3, (0, 4), Operation::Receive, 7, Occurrence::TimedOut),
            step(4, (0, 5), Operation::Drop, 7, Occurrence::Done),
        ];
        failure.steps[1].note = Some("a sender".to_owned());
        failure.steps[3].note = Some("the last sender".to_owned());
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = kept_sender(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [5]);
        failure.steps[1].at = 3;
        assert!(lines(&failure).is_empty(), "the other had one as long");
        failure.steps[1].at = 2;
        failure.steps[2].occurrence = Occurrence::Disconnected;
        assert!(lines(&failure).is_empty(), "it had closed");
    }
}
