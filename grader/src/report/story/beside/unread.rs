//! Parameters that are read nowhere, in the function that gave a wrong answer.

use crate::report::{
    names::{Function, flow::Spot, unread as source},
    story::{
        Clue, Names, fatal,
        leads::{last_look, told},
        origin,
    },
};
use wire::{Code, Failure, Place};

/// The parameters of the public function in which it went wrong, if it reads none of them.
pub(super) fn unread(failure: &Failure, names: &Names) -> Vec<Clue> {
    if !is_about(failure) {
        return Vec::new();
    }
    let sent = || last_look(failure).and_then(|last| origin::sent(failure, last));
    let step = fatal(failure).filter(|it| it.place.is_some()).or_else(sent);
    let step = step.or_else(|| told(failure).next_back());
    let around = step
        .into_iter()
        .flat_map(|it| it.place.iter().chain(&it.via));
    let public = around.filter_map(|place| {
        let function = names.around(place).filter(|it| it.is_public)?;
        Some((place, function))
    });
    let mut found = public.map(|(place, function)| in_function(place, function, names));
    found.find(|it| !it.is_empty()).unwrap_or_default()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    (!unread(failure, names).is_empty()).then_some(ADVICE)
}

/// The same for a function that no step shows.
pub(in super::super::super) fn advice_at(
    failure: &Failure,
    place: &Place,
    names: &Names,
) -> Option<&'static str> {
    (!unread_at(failure, place, names).is_empty()).then_some(ADVICE)
}

const ADVICE: &str = "make the answer out of what is given: with other arguments it is another";

/// The same of the function whose name stands at a place.
pub(in super::super::super) fn unread_at(
    failure: &Failure,
    place: &Place,
    names: &Names,
) -> Vec<Clue> {
    let function = names.around(place).filter(|it| it.first == place.line);
    let function = function.filter(|_| is_about(failure));
    function.map_or_else(Vec::new, |it| in_function(place, it, names))
}

fn is_about(failure: &Failure) -> bool {
    matches!(
        failure.code,
        Code::WrongValue | Code::WrongOrder | Code::LostItem | Code::DuplicatedItem
    ) && !super::super::wants_a_panic(failure)
}

fn in_function(place: &Place, function: &Function, names: &Names) -> Vec<Clue> {
    let find = |file: &syn::File| source::unread(file, function.spot());
    let found = names.look(&place.file, find).unwrap_or_default();
    let whose = &function.name;
    let unread: Vec<String> = found.iter().map(|(_, name)| format!("`{name}`")).collect();
    let (is, it) = if found.len() == 1 {
        ("is", "it")
    } else {
        ("are", "them")
    };
    let all = match &unread[..] {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        one => one.concat(),
    };
    let text = format!("{all} {is} read nowhere in `{whose}`: no answer can depend on {it}");
    let clue = |(spot, _): (Spot, String)| Clue::cause(spot.within(&place.file), text);
    found.into_iter().next().map(clue).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{advice, unread};
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    /// What is said of a failure in line 2, in a function with two parameters and this body.
    fn texts(failure: &Failure, visible: &str, body: &str) -> Vec<String> {
        let text = format!("{visible}fn f(a: u8, b: u8) -> u8 {{\n{body}\n}}\n");
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = unread(failure, &names);
        assert_eq!(advice(failure, &names).is_some(), !clues.is_empty());
        assert!(clues.iter().all(|it| it.primary && it.place.line == 1));
        clues.into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn what_is_read_nowhere_makes_no_answer() {
        let mut failure = bare(Code::WrongValue, String::new());
        failure.steps = vec![step(1, (1, 2), Operation::Lock, 5, Occurrence::Done)];
        let none = "`a` and `b` are read nowhere in `f`: no answer can depend on them";
        assert_eq!(texts(&failure, "pub ", "lock(); 7"), [none]);
        assert!(texts(&failure, "pub ", "lock(); a").is_empty());
        assert!(texts(&failure, "", "lock(); 7").is_empty(), "a helper");
        failure.code = Code::TooLate;
        assert!(texts(&failure, "pub ", "lock(); 7").is_empty());
    }
}
