//! Where a time is made that was told, or slept for, and is wrong.

use crate::{
    report::{
        names::{
            Function,
            flow::Spot,
            reckoned::{self, Asked},
        },
        story::{Clue, Names, longest},
    },
    text::duration,
};
use wire::{Code, Failure, Occurrence, Operation, Place};

/// Of more places that set a moment nobody could say which one matters.
const MOST: usize = 2;

/// Where the time is given back that was told, and where the moment is set from which it is counted, or one that was
/// slept for, if it was too long.
pub(super) fn reckoned(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = told(failure, names).or_else(|| slept(failure, names));
    found.unwrap_or_default()
}

/// The function of a file that told the check a wrong duration, as an error.
pub(super) fn teller<'n>(
    failure: &'n Failure,
    names: &'n Names,
) -> Option<(&'n str, &'n Function)> {
    let is_about = matches!(failure.code, Code::TooEarly | Code::TooLate);
    let is_told = failure.figures.iter().any(|it| it.name == "told");
    let place = failure.place.as_ref().filter(|_| is_about && is_told)?;
    let caller = names.around(place).filter(|it| it.is_public)?;
    let fails = names.look(&place.file, |it| reckoned::fails(it, caller.spot()));
    (fails == Some(true)).then_some((place.file.as_str(), caller))
}

/// The check was told a wrong duration. If there is one place only at which it can have been given back.
fn told(failure: &Failure, names: &Names) -> Option<Vec<Clue>> {
    let (file, caller) = teller(failure, names)?;
    let mut times = Vec::new();
    for function in reached(vec![caller], file, names) {
        times.extend(names.look(file, |it| reckoned::errors(it, function.spot()))??);
    }
    let [time] = &times[..] else {
        return None;
    };
    let text = match &time.given {
        Some(name) => {
            format!("what was told is given back here: always `{name}`, whatever has passed")
        }
        None => "what was told is given back here".to_owned(),
    };
    let mut clues = vec![Clue {
        place: time.spot.within(file),
        text,
        primary: time.is_made,
    }];
    if let Some(asked) = time.asked.as_ref().filter(|_| is_too_long(failure)) {
        // What cannot be seen to be forgotten may still be counted from there.
        let forgotten = forgotten(failure, "told", &[failure.at]);
        let sets = sets(asked, forgotten, file, names).into_iter();
        clues.extend(sets.map(|clue| Clue {
            primary: clue.primary || !time.is_made && forgotten.is_none(),
            ..clue
        }));
    }
    Some(clues)
}

/// Most time passed in a sleep, and that was too much.
fn slept(failure: &Failure, names: &Names) -> Option<Vec<Clue>> {
    let spent = longest(failure, names)?;
    let place = spent.step.place.as_ref().filter(|it| names.is_sleep(it))?;
    let forgotten = forgotten(failure, "took", &begun(failure, place))?;
    let function = names.around(place)?;
    let time = names.look(&place.file, |it| {
        reckoned::slept(it, function.spot(), place)
    });
    Some(sets(&time??.asked?, Some(forgotten), &place.file, names))
}

/// When sleeps began at a place.
fn begun(failure: &Failure, place: &Place) -> Vec<u64> {
    let steps = failure.steps.iter().filter(|it| {
        it.operation == Operation::Sleep
            && it.occurrence == Occurrence::Blocked
            && it.place.as_ref() == Some(place)
    });
    steps.map(|it| it.at).collect()
}

/// It is too long, where it should have been some time at all.
fn is_too_long(failure: &Failure) -> bool {
    let wanted = nanos_of(failure, "expected");
    failure.code == Code::TooLate && wanted.is_some_and(|it| it > 0)
}

/// How much it is too long, if that is just what had passed from some step to one of these moments, as if that had not
/// passed at all; or of that what is no whole period, if a whole period was told.
fn forgotten(failure: &Failure, figure: &str, moments: &[u64]) -> Option<u64> {
    let (wanted, came) = nanos_of(failure, "expected").zip(nanos_of(failure, figure))?;
    let more = came
        .checked_sub(wanted)
        .filter(|more| *more > 0 && is_too_long(failure))?;
    let period = (figure == "told").then_some(came);
    let is_it = |passed: u64| {
        passed == more || period.is_some_and(|period| passed > more && passed % period == more)
    };
    let mut steps = failure.steps.iter();
    let is_forgotten = steps.any(|step| {
        let mut passed = moments.iter().filter_map(|at| at.checked_sub(step.at));
        passed.any(is_it)
    });
    is_forgotten.then_some(more)
}

/// The time that a figure tells, in nanoseconds.
pub(super) fn nanos_of(failure: &Failure, name: &str) -> Option<u64> {
    let figure = failure.figures.iter().find(|it| it.name == name)?;
    nanos(&figure.value)
}

/// A duration as its `Debug` tells it, in nanoseconds.
fn nanos(value: &str) -> Option<u64> {
    const UNITS: [(&str, usize); 4] = [("ns", 0), ("µs", 3), ("ms", 6), ("s", 9)];
    let (number, digits) = UNITS
        .iter()
        .find_map(|(unit, digits)| Some((value.strip_suffix(unit)?, *digits)))?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if part.len() > digits {
        return None;
    }
    format!("{whole}{part:0<digits$}").parse().ok()
}

/// Where the moment is set from which a call counts, in that call or in what was called before it; and how much is
/// forgotten, if that is known.
fn sets(
    (asked, before): &(Asked, Vec<Asked>),
    forgotten: Option<u64>,
    file: &str,
    names: &Names,
) -> Vec<Clue> {
    let Some(counts) = meant(asked, file, names) else {
        return Vec::new();
    };
    let fields = names.look(file, |it| reckoned::counted_from(it, counts.spot()));
    let before = before.iter().filter_map(|it| meant(it, file, names));
    let functions = reached(std::iter::once(counts).chain(before).collect(), file, names);
    let mut found: Vec<(Spot, String, bool)> = Vec::new();
    for field in fields.unwrap_or_default() {
        for function in &functions {
            let spots = names.look(file, |it| reckoned::sets(it, function.spot(), &field));
            let spots = spots.unwrap_or_default().into_iter();
            found.extend(spots.map(|(spot, is_now)| (spot, field.clone(), is_now)));
        }
    }
    if found.len() > MOST {
        return Vec::new();
    }
    let clue = |(spot, field, is_now): (Spot, String, bool)| {
        let forgotten = forgotten.filter(|_| is_now);
        let so = match forgotten {
            Some(time) => format!(
                " to the present moment here: {} that had passed by then are not counted",
                duration(time)
            ),
            None => " here".to_owned(),
        };
        Clue {
            place: spot.within(file),
            text: format!("`{field}`, from which the time is counted, is set{so}"),
            primary: forgotten.is_some(),
        }
    };
    found.into_iter().map(clue).collect()
}

/// The only function of a file that a call may mean.
pub(super) fn meant<'n>(asked: &Asked, file: &str, names: &'n Names) -> Option<&'n Function> {
    let fits = |it: &&Function| {
        let parameters = it.parameters + usize::from(it.has_self && !asked.is_method);
        it.name == asked.name && parameters == asked.arguments && (it.has_self || !asked.is_method)
    };
    let mut all = names.functions_of(file).iter().filter(fits);
    all.next().filter(|_| all.next().is_none())
}

/// Functions, and all that they may call, directly or not.
pub(super) fn reached<'n>(
    first: Vec<&'n Function>,
    file: &str,
    names: &'n Names,
) -> Vec<&'n Function> {
    let mut known = first;
    let mut next = 0;
    while let Some(&caller) = known.get(next) {
        next += 1;
        for function in names.functions_of(file) {
            let mut calls = caller.calls.iter();
            if calls.any(|it| it.may_mean(function, caller)) && !known.contains(&function) {
                known.push(function);
            }
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::nanos;

    #[test]
    fn a_duration_is_read_as_it_is_told() {
        assert_eq!(nanos("1.233333333s"), Some(1_233_333_333));
        assert_eq!(nanos("400ms"), Some(400_000_000));
        assert_eq!(nanos("2.5µs"), Some(2_500));
        assert_eq!(nanos("0ns"), Some(0));
        assert_eq!(nanos("Ok(())"), None);
    }
}
