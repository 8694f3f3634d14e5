//! A number that is wrong from the beginning, or from where it is too large to be exact.

use crate::report::{
    names::initial as source,
    story::{Clue, Names, origin, place_of_origin, suspects::variants},
};
use wire::{Code, Failure};

/// Where the number is written that was sent first, if another should have come first.
pub(super) fn initial(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = failure.code == Code::WrongValue;
        let origin = origin(failure).filter(|it| is_about && !it.ended && it.item == 1)?;
        let place = place_of_origin(&origin)?;
        let (want, came) = variants::items(failure)?;
        let lines = names.lines_around(place)?;
        let find = |file: &syn::File| source::initial(file, place, lines);
        let (spot, name, number) = names.look(&place.file, find).flatten()?;
        let is_it = came.parse() == Ok(number);
        is_it.then(|| {
            let text = format!(
                "`{name}`, which is sent, is {came} at first, and {want} should come first"
            );
            Clue::cause(spot.within(&place.file), text)
        })
    };
    found().into_iter().collect()
}

/// Where a number with a point is made a whole one, if what came differs from what should have come in the last digits only.
pub(super) fn rounded(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = failure.code == Code::WrongValue;
        let origin = origin(failure).filter(|it| is_about && !it.ended)?;
        let place = place_of_origin(&origin)?;
        let (want, came) = variants::items(failure)?;
        let lines = names.lines_around(place)?;
        let find = |file: &syn::File| source::rounded(file, lines);
        let spot = names.look(&place.file, find).flatten()?;
        differs_at_the_end(&want, &came).then(|| {
            let text = "a floating-point number such as `f64` keeps 15 to 17 digits: the last ones of a larger number are lost here";
            Clue::cause(spot.within(&place.file), text.to_owned())
        })
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const WHOLE: &str =
    "work with whole numbers alone: what is rounded on the way is not exact";

/// Two whole numbers have the same first 13 digits, and so many digits.
fn differs_at_the_end(want: &str, came: &str) -> bool {
    const ALIKE: usize = 13;
    let is_number = |it: &str| it.parse::<u64>().is_ok();
    let is_alike = want
        .get(..ALIKE)
        .is_some_and(|it| came.get(..ALIKE) == Some(it));
    want != came && want.len() == came.len() && is_alike && is_number(want) && is_number(came)
}

#[cfg(test)]
mod tests {
    use super::{differs_at_the_end, initial, rounded};
    use crate::{
        report::story::{
            Names,
            sample::{received, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Figure, Occurrence, Operation, Step};

    /// The lines that are marked where the first of two items is wrong, which were sent in line 3 of this.
    fn lines(find: super::super::Way, (want, came): (&str, &str), declared: &str) -> Vec<u32> {
        let mut failure = bare(Code::WrongValue, String::new());
        let figure = |name: &str, item: &str| {
            let length = u32::try_from(item.len()).unwrap();
            let mut figure = Figure {
                name: name.to_owned(),
                ..received(&format!("[{item}]"), 1)
            };
            if let Some(it) = &mut figure.difference {
                it.length = length;
            }
            figure
        };
        failure.figures = vec![figure("expected", want), figure("received", came)];
        for (who, operation) in [((1, 3), Operation::Send), ((0, 0), Operation::Receive)] {
            failure.steps.push(Step {
                note: Some("message 1".to_owned()),
                ..step(u64::from(1 - who.0), who, operation, 7, Occurrence::Done)
            });
        }
        for step in &mut failure.steps {
            step.place = step.place.clone().map(|it| wire::Place { column: 3, ..it });
        }
        let text = format!("pub fn f() {{\n{declared}\ns.send(a);\n}}\n");
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(&failure).with_sources(&sources);
        let clues = find(&failure, &names).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn the_first_number_is_written_where_it_is_declared() {
        assert_eq!(lines(initial, ("0", "1"), "let (mut a, b) = (1, 2);"), [2]);
        assert!(lines(initial, ("0", "1"), "let mut a = 2;").is_empty());
    }

    #[test]
    fn the_last_digits_are_rounded() {
        let both = ("3416454622906707", "3416454622906706");
        assert_eq!(lines(rounded, both, "let a = b.round() as u64;"), [2]);
        assert!(lines(rounded, both, "let a = b;").is_empty());
        assert!(lines(rounded, ("7", "6"), "let a = b.round() as u64;").is_empty());
        assert!(differs_at_the_end(both.0, both.1));
        assert!(!differs_at_the_end("3416454622906707", "3416454622"));
    }
}
