//! What was taken when the time for it was over already, or was still waited for.

use crate::{
    report::story::{Clue, Names, leads::told},
    text::duration,
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// So many values in a moment are no chance.
const MANY: usize = 10;

/// The wait with a limit that found its time over only when nothing was left to take, if many values were taken there at
/// that very moment.
pub(super) fn while_ready(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let last = told(failure).rfind(|it| receives(it)).filter(|it| {
            failure.code == Code::TooLate && it.occurrence == Occurrence::TimedOut && it.at > 0
        })?;
        let place = last.place.as_ref().filter(|it| names.is_limited(it))?;
        let own = || told(failure).filter(|it| it.thread == last.thread && it.at == last.at);
        let waits = own().any(|it| it.occurrence == Occurrence::Blocked);
        let taken = own().filter(|it| {
            receives(it) && it.occurrence == Occurrence::Done && it.place.as_ref() == Some(place)
        });
        (taken.count() >= MANY && !waits).then(|| {
            let text = format!(
                "values are still taken here at {}, when the time is over: what is ready is taken, however late it is",
                duration(last.at)
            );
            Clue::cause(place.clone(), text)
        })
    };
    found().into_iter().collect()
}

/// The wait without a limit in which the check's call spent time until that came which should not have come any more.
pub(super) fn without_a_limit(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about =
            failure.code == Code::WrongValue && failure.message.ends_with("should not come at all");
        let last = told(failure).rfind(|it| it.thread == 0 && receives(it))?;
        let place = last.place.as_ref().filter(|_| is_about)?;
        let is_last = told(failure).all(|it| it.number <= last.number || it.thread != 0);
        let before = told(failure).rfind(|it| it.thread == 0 && it.number < last.number)?;
        let has_waited = before.occurrence == Occurrence::Blocked
            && before.place.as_ref() == Some(place)
            && before.at < last.at;
        let is_plain = names.called(place) == "recv" && is_last;
        (has_waited && is_plain && last.occurrence == Occurrence::Done).then(|| {
            let text = format!(
                "the check waits here from {} to {}: `recv` knows no limit",
                duration(before.at),
                duration(last.at)
            );
            Clue::cause(place.clone(), text)
        })
    };
    found().into_iter().collect()
}

/// The wait for one channel alone, while another that was made like it had something already that nobody ever took.
pub(super) fn for_one_alone(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let last = told(failure).rfind(|it| it.thread == 0 && receives(it))?;
        let is_about = failure.code == Code::WrongValue && failure.elided == 0;
        let place = last.place.as_ref().filter(|_| is_about)?;
        let begun = told(failure).rfind(|it| it.thread == 0 && it.number < last.number)?;
        let has_waited = begun.occurrence == Occurrence::Blocked
            && begun.object == last.object
            && begun.place.as_ref() == Some(place)
            && last.occurrence == Occurrence::Done;
        let created = |id: Option<u32>| {
            let object = failure.objects.iter().find(|it| Some(it.id) == id)?;
            object.created.as_ref()
        };
        let made = created(last.object).filter(|_| has_waited)?;
        let mut sends = told(failure).filter(|it| {
            it.operation == Operation::Send
                && it.occurrence == Occurrence::Done
                && (begun.number..last.number).contains(&it.number)
        });
        let sent = sends.find(|it| it.object != last.object && created(it.object) == Some(made))?;
        let is_taken = failure
            .steps
            .iter()
            .any(|it| it.object == sent.object && receives(it));
        let one = names.end(last.object?, Operation::Receive, failure);
        let other = names.end(sent.object?, Operation::Receive, failure);
        (!is_taken && sent.at < last.at).then(|| {
            let text = format!(
                "the check waits here for {one} alone, until {}: {other} has had a value since {}, and is not looked at",
                duration(last.at),
                duration(sent.at)
            );
            Clue::cause(place.clone(), text)
        })
    };
    found().into_iter().collect()
}

fn receives(step: &Step) -> bool {
    step.operation == Operation::Receive
}

#[cfg(test)]
mod tests {
    use super::{for_one_alone, while_ready, without_a_limit};
    use crate::{
        report::story::{
            Clue, Names,
            sample::{channel, place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    const RECEIVE: Operation = Operation::Receive;

    fn count(way: fn(&Failure, &Names) -> Vec<Clue>, failure: &Failure, call: &str) -> usize {
        let text = format!("fn f() {{\n{call}(d);\n}}\n");
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        way(failure, &Names::of(failure).with_sources(&sources)).len()
    }

    #[test]
    fn what_is_ready_is_taken_after_the_time_is_over() {
        let mut failure = bare(Code::TooLate, String::new());
        for number in 0..12 {
            let mut step = step(number, (0, 2), RECEIVE, 5, Occurrence::Done);
            step.at = 7;
            failure.steps.push(step);
        }
        assert_eq!(count(while_ready, &failure, "recv_timeout"), 0);
        failure.steps[11].occurrence = Occurrence::TimedOut;
        assert_eq!(count(while_ready, &failure, "recv_timeout"), 1);
        assert_eq!(count(while_ready, &failure, "recv"), 0);
        failure.steps[1].at = 3;
        failure.steps[2].at = 3;
        assert_eq!(count(while_ready, &failure, "recv_timeout"), 0);
    }

    #[test]
    fn who_waits_without_a_limit_gets_what_comes_too_late() {
        let mut failure = bare(Code::WrongValue, "all: 4 should not come at all".to_owned());
        failure.steps = vec![
            step(1, (0, 2), RECEIVE, 5, Occurrence::Blocked),
            step(2, (0, 2), RECEIVE, 5, Occurrence::Done),
        ];
        assert_eq!(count(without_a_limit, &failure, "recv"), 1);
        assert_eq!(count(without_a_limit, &failure, "recv_timeout"), 0);
        failure.steps[0].occurrence = Occurrence::Done;
        assert_eq!(count(without_a_limit, &failure, "recv"), 0);
    }

    #[test]
    fn who_waits_for_one_channel_alone_does_not_see_the_other() {
        let mut failure = bare(Code::WrongValue, String::new());
        failure.objects = vec![
            channel(5, "channel of capacity 1", 1),
            channel(6, "channel of capacity 1", 1),
        ];
        failure.steps = vec![
            step(1, (0, 2), RECEIVE, 5, Occurrence::Blocked),
            step(2, (1, 3), Operation::Send, 6, Occurrence::Done),
            step(3, (0, 2), RECEIVE, 5, Occurrence::Done),
        ];
        assert_eq!(count(for_one_alone, &failure, "recv"), 1);
        failure.objects[1].created = Some(place(2));
        assert_eq!(count(for_one_alone, &failure, "recv"), 0);
    }
}
