//! A wrong value of a type that only the check knows, and the one function that can have given it.

use super::{Names, wants_a_panic};
use crate::report::names;
use wire::{Code, Failure, Place};

/// What the standard library and the channels write so themselves.
const COMMON: [&str; 6] = [
    "Full",
    "Disconnected",
    "Timeout",
    "Poisoned",
    "WouldBlock",
    "Instant",
];

/// The function of the learner's that alone can give such a value, if no step shows what it did.
pub(in super::super) fn given(failure: &Failure, names: &Names) -> Option<(Place, String)> {
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
