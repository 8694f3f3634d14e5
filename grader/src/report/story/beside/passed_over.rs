//! What kept somebody waiting who was woken before another got in that had come later.

use crate::report::{
    names::predicates::predicate,
    story::{Clue, Names, entries, nth},
};
use wire::{Code, Failure, Step};

/// The condition of the wait, where it stands in a line of its own.
pub(super) fn condition(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let woken = kept_waiting(failure, names)?;
        let place = woken.place.as_ref()?;
        let find = |file: &syn::File| predicate(file, place);
        let (spot, name) = names.look(&place.file, find).flatten()?;
        let who = names.thread(woken.thread);
        let what = name.map_or_else(|| "this".to_owned(), |name| format!("`{name}`"));
        let step = nth(woken);
        let text = format!("{what} was still true in step {step}: {who} waits again because of it");
        (spot.line != place.line).then(|| Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    kept_waiting(failure, names)
        .map(|_| "look at the conditions of the waits: who came first must not wait for one that came later")
}

/// Where somebody was woken in vain, and another made the wrong entry.
fn kept_waiting<'f>(failure: &'f Failure, names: &Names) -> Option<&'f Step> {
    (failure.code == Code::WrongOrder)
        .then(|| entries::kept_waiting(failure, names))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::condition;
    use crate::{
        report::story::{
            Names,
            sample::{received, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn what_keeps_somebody_waiting_is_the_closure_of_the_wait() {
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.figures = vec![received("[2, 1]", 2)];
        failure.steps = vec![
            step(1, (1, 4), Operation::Wait, 7, Occurrence::Blocked),
            step(2, (2, 8), Operation::Lock, 6, Occurrence::Done),
            step(3, (2, 8), Operation::Wait, 7, Occurrence::Blocked),
            step(4, (1, 4), Operation::Wait, 7, Occurrence::Done),
            step(5, (1, 4), Operation::Wait, 7, Occurrence::Blocked),
            step(6, (2, 8), Operation::Wait, 7, Occurrence::Done),
            step(7, (2, 0), Operation::Call, 9, Occurrence::Done),
            step(8, (1, 0), Operation::Call, 9, Occurrence::Done),
        ];
        failure.steps[6].note = Some("entry 1".to_owned());
        failure.steps[7].note = Some("entry 2".to_owned());
        let lines = |text: &str| -> Vec<u32> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(&failure).with_sources(&sources);
            let clues = condition(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let text = "fn f() {\n let full = |s| s.n > 3;\n a.\nwait_while(s, full);\n}\n";
        assert_eq!(lines(text), [2]);
        assert!(
            lines(&text.replace("wait_while(s, full)", "wait_while(s, |s| s.n > 3)")).is_empty()
        );
    }
}
