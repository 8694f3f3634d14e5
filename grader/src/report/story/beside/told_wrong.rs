//! Why a time is wrong that was told.

use super::reckoned::{nanos_of, reached, reckoned, teller};
use crate::report::{
    names::{
        Function,
        reckoned::{counted_from, fixed, makes, moved, rounds},
    },
    story::{Clue, Names},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Place, State, ThreadReport};

/// Where the time is rounded that was told, is reckoned with a number that does not fit, or is counted from a moment that
/// was moved, or never set again.
pub(super) fn told_wrong(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some((file, caller)) = teller(failure, names) else {
        return Vec::new();
    };
    let functions = reached(vec![caller], file, names);
    let ways = [rounded, uncounted, moved, once];
    let mut found = ways
        .iter()
        .map(|way| way(failure, names, (file, &functions)));
    found.find(|clues| !clues.is_empty()).unwrap_or_default()
}

/// A place is known at which the time that was told becomes wrong.
pub(in super::super::super) fn is_reckoned(failure: &Failure, names: &Names) -> bool {
    let told = reckoned(failure, names).into_iter();
    let mut clues = told.chain(told_wrong(failure, names));
    teller(failure, names).is_some() && clues.any(|clue| clue.primary)
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    let (file, caller) = teller(failure, names)?;
    if !rounded(failure, names, (file, &reached(vec![caller], file, names))).is_empty() {
        return Some(
            "a time that has to be exact is counted in whole nanoseconds: look at what is rounded",
        );
    }
    (failure.code == Code::TooEarly && others_wait(failure, names, (file, caller))).then_some(
        "others wait for the same already: look at whether the time that is told counts them, too",
    )
}

/// Where the time is rounded, if it is wrong by less than that can make of it.
fn rounded(failure: &Failure, names: &Names, (file, functions): (&str, &[&Function])) -> Vec<Clue> {
    let times = nanos_of(failure, "expected").zip(nanos_of(failure, "told"));
    let by = times.map(|(wanted, told)| wanted.abs_diff(told));
    let found = functions.iter().filter_map(|function| {
        let found = names.look(file, |it| rounds::rounds(it, function.spot()))??;
        let is_made = names.look(file, |it| makes(it, function.spot())) == Some(true);
        let is_it = by.is_some_and(|by| 0 < by && by < found.by);
        (is_it && is_made).then(|| Clue::cause(found.spot.within(file), found.text.to_owned()))
    });
    // That of the function that was called last is the nearest to what was told.
    found.take(1).collect()
}

/// Others wait in functions of the type that told it.
fn others_wait(failure: &Failure, names: &Names, (file, caller): (&str, &Function)) -> bool {
    let is_there = |place: &Option<Place>| {
        let place = place.as_ref().filter(|it| it.file == file);
        let around = place.and_then(|it| names.around(it));
        around.is_some_and(|it| it.owner.is_some() && it.owner == caller.owner)
    };
    let waits = |thread: &&ThreadReport| match &thread.state {
        State::Blocked(wait) => is_there(&wait.place),
        State::Sleeping { place, .. } => is_there(place),
        State::Runnable { .. } | State::Finished | State::Panicked { .. } => false,
    };
    failure.threads.iter().any(|it| waits(&it))
}

/// Numbers that are always the same, by which the time is reckoned, if it is too short and others wait.
fn uncounted(
    failure: &Failure,
    names: &Names,
    (file, functions): (&str, &[&Function]),
) -> Vec<Clue> {
    let others = functions
        .first()
        .is_some_and(|caller| others_wait(failure, names, (file, caller)));
    if failure.code != Code::TooEarly || !others {
        return Vec::new();
    }
    let found = functions.iter().filter_map(|function| {
        let found = names.look(file, |it| fixed::fixed(it, function.spot()))?;
        Some(found.into_iter().map(|it| {
            let (name, value) = (it.name, it.value);
            let text = format!("`{name}` is always {value} here, however many wait");
            Clue::cause(it.spot.within(file), text)
        }))
    });
    found.flatten().collect()
}

/// The fields from which the time is counted.
fn fields(names: &Names, (file, functions): (&str, &[&Function])) -> BTreeSet<String> {
    let found = functions
        .iter()
        .filter_map(|function| names.look(file, |it| counted_from(it, function.spot())));
    found.flatten().collect()
}

/// Where such a field is moved by another clock.
fn moved(_: &Failure, names: &Names, (file, functions): (&str, &[&Function])) -> Vec<Clue> {
    let mut clues = Vec::new();
    for field in fields(names, (file, functions)) {
        for function in functions {
            let found = names.look(file, |it| moved::by_another(it, function.spot(), &field));
            for (spot, other) in found.unwrap_or_default() {
                let text = format!(
                    "`{field}`, from which the time is counted, is moved here by what has passed since `{other}`"
                );
                clues.push(Clue::cause(spot.within(file), text));
            }
        }
    }
    clues
}

/// Where such a field is set only once, if the time is too short: it is counted from too early a moment.
fn once(failure: &Failure, names: &Names, (file, functions): (&str, &[&Function])) -> Vec<Clue> {
    let mut clues = Vec::new();
    if failure.code != Code::TooEarly {
        return clues;
    }
    for field in fields(names, (file, functions)) {
        for function in functions {
            let found = names.look(file, |it| moved::only_once(it, function.spot(), &field));
            for (spot, flag) in found.unwrap_or_default() {
                let text = format!(
                    "`{field}`, from which the time is counted, is set to the present moment only once: nothing sets \
                     `{flag}` back"
                );
                clues.push(Clue::cause(spot.within(file), text));
            }
        }
    }
    clues
}

#[cfg(test)]
mod tests {
    use super::{is_reckoned, told_wrong};
    use crate::{
        report::story::{
            Names,
            sample::{place, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Figure, State};

    /// Where it becomes wrong, in this body of the call that told it.
    fn lines(failure: &Failure, body: &str) -> Vec<u32> {
        let text = format!(
            "impl B {{\n pub fn take(&self) -> Result<(), Duration> {{\n{body}\n }}\n pub fn wait(&self, every: D, \
             ahead: u32) -> Duration {{\n  every\n }}\n}}\n"
        );
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = told_wrong(failure, &names);
        assert_eq!(is_reckoned(failure, &names), !clues.is_empty());
        clues.iter().map(|it| it.place.line).collect()
    }

    fn failure(wanted: &str, told: &str) -> Failure {
        let figure = |name: &str, value: &str| Figure {
            name: name.to_owned(),
            value: value.to_owned(),
            difference: None,
        };
        let mut failure = bare(Code::TooEarly, String::new());
        failure.figures = vec![figure("expected", wanted), figure("told", told)];
        failure.place = Some(place(2));
        failure
    }

    #[test]
    fn a_number_that_counts_nobody_matters_where_others_wait() {
        let mut failure = failure("3s", "1s");
        let body = "  let wait = self.wait(every, 0);\n  Err(wait)";
        assert!(lines(&failure, body).is_empty());
        let mut waits = thread(1);
        waits.state = State::Sleeping {
            place: Some(place(6)),
            until: 9,
        };
        failure.threads = vec![waits];
        assert_eq!(lines(&failure, body), [3]);
    }

    #[test]
    fn a_time_is_rounded_if_it_is_off_by_no_more() {
        let body = "  let wait = of(self.left().as_millis());\n  Err(wait)";
        assert_eq!(lines(&failure("1.5s", "1.4996s"), body), [3]);
        assert!(lines(&failure("1.5s", "1.49s"), body).is_empty());
    }
}
