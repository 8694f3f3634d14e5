//! A ticker that keeps a tick for who comes late.

use crate::report::story::{Clue, Names, leads::told, nth};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str = "a ticker keeps one tick for whoever comes late: compute the next moment yourself, leave out those that are over, and \
     wait until then";

/// Where the ticker was made that had a tick ready after a long send, though the one before had been late already.
pub(super) fn late_ticks(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LimitExceeded || failure.elided > 0 {
        return Vec::new();
    }
    let clue = told(failure).find_map(|tick| {
        let waited = long_send(failure, tick)?;
        let mut objects = failure.objects.iter();
        let ticker = objects.find(|it| Some(it.id) == tick.object)?;
        let made = ticker.created.as_ref();
        let made = made.filter(|it| names.called(it) == "tick")?;
        let what = names.end(ticker.id, Operation::Receive, failure);
        let line = waited.place.as_ref()?.line;
        let number = nth(tick);
        let text = format!(
            "{what} keeps one tick while nobody receives from it: that one comes at once after the wait in line {line}, \
             in step {number}, as a second late tick"
        );
        Some(Clue::cause(made.clone(), text))
    });
    clue.into_iter().collect()
}

/// The send that took time and ended at the moment of this receive, which did not wait, after one from the same channel.
fn long_send<'f>(failure: &'f Failure, tick: &Step) -> Option<&'f Step> {
    let takes = |it: &Step| {
        it.operation == Operation::Receive
            && it.occurrence == Occurrence::Done
            && it.object == tick.object
    };
    let before: Vec<&Step> = told(failure)
        .filter(|it| it.thread == tick.thread && it.number < tick.number)
        .collect();
    let is_ready = before.last()?.occurrence != Occurrence::Blocked;
    let pairs = before.iter().zip(before.iter().skip(1));
    let mut ended = pairs.filter(|(begun, ended)| {
        let is_one = begun.operation == Operation::Send && begun.object == ended.object;
        is_one && begun.occurrence == Occurrence::Blocked && begun.at < ended.at
    });
    let (_, waited) = ended.next_back().filter(|_| takes(tick) && is_ready)?;
    let mut earlier = before.iter().filter(|it| it.number < waited.number);
    (waited.at == tick.at && earlier.any(|it| takes(it))).then_some(waited)
}

#[cfg(test)]
mod tests {
    use super::long_send;
    use crate::{report::story::sample::step, verdict::bare};
    use wire::{Code, Failure, Occurrence, Operation};

    fn found(failure: &Failure) -> Option<u64> {
        let tick = failure.steps.last().unwrap();
        long_send(failure, tick).map(|it| it.number)
    }

    #[test]
    fn a_tick_is_ready_after_a_long_send_of_another() {
        let mut failure = bare(Code::LimitExceeded, String::new());
        let (done, blocked) = (Occurrence::Done, Occurrence::Blocked);
        failure.steps = vec![
            step(1, (1, 5), Operation::Receive, 3, done),
            step(2, (1, 6), Operation::Send, 4, blocked),
            step(3, (1, 6), Operation::Send, 4, done),
            step(4, (1, 5), Operation::Receive, 3, done),
        ];
        failure.steps[3].at = 3;
        assert_eq!(found(&failure), Some(3));
        // Time passed after the send; or the send took none; or it waited for the tick.
        failure.steps[3].at = 4;
        assert_eq!(found(&failure), None);
        failure.steps[3].at = 3;
        failure.steps[1].at = 3;
        assert_eq!(found(&failure), None);
        failure.steps[1].at = 2;
        failure.steps[0].object = Some(9);
        assert_eq!(found(&failure), None);
        failure.steps[0].object = Some(3);
        let mut waits = step(4, (1, 5), Operation::Select, 8, blocked);
        waits.at = 3;
        failure.steps[3].number = 5;
        failure.steps.insert(3, waits);
        assert_eq!(found(&failure), None);
    }
}
