//! What was there already, and was left or replaced by a call that came again.

use crate::report::{
    names::{
        flow::Spot,
        replaced::{Over, over},
    },
    story::{Clue, Names, helpers::waits, leads::told},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Operation};

/// Where a function that took the same lock more than once leaves or replaces what is there.
pub(super) fn replaced(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = match failure.code {
        Code::WrongValue | Code::LimitExceeded => true,
        Code::TooEarly => !waits(failure),
        _ => false,
    };
    if !is_about {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut again = BTreeSet::new();
    let locks = [Operation::Lock, Operation::Read];
    for step in told(failure).filter(|it| locks.contains(&it.operation)) {
        let Some(place) = &step.place else { continue };
        if !seen.insert((place, step.object))
            && let Some(function) = names.around(place)
        {
            again.insert((&place.file, function.spot()));
        }
    }
    let mut clues = Vec::new();
    for (file, function) in again {
        let found = names
            .look(file, |it| over(it, function))
            .unwrap_or_default();
        let told = found.into_iter().filter_map(|it| text(failure, it));
        clues.extend(told.map(|(spot, text)| Clue::cause(spot.within(file), text)));
    }
    clues
}

/// What is said of it, if it fits what is wrong.
fn text(failure: &Failure, over: Over) -> Option<(Spot, String)> {
    let found = match over {
        Over::Left(spot, method) => (
            spot,
            format!("`{method}` changes nothing here if the key is there already"),
            failure.code != Code::LimitExceeded,
        ),
        Over::Part(spot) => (
            spot,
            "only this part is set here: the moment beside it stays as it was".to_owned(),
            failure.code == Code::TooEarly,
        ),
        Over::Replaced(spot, map, line) => (
            spot,
            format!(
                "what `{map}` has for this key is replaced here, each time, before line {line} looks at it"
            ),
            true,
        ),
    };
    found.2.then_some((found.0, found.1))
}

#[cfg(test)]
mod tests {
    use super::replaced;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn what_a_second_call_leaves_or_replaces_is_a_cause() {
        let lines = |code, calls: u64, body: &str| {
            let text = format!("fn f(k: K, v: V) {{\nlock();\n{body}\n}}\n");
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
            let mut failure = bare(code, String::new());
            let lock = |number| step(number, (0, 2), Operation::Lock, 7, Occurrence::Done);
            failure.steps = (1..=calls).map(lock).collect();
            let names = Names::of(&failure).with_sources(&sources);
            let clues = replaced(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect::<Vec<_>>()
        };
        let left = "all.entry(k).or_insert(v);";
        assert_eq!(lines(Code::WrongValue, 2, left), [3]);
        assert_eq!(
            lines(Code::WrongValue, 1, left),
            Vec::<u32>::new(),
            "it was called once"
        );
        assert_eq!(lines(Code::LimitExceeded, 2, left), Vec::<u32>::new());
        assert_eq!(lines(Code::Deadlock, 2, left), Vec::<u32>::new());
        let replaced = "all.insert(k, v);\nall.get(k);";
        assert_eq!(lines(Code::LimitExceeded, 2, replaced), [3]);
    }
}
