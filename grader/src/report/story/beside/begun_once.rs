//! A clock that nothing begins anew.

use super::worked_out::answers;
use crate::report::{
    names::reckoned::{begun_once as source, late},
    story::{Clue, Names},
};
use std::collections::BTreeSet;
use wire::{Code, Failure};

/// What to do about it.
pub(super) const ADVICE: &str =
    "look at the moment from which the time is counted: when it has to be set anew, and where";

/// Where the moment is set from which a call counted that gave too much, or too early, if nothing sets it anew.
pub(super) fn begun_once(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::LimitExceeded | Code::TooEarly);
    let Some((file, functions)) = answers(failure, names).filter(|_| is_about) else {
        return Vec::new();
    };
    let fields = functions
        .iter()
        .filter_map(|function| names.look(file, |it| late::counts(it, function.spot())));
    let fields: BTreeSet<String> = fields.flatten().collect();
    let found = fields.into_iter().filter_map(|field| {
        let (spot, line) = names.look(file, |it| source::begun_once(it, &field))??;
        let text = format!(
            "`{field}`, from which the time is counted, is set to the present moment only here, where it is made: line \
             {line} moves it on, and nothing sets it anew"
        );
        Some(Clue::cause(spot.within(file), text))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::begun_once;
    use crate::{
        report::story::{Names, sample::place},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure};

    fn lines(failure: &Failure, counted: &str) -> Vec<u32> {
        let text = format!(
            "impl B {{\n pub fn take(&self) -> Result<(), Duration> {{\n  self.fill(now)\n }}\n fn fill(&self, now: \
             Instant) {{\n  let n = now - self.{counted};\n  self.at += n;\n }}\n}}\nfn new() -> B {{\n B {{ at: \
             Instant::now() }}\n}}\n"
        );
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = begun_once(failure, &names);
        clues.iter().map(|it| it.place.line).collect()
    }

    #[test]
    fn a_clock_that_nothing_sets_anew_matters_where_too_much_was_given() {
        let mut failure = bare(Code::LimitExceeded, String::new());
        failure.place = Some(place(3));
        assert!(lines(&failure, "at").is_empty());
        failure.at = 1;
        assert_eq!(lines(&failure, "at"), [11]);
        assert!(lines(&failure, "other").is_empty());
        failure.code = Code::TooLate;
        assert!(lines(&failure, "at").is_empty());
    }
}
