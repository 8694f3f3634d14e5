//! A wrong value of a type that only the check knows, and the one function that can have given it.

use super::{Names, wants_a_panic};
use crate::report::names::{self, stored};
use wire::{Code, Failure, Place};

/// Places that are told, at most.
const MOST: usize = 3;

/// What the standard library and the channels write so themselves.
const COMMON: [&str; 6] = [
    "Full",
    "Disconnected",
    "Timeout",
    "Poisoned",
    "WouldBlock",
    "Instant",
];

/// Where a value was given or computed of which no step shows anything.
pub(in super::super) fn given(failure: &Failure, names: &Names) -> Vec<(Place, String)> {
    let only = outlet(failure, names).map_or_else(Vec::new, |it| vec![it]);
    if only.is_empty() {
        stored(failure, names)
    } else {
        only
    }
}

/// What a method gives is wrong where it is computed: no step takes part in that.
pub(in super::super) fn is_computed(failure: &Failure, names: &Names) -> bool {
    outlet(failure, names).is_none() && !stored(failure, names).is_empty()
}

/// Where that is computed which a method gives that the message begins with ("the deadline of …"), and that only looks
/// it up: in functions through which the execution came.
fn stored(failure: &Failure, names: &Names) -> Vec<(Place, String)> {
    let has = |name: &str| failure.figures.iter().any(|it| it.name == name);
    let is_about = failure.code == Code::WrongValue && has("expected") && has("got");
    let word = || {
        let rest = failure.message.strip_prefix("the ")?;
        rest.split(' ').next()
    };
    let Some(method) = word().filter(|_| is_about && !wants_a_panic(failure)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for file in names.sources.keys() {
        let look = |text: &syn::File| {
            let field = stored::looked_up(text, method)?;
            Some(stored::computed(text, &field))
        };
        for spot in names.look(file, look).flatten().unwrap_or_default() {
            found.push(spot.within(file));
        }
    }
    let comes_by = |place: &Place| {
        let steps = failure.steps.iter();
        let mut places = steps.flat_map(|it| it.place.iter().chain(&it.via));
        places.any(|it| names.are_in_one_function(it, place))
    };
    found.retain(comes_by);
    if found.len() > MOST {
        return Vec::new();
    }
    let text = format!("what `{method}` gives is computed here");
    let told = found.into_iter().map(|place| (place, text.clone()));
    told.collect()
}

/// The function of the learner's that alone can give such a value, if no step shows what it did.
pub(super) fn outlet(failure: &Failure, names: &Names) -> Option<(Place, String)> {
    if failure.code != Code::WrongValue || failure.elided > 0 || wants_a_panic(failure) {
        return None;
    }
    let figures = failure.figures.iter();
    let mut figures = figures.filter(|it| it.name == "expected" || it.name == "got");
    let is_checks = |name: &str| {
        !COMMON.contains(&name) && !name.ends_with("Error") && !is_written(name, names)
    };
    if !figures.any(|it| type_of(&it.value).is_some_and(is_checks)) {
        return None;
    }
    let outlets = names::written(&names.sources, names::outlets);
    let [(place, _)] = outlets.as_slice() else {
        return None;
    };
    let function = names.around(place)?;
    let mut places = failure.steps.iter();
    let is_shown = places.any(|step| {
        let mut places = step.place.iter().chain(&step.via);
        places
            .any(|it| it.file == place.file && (function.first..=function.last).contains(&it.line))
    });
    let text =
        "of your functions only this can give the check a value of a type of its own".to_owned();
    (!is_shown).then(|| (place.clone(), text))
}

/// The name of the type of which a text of `Debug` shows a value, with what is in it.
fn type_of(text: &str) -> Option<&str> {
    let mut text = text;
    while let Some((_, inner)) = text
        .split_once('(')
        .filter(|(outer, _)| ["Some", "Ok", "Err"].contains(outer))
    {
        text = inner;
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    let (name, rest) = text.split_at(end);
    let has_content = rest.starts_with('(') || rest.starts_with(" {");
    (name.starts_with(char::is_uppercase) && has_content).then_some(name)
}

/// The sources know the name.
fn is_written(name: &str, names: &Names) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    names
        .sources
        .values()
        .any(|text| text.split(|c| !is_word(c)).any(|word| word == name))
}

#[cfg(test)]
mod tests {
    use super::type_of;

    #[test]
    fn the_type_of_a_value_is_read_from_its_text() {
        assert_eq!(type_of("Some(Trace(\"t2\"))"), Some("Trace"));
        assert_eq!(type_of("Ok(Some(User { name: \"x\" }))"), Some("User"));
        assert_eq!(type_of("[Enter(Main)]"), None);
        assert_eq!(type_of("Some(Cancelled)"), None);
        assert_eq!(type_of("None"), None);
        assert_eq!(type_of("Err(\"x\")"), None);
    }
}
