//! A number to which a comparison is added, and that is wrong.

use crate::report::{
    names::{answers, counted_once},
    story::{Clue, Names, told},
};
use wire::Failure;

/// What to do about it.
pub(super) const ADVICE: &str =
    "ask what this number counts, and add that much, only where it happened";

/// Where a comparison is added, as 1 or 0, to what the check found too small or too large.
pub(super) fn counted_once(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (field, is_less) = wrong(failure, names)?;
        let mut found = names.sources.keys().flat_map(|file| {
            let spots = names.look(file, |it| counted_once::counted_once(it, &field));
            let spots = spots.unwrap_or_default().into_iter();
            spots.map(|spot| spot.within(file)).collect::<Vec<_>>()
        });
        // Of several nobody knows which it was.
        let (place, None) = (found.next()?, found.next()) else {
            return None;
        };
        let text = if is_less {
            format!("`{field}` goes up by 1 here at most: by 1 if this is so, and else by nothing")
        } else {
            format!("`{field}` goes up by 1 here each time that this is so")
        };
        Some(Clue::cause(place, text))
    };
    found().into_iter().collect()
}

/// The field that is wrong, and whether less is in it than there should be.
fn wrong(failure: &Failure, names: &Names) -> Option<(String, bool)> {
    let (want, got) = told::compared(failure)?;
    if let (Ok(want), Ok(got)) = (want.parse::<u64>(), got.parse::<u64>()) {
        let place = failure.place.as_ref()?;
        let function = names.around(place).filter(|it| it.is_public)?;
        let find = |it: &syn::File| answers::answer(it, function.spot());
        return match names.look(&place.file, find).flatten()? {
            answers::Answer::Field(_, field) => Some((field, got < want)),
            _ => None,
        };
    }
    let parts = told::wrong_parts(failure);
    let [part] = &parts[..] else {
        return None;
    };
    let number = |text: &str| -> Option<u64> {
        let (_, rest) = text.split_once(&format!("{part}: "))?;
        let end = rest.find(|c: char| !c.is_ascii_digit());
        rest[..end.unwrap_or(rest.len())].parse().ok()
    };
    Some((part.clone(), number(got)? < number(want)?))
}

#[cfg(test)]
mod tests {
    use super::counted_once;
    use crate::{
        report::story::{Names, sample::place},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Figure};

    #[test]
    fn a_comparison_counts_no_more_than_one() {
        let text = "impl S {\n fn drop(&self) {\n  self.free += usize::from(self.n > 0);\n }\n \
                    pub fn free(&self) -> usize {\n  self.state.lock().free\n }\n}\n";
        let said = |failure: &Failure| {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(failure).with_sources(&sources);
            let clues = counted_once(failure, &names).into_iter();
            clues.map(|it| (it.place.line, it.text)).next()
        };
        let failure = |want: &str, got: &str| {
            let mut failure = bare(Code::WrongValue, String::new());
            failure.place = Some(place(6));
            let figure = |(name, value): (&str, &str)| Figure {
                name: name.to_owned(),
                value: value.to_owned(),
                difference: None,
            };
            failure.figures = [("expected", want), ("got", got)].map(figure).into();
            failure
        };
        let (line, text) = said(&failure("2", "1")).unwrap();
        assert!(line == 3 && text.contains(" at most: "), "{text}");
        let (line, text) = said(&failure("R { free: 1 }", "R { free: 2 }")).unwrap();
        assert!(line == 3 && text.contains("each time"), "{text}");
        assert_eq!(said(&failure("R { all: 1 }", "R { all: 2 }")), None);
    }
}
