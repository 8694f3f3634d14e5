//! Advice for threads and calls that ended too soon, and for who took silence for the end.

use crate::report::story::{self, Names};
use wire::{Code, Failure, Operation, State};

/// Advice for who took silence for the end.
pub(super) fn silence(failure: &Failure, names: &Names) -> Option<&'static str> {
    let is_about = matches!(failure.code, Code::EarlyClose | Code::LostItem);
    if !is_about {
        return None;
    }
    let before = || story::last_value(failure, names).and_then(|it| it.before);
    let leads = story::leads(failure, names);
    let is_silence = leads.iter().any(story::is_silence)
        || leads.is_empty() && before().as_ref().is_some_and(story::is_silence);
    is_silence.then_some(
        "that nothing is there now is not the end: only `Disconnected`, or an `Err` of `recv`, says that the last \
         sender is gone",
    )
}

/// Advice for a wrong value, where it is known what it comes from.
pub(super) fn value(failure: &Failure, names: &Names) -> Option<&'static str> {
    let place = failure.place.as_ref();
    let is_last = || story::last_value(failure, names).is_some();
    let is_at_once = || {
        let leads_elsewhere = is_last() || !story::leads(failure, names).is_empty();
        !leads_elsewhere && place.is_some_and(|it| !story::at_once(failure, it, names).is_empty())
    };
    match failure.code {
        Code::WrongValue if is_last() && story::begun_anew(failure, names).is_some() => Some(
            "wait for what is left until the moment that comes next, and not for the whole time anew",
        ),
        Code::WrongValue if is_at_once() => {
            Some("look at each way out of the call before its end, and at the condition above it")
        }
        _ => None,
    }
}

/// Advice where only one thread ever worked.
pub(super) fn alone(failure: &Failure) -> &'static str {
    if have_ended(failure) {
        return "look at where the others end, and why: there was work after that";
    }
    "look for what keeps the others from beginning: how many are started, and what they wait for first"
}

/// All threads of the learner's but the one that works had ended before that worked for the last time.
fn have_ended(failure: &Failure) -> bool {
    let works = |it: &&wire::Step| it.operation == Operation::Enter;
    let Some(last) = failure.steps.iter().rfind(works) else {
        return false;
    };
    let has_ended = |id: u32| {
        let mut steps = failure.steps.iter();
        steps.any(|it| {
            it.thread == id && it.operation == Operation::Finish && it.number < last.number
        })
    };
    let mut others = failure
        .threads
        .iter()
        .filter(|it| it.spawned.is_some() && it.id != last.thread)
        .peekable();
    failure.elided == 0
        && others.peek().is_some()
        && others.all(|it| matches!(it.state, State::Finished) && has_ended(it.id))
}

#[cfg(test)]
mod tests {
    use super::have_ended;
    use crate::verdict::bare;
    use wire::{Code, Occurrence, Operation, Place, State, Step, ThreadReport};

    #[test]
    fn who_has_ended_was_not_kept_from_beginning() {
        let place = Place {
            file: "src/lib.rs".to_owned(),
            line: 1,
            column: 1,
        };
        let found = |deeds: &[(u32, Operation)]| {
            let mut failure = bare(Code::NotConcurrent, String::new());
            for id in [1, 2] {
                failure.threads.push(ThreadReport {
                    id,
                    name: String::new(),
                    label: String::new(),
                    spawned: Some(place.clone()),
                    state: State::Finished,
                });
            }
            for (number, &(thread, operation)) in (0..).zip(deeds) {
                failure.steps.push(Step {
                    number,
                    thread,
                    at: 0,
                    operation,
                    object: None,
                    occurrence: Occurrence::Done,
                    place: None,
                    via: Vec::new(),
                    switch: None,
                    note: None,
                });
            }
            have_ended(&failure)
        };
        let (works, ends) = (Operation::Enter, Operation::Finish);
        assert!(found(&[(1, works), (2, ends), (1, works), (1, ends)]));
        assert!(!found(&[(1, works), (1, ends), (2, ends)]));
        assert!(!found(&[(1, ends), (2, ends)]));
    }
}
