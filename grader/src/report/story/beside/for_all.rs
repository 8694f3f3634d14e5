//! One entry of a map that decides what becomes of all.

use super::{answerer::answerer, reckoned::reached};
use crate::report::{
    names::for_all,
    story::{Clue, Names},
};
use wire::{Code, Failure};

/// Where every entry of a map is changed by what was worked out from that of a parameter, in what gave a wrong answer.
pub(super) fn for_all(failure: &Failure, names: &Names) -> Vec<Clue> {
    let codes = [
        Code::LimitExceeded,
        Code::TooEarly,
        Code::TooLate,
        Code::WrongValue,
    ];
    let found = || {
        let (file, caller) = answerer(failure, names)?;
        let mut functions = reached(vec![caller], file, names).into_iter();
        let found = functions
            .find_map(|function| names.look(file, |it| for_all::for_all(it, function.spot()))?)?;
        let (map, by, key, line) = (&found.map, &found.by, &found.key, found.line);
        let text = format!(
            "every entry of `{map}` is changed here by `{by}`, which was worked out in line {line} from the entry of \
             `{key}` alone"
        );
        Some(Clue::cause(found.spot.within(file), text))
    };
    let clue = if codes.contains(&failure.code) {
        found()
    } else {
        None
    };
    clue.into_iter().collect()
}

/// What to do about it.
pub(super) const ADVICE: &str = "what was worked out from one entry is right for that entry alone: let the others be as they are";

#[cfg(test)]
mod tests {
    use super::for_all;
    use crate::{
        report::story::{Names, sample::place},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure};

    #[test]
    fn one_entry_that_changes_all_is_told_of_a_wrong_answer() {
        let text = "impl A {\npub fn f(&self, who: &K) {\nlet mut all = self.all.lock().unwrap();\nlet one = all.entry(who);\n\
                    for it in all.values_mut() {\nit.left -= one.left;\n}\n}\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let lines = |code| -> Vec<u32> {
            let mut failure: Failure = bare(code, String::new());
            failure.place = Some(place(3));
            let names = Names::of(&failure).with_sources(&sources);
            let clues = for_all(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(Code::LimitExceeded), [6]);
        assert!(lines(Code::Deadlock).is_empty());
    }
}
