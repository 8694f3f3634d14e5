//! Where a time is made that was told, or slept for, and is wrong.

use crate::report::{
    names::{
        Function,
        flow::Spot,
        reckoned::{self, Asked},
    },
    story::{Clue, Names, longest},
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

/// The check was told a wrong duration. If there is one place only at which it can have been given back.
fn told(failure: &Failure, names: &Names) -> Option<Vec<Clue>> {
    let is_about = matches!(failure.code, Code::TooEarly | Code::TooLate);
    let is_told = failure.figures.iter().any(|it| it.name == "told");
    let place = failure.place.as_ref().filter(|_| is_about && is_told)?;
    let file = &place.file;
    let caller = names.around(place).filter(|it| it.is_public)?;
    let fails = names.look(file, |it| reckoned::fails(it, caller.spot()));
    fails.filter(|fails| *fails)?;
    let mut times = Vec::new();
    for function in reached(vec![caller], file, names) {
        times.extend(names.look(file, |it| reckoned::errors(it, function.spot()))??);
    }
    let [time] = &times[..] else {
        return None;
    };
    let mut clues = vec![Clue {
        place: time.spot.within(file),
        text: "what was told is given back here".to_owned(),
        primary: time.is_made,
    }];
    if let Some(asked) = time.asked.as_ref().filter(|_| is_too_long(failure)) {
        // What cannot be seen to be forgotten may still be counted from there.
        let is_forgotten = is_forgotten(failure, "told", &[failure.at]);
        clues.extend(sets(asked, file, names).into_iter().map(|clue| Clue {
            primary: clue.primary && is_forgotten,
            ..clue
        }));
    }
    Some(clues)
}

/// Most time passed in a sleep, and that was too much.
fn slept(failure: &Failure, names: &Names) -> Option<Vec<Clue>> {
    let spent = longest(failure, names)?;
    let place = spent.step.place.as_ref().filter(|it| names.is_sleep(it))?;
    if !is_forgotten(failure, "took", &begun(failure, place)) {
        return None;
    }
    let function = names.around(place)?;
    let time = names.look(&place.file, |it| {
        reckoned::slept(it, function.spot(), place)
    });
    Some(sets(&time??.asked?, &place.file, names))
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
    let mut figures = failure.figures.iter();
    let wanted = figures.find(|it| it.name == "expected");
    let wanted = wanted.and_then(|it| nanos(&it.value));
    failure.code == Code::TooLate && wanted.is_some_and(|it| it > 0)
}

/// It is too long by just what had passed from some step to one of these moments, as if that had not passed at all.
fn is_forgotten(failure: &Failure, figure: &str, moments: &[u64]) -> bool {
    let nanos = |name: &str| {
        let figure = failure.figures.iter().find(|it| it.name == name)?;
        nanos(&figure.value)
    };
    let Some((wanted, came)) = nanos("expected").zip(nanos(figure)) else {
        return false;
    };
    let Some(more) = came.checked_sub(wanted).filter(|more| *more > 0) else {
        return false;
    };
    let mut steps = failure.steps.iter();
    is_too_long(failure)
        && steps.any(|step| {
            moments
                .iter()
                .any(|at| step.at.checked_add(more) == Some(*at))
        })
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

/// Where the moment is set from which a call counts, in that call or in what was called before it.
fn sets((asked, before): &(Asked, Vec<Asked>), file: &str, names: &Names) -> Vec<Clue> {
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
    let clue = |(spot, field, is_now): (Spot, String, bool)| Clue {
        place: spot.within(file),
        text: format!("`{field}`, from which the time is counted, is set here"),
        primary: is_now,
    };
    found.into_iter().map(clue).collect()
}

/// The only function of a file that a call may mean.
fn meant<'n>(asked: &Asked, file: &str, names: &'n Names) -> Option<&'n Function> {
    let fits = |it: &&Function| {
        let parameters = it.parameters + usize::from(it.has_self && !asked.is_method);
        it.name == asked.name && parameters == asked.arguments && (it.has_self || !asked.is_method)
    };
    let mut all = names.functions_of(file).iter().filter(fits);
    all.next().filter(|_| all.next().is_none())
}

/// Functions, and all that they may call, directly or not.
fn reached<'n>(first: Vec<&'n Function>, file: &str, names: &'n Names) -> Vec<&'n Function> {
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
