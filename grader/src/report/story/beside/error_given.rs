//! An error that came back where no step was made.

use crate::report::{
    names::{flow::Spot, given},
    story::{Clue, Names, told},
};
use wire::{Code, Failure};

/// Conditions under which the error is given, at most.
const MOST: usize = 2;

/// The conditions under which the error is given that came, if the check found no step of the learner's.
pub(super) fn error_given(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = failure.code == Code::WrongValue
        && failure.place.is_none()
        && failure.steps.iter().all(|it| it.place.is_none());
    let figure = |name: &str| {
        let figure = failure.figures.iter().find(|it| it.name == name);
        figure.map(|it| it.value.as_str())
    };
    let (Some(wanted), Some(got), true) = (figure("expected"), figure("got"), is_about) else {
        return Vec::new();
    };
    let name: String = got
        .strip_prefix("Err(")
        .unwrap_or_default()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    if !told::is_variant(&name) || wanted.contains(&name) {
        return Vec::new();
    }
    let mut clues = Vec::new();
    for file in names.sources.keys() {
        let found = names.look(file, |it| given::conditions(it, &name, (1, u32::MAX)));
        let found: Option<Vec<(Spot, bool)>> = found.unwrap_or_default().into_iter().collect();
        // One that stands under no condition may be that one.
        let Some(found) = found else {
            return Vec::new();
        };
        for (spot, is_so) in found {
            let so = if is_so { "so" } else { "not so" };
            let text = format!("`{name}` came back, and is given only if this is {so}");
            clues.push(Clue::cause(spot.within(file), text));
        }
    }
    if clues.len() > MOST {
        return Vec::new();
    }
    clues
}

#[cfg(test)]
mod tests {
    use super::error_given;
    use crate::{report::story::Names, verdict::bare};
    use std::collections::BTreeMap;
    use wire::{Code, Figure};

    #[test]
    fn an_error_is_given_under_its_condition() {
        let found = |text: &str, wanted: &str| {
            let mut failure = bare(Code::WrongValue, String::new());
            let figure = |name: &str, value: &str| Figure {
                name: name.to_owned(),
                value: value.to_owned(),
                difference: None,
            };
            failure.figures = vec![figure("expected", wanted), figure("got", "Err(NoSuch)")];
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(&failure).with_sources(&sources);
            let clues = error_given(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect::<Vec<_>>()
        };
        let text = "fn f(n: usize) -> R {\n if n > 1 {\n  return Err(E::NoSuch);\n }\n Ok(())\n}\n";
        assert_eq!(found(text, "Ok(())"), [2]);
        assert!(found(text, "Err(NoSuch)").is_empty());
        assert!(found("fn f() -> R {\n Err(E::NoSuch)\n}\n", "Ok(())").is_empty());
    }
}
