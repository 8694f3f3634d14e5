//! A wait that ended by its limit too early: because that was rounded, or because nothing began it anew.

use super::reckoned::nanos_of;
use crate::{
    report::{
        names::{begun_once, reckoned::rounds},
        story::{Clue, Names, leads::told},
    },
    text::duration,
};
use wire::{Code, Failure, Occurrence, Operation, Place, State, Step};

/// Where a limit is rounded by more than a wait ended too early by.
pub(super) fn rounded(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let step = ended(failure)?;
        let (by, is_next) = match failure.code {
            Code::TooEarly => {
                let (wanted, took) =
                    nanos_of(failure, "expected").zip(nanos_of(failure, "took"))?;
                (wanted.checked_sub(took)?, false)
            }
            Code::LostItem => (next(failure)?.checked_sub(step.at)?, true),
            _ => return None,
        };
        let place = step.place.as_ref()?;
        let function = names.around(place)?;
        let found = names.look(&place.file, |file| rounds::rounds(file, function.spot()))??;
        let text = found.text;
        let so = if is_next {
            format!(
                "the wait of line {} ends {} before the next value",
                place.line,
                duration(by)
            )
        } else {
            format!(
                "the wait of line {} ends {} too early",
                place.line,
                duration(by)
            )
        };
        (0 < by && by < found.by)
            .then(|| Clue::cause(found.spot.within(&place.file), format!("{text}: {so}")))
    };
    found().into_iter().collect()
}

/// Where a limit was begun before a loop, which a value that came in the loop should have begun anew: what comes next was
/// due within that limit of the value.
pub(super) fn begun_once(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let step = ended(failure).filter(|_| failure.code == Code::LostItem)?;
        let place = step.place.as_ref()?;
        let mut before = told(failure).filter(|it| it.thread == 0 && it.number < step.number);
        let received = before.clone().rfind(|it| {
            it.operation == Operation::Receive
                && it.occurrence == Occurrence::Done
                && it.object != timer(failure, it).map(|it| it.0)
        })?;
        let since = before.find(|it| it.place.as_ref() == Some(place))?.at;
        let (pause, limit) = (
            next(failure)?.checked_sub(received.at)?,
            step.at.checked_sub(since)?,
        );
        let is_short =
            pause <= limit && received.at > since && received.place.as_ref() == Some(place);
        if !is_short || !rounded(failure, names).is_empty() {
            return None;
        }
        let line = place.line;
        if let Some((_, created)) = timer(failure, step) {
            let is_before =
                |file: &syn::File| begun_once::is_before_the_loop(file, place, created.line);
            let what = names.end(step.object?, Operation::Receive, failure);
            let text = format!(
                "{what} is begun once here, before the loop: no value that comes in line {line} begins it anew"
            );
            return (names.look(&place.file, is_before) == Some(true))
                .then(|| Clue::cause(created.clone(), text));
        }
        let (spot, name, set) =
            names.look(&place.file, |file| begun_once::moment(file, place))??;
        let text = format!(
            "`{name}` is the moment of line {set}, before the loop: no value that comes here begins it anew"
        );
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// The last thing that the check's call did, if its limit ended it: a wait, or what a timer gave.
fn ended(failure: &Failure) -> Option<&Step> {
    let last = told(failure).rfind(|it| it.thread == 0 && it.operation != Operation::Drop)?;
    let is_over = last.occurrence == Occurrence::TimedOut
        || last.occurrence == Occurrence::Done && timer(failure, last).is_some();
    (last.operation == Operation::Receive && is_over).then_some(last)
}

/// The timer of the learner's that a step is about, and where it was created.
fn timer<'f>(failure: &'f Failure, step: &Step) -> Option<(u32, &'f Place)> {
    let mut objects = failure.objects.iter();
    let object = objects.find(|it| Some(it.id) == step.object && it.kind == "timer channel")?;
    Some((object.id, object.created.as_ref()?))
}

/// When the check's own thread wakes up next.
fn next(failure: &Failure) -> Option<u64> {
    let threads = failure
        .threads
        .iter()
        .filter(|it| it.id != 0 && it.spawned.is_none());
    let wakes = threads.filter_map(|it| match it.state {
        State::Sleeping { until, .. } => Some(until),
        _ => None,
    });
    wakes.min()
}

#[cfg(test)]
mod tests {
    use super::{begun_once, rounded};
    use crate::{
        report::story::{
            Names,
            sample::{place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation, State};

    const TEXT: &str = "fn f() {\n let start = Instant::now();\n let idle = idle.as_millis();\n \
                        while let Ok(x) = rx.recv_timeout(idle - start.elapsed()) { go(x); }\n}\n";

    /// A value came at `came`, the wait ended at 100 ms, and the next value was due at `next`.
    fn failure(came: u64, next: u64) -> Failure {
        let mut failure = bare(Code::LostItem, String::new());
        let mut other = thread(1);
        other.spawned = None;
        other.state = State::Sleeping {
            until: next,
            place: None,
        };
        failure.threads = vec![other];
        let receive = |number, at, occurrence| {
            let mut step = step(number, (0, 4), Operation::Receive, 5, occurrence);
            step.at = at;
            step.place = Some(wire::Place {
                column: 23,
                ..place(4)
            });
            step
        };
        failure.steps = vec![
            receive(1, 0, Occurrence::Blocked),
            receive(2, came, Occurrence::Done),
            receive(3, came, Occurrence::Blocked),
            receive(4, 100_000_000, Occurrence::TimedOut),
        ];
        failure
    }

    fn columns(
        way: fn(&Failure, &Names) -> Vec<crate::report::story::Clue>,
        failure: &Failure,
    ) -> Vec<u32> {
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), TEXT.to_owned())]);
        let names = Names::of(failure).with_sources(&sources);
        way(failure, &names)
            .iter()
            .map(|it| it.place.column)
            .collect()
    }

    #[test]
    fn a_rounded_limit_ends_less_than_its_unit_before_the_next_value() {
        assert_eq!(columns(rounded, &failure(10_000_000, 100_999_999)), [18]);
        assert!(columns(rounded, &failure(10_000_000, 101_000_000)).is_empty());
        assert!(columns(rounded, &failure(10_000_000, 100_000_000)).is_empty());
        let mut other = failure(10_000_000, 100_999_999);
        other.code = Code::WrongOrder;
        assert!(columns(rounded, &other).is_empty());
    }

    #[test]
    fn a_limit_that_was_begun_before_the_loop_is_over_too_soon() {
        assert_eq!(columns(begun_once, &failure(90_000_000, 180_000_000)), [43]);
        // The pause would have been too long for a limit that is begun anew, too.
        assert!(columns(begun_once, &failure(10_000_000, 180_000_000)).is_empty());
        assert!(columns(begun_once, &failure(90_000_000, 100_999_999)).is_empty());
    }
}
