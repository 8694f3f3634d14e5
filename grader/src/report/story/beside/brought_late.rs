//! What was worked out before what it is made of was brought up to date.

use super::{
    reckoned::{meant, reached},
    worked_out::answers,
};
use crate::report::{
    names::reckoned::late,
    story::{Clue, Names},
};
use std::collections::BTreeSet;
use wire::{Code, Failure};

/// What to do about it.
pub(super) const ADVICE: &str =
    "first bring up to date what the answer depends on, and work out the answer after that";

/// Where a call that answered too late works a value out too early.
pub(super) fn brought_late(failure: &Failure, names: &Names) -> Vec<Clue> {
    let answers = answers(failure, names).filter(|_| failure.code == Code::TooLate);
    let Some((file, functions)) = answers else {
        return Vec::new();
    };
    let all = functions.iter().flat_map(|function| {
        let found = names.look(file, |it| late::late(it, function.spot()));
        found.unwrap_or_default()
    });
    let clue = |it: late::Late| {
        let worked = reached(vec![meant(&it.worked, file, names)?], file, names);
        let brings = meant(&it.after, file, names)?;
        if worked.contains(&brings) {
            return None;
        }
        let read = worked
            .iter()
            .filter_map(|function| names.look(file, |it| late::reads(it, function.spot())));
        let read: BTreeSet<String> = read.flatten().collect();
        let brought = names.look(file, |it| late::brings(it, brings.spot()))?;
        let both = brought.iter().filter(|it| read.contains(*it));
        let both: Vec<String> = both.map(|it| format!("`{it}`")).collect();
        let text = format!(
            "`{}` is worked out here from what `{}` brings up to date only afterwards, in line {}: {}",
            it.name,
            brings.name,
            it.line,
            both.join(" and ")
        );
        (!both.is_empty()).then(|| Clue::cause(it.spot.within(file), text))
    };
    all.filter_map(clue).collect()
}

#[cfg(test)]
mod tests {
    use super::brought_late;
    use crate::{
        report::story::{Names, sample::place},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure};

    fn texts(failure: &Failure, before: &str, filled: &str) -> Vec<String> {
        let text = format!(
            "impl B {{\n pub fn take(&mut self) -> Result<(), Duration> {{\n  let wait = self.wait(now);\n  \
             self.fill(now);\n  Err(wait)\n }}\n fn fill(&mut self, now: Instant) {{\n  let n = now - self.at;\n  \
             self.{filled} = n;\n }}\n fn wait(&mut self, now: Instant) -> Duration {{\n  {before};\n  self.left\n \
             }}\n}}\n"
        );
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = brought_late(failure, &names).into_iter();
        clues
            .map(|it| format!("{} {}", it.place.line, it.text))
            .collect()
    }

    #[test]
    fn what_is_worked_out_too_early_is_told() {
        let mut failure = bare(Code::TooLate, String::new());
        failure.place = Some(place(3));
        failure.at = 1;
        let text = "3 `wait` is worked out here from what `fill` brings up to date only afterwards, in line 4: `left`";
        assert_eq!(texts(&failure, "f()", "left"), [text]);
        assert!(texts(&failure, "self.fill(now)", "left").is_empty());
        assert!(texts(&failure, "f()", "other").is_empty());
        failure.code = Code::LimitExceeded;
        assert!(texts(&failure, "f()", "left").is_empty());
    }
}
