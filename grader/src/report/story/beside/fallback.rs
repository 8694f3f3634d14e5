//! A method that asks another of its kind too early, or not at all.

use crate::report::{
    names::fallback,
    story::{Clue, Names, given, told},
};
use wire::Failure;

/// What to do about it.
pub(super) const ADVICE: &str = "look for a value of just that type here first, and ask the next one only where there is none of it";

/// Where the only function that can give such a value asks the other first, or gives nothing without having asked.
pub(super) fn fallback(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (want, got) = told::compared(failure)?;
        let (place, _) = given::outlet(failure, names)?;
        let function = names.around(&place)?;
        let name = &function.name;
        let is_some = |text: &str| text.starts_with("Some(");
        let (spot, text) = if is_some(want) && is_some(got) {
            let find = |it: &syn::File| fallback::other_first(it, function.spot());
            let text = format!(
                "what another `{name}` gives comes first here, and what is kept here only if there is none"
            );
            (names.look(&place.file, find).flatten()?, text)
        } else if is_some(want) && got == "None" {
            let find = |it: &syn::File| fallback::not_asked(it, function.spot());
            let text = format!(
                "a value of another type gives `None` here, and no other `{name}` is asked after that"
            );
            (names.look(&place.file, find).flatten()?, text)
        } else {
            return None;
        };
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::fallback;
    use crate::{report::story::Names, verdict::bare};
    use std::collections::BTreeMap;
    use wire::{Code, Figure};

    #[test]
    fn who_asks_another_first_or_not_at_all_is_told() {
        let lines = |body: &str, got: &str| -> Vec<u32> {
            let text =
                format!("impl C {{\n pub fn value<T>(&self) -> Option<&T> {{\n{body}\n }}\n}}\n");
            let mut failure = bare(Code::WrongValue, String::new());
            let figure = |(name, value): (&str, &str)| Figure {
                name: name.to_owned(),
                value: value.to_owned(),
                difference: None,
            };
            failure.figures = [("expected", "Some(Trace(2))"), ("got", got)]
                .map(figure)
                .into();
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
            let names = Names::of(&failure).with_sources(&sources);
            let clues = fallback(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let first = "self.up().value().or_else(|| self.own())";
        assert_eq!(lines(first, "Some(Trace(1))"), [3]);
        assert!(lines(first, "None").is_empty());
        let unasked =
            "match &self.own {\nSome(it) => it.downcast_ref(),\nNone => self.up()?.value(),\n}";
        assert_eq!(lines(unasked, "None"), [4]);
        assert!(lines(unasked, "Some(Trace(1))").is_empty());
    }
}
