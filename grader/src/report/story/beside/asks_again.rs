//! Who waits by asking again and again, as everybody does who comes new.

use super::{answerer::answerer, reckoned::reached, slept_in_line::slept_in_line};
use crate::report::{
    names::asks_again,
    story::{Clue, Names, entries::entry, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The sleep of a thread that asks again after that: of the one that made the wrong entry, or of another thread than that which was
/// told too short a time.
pub(super) fn asks_again(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_told = failure.figures.iter().any(|it| it.name == "told");
        let (is_about, end) = match failure.code {
            // Of all steps more can be said.
            Code::WrongOrder if slept_in_line(failure, names).is_empty() => {
                (true, "nobody has a place in a line")
            }
            Code::TooEarly if is_told => (false, "nothing tells others that somebody waits"),
            _ => return None,
        };
        let last = last(failure)?.thread;
        let mut sleeps = told(failure).filter(|it| {
            it.occurrence == Occurrence::Blocked
                && names.is_own_sleep(it)
                && (it.thread == last) == is_about
        });
        let sleep = sleeps.next_back()?;
        let place = sleep.place.as_ref()?;
        let asked = names.look(&place.file, |it| asks_again::asks_again(it, place))??;
        let functions = names.functions_of(&place.file).iter();
        let is_asked = functions
            .filter(|it| it.name == asked && it.has_self)
            .any(|it| it.is_public);
        // What was told is what the same call tells.
        let is_it = is_about || {
            let (file, caller) = answerer(failure, names)?;
            reached(vec![caller], file, names)
                .iter()
                .any(|it| it.name == asked)
        };
        let who = names.thread(sleep.thread);
        let text = format!(
            "{who} sleeps here, and then calls `{asked}` again, as everybody does who comes new: {end}"
        );
        (is_asked && is_it).then(|| Clue::cause(place.clone(), text))
    };
    found().into_iter().collect()
}

/// The step that made the wrong entry, or the last one; or, if the check was told something, what it did last.
fn last(failure: &Failure) -> Option<&Step> {
    if failure.code == Code::TooEarly && failure.place.is_some() {
        return failure.steps.last();
    }
    let is_entry = |step: &&Step| {
        let note = step.note.as_deref().unwrap_or_default();
        step.operation == Operation::Call && note.starts_with("entry ")
    };
    let last = || failure.steps.iter().rfind(is_entry);
    entry(failure).map(|(_, step)| step).or_else(last)
}

#[cfg(test)]
mod tests {
    use super::asks_again;
    use crate::{
        report::story::{
            Names,
            sample::{received, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Figure, Occurrence, Operation};

    /// Where it is told, if thread 1 slept and the other made the last entry.
    fn lines(code: Code, other: u32, name: &str) -> Vec<u32> {
        let text = format!(
            "impl B {{\npub fn once(&self) -> bool {{\nself.level.lock()\n}}\npub fn take(&self) {{\nwhile self.{name}() {{\n\
             sleep(PAUSE);\n}}\n}}\n}}\n"
        );
        let mut failure: Failure = bare(code, String::new());
        failure.elided = 9;
        failure.figures = vec![match code {
            Code::TooEarly => Figure {
                name: "told".to_owned(),
                value: "1s".to_owned(),
                difference: None,
            },
            _ => received("[2, 1]", 2),
        }];
        failure.steps = vec![
            step(1, (other, 3), Operation::Lock, 9, Occurrence::Done),
            step(2, (1, 7), Operation::Sleep, 5, Occurrence::Blocked),
            step(3, (other, 0), Operation::Call, 4, Occurrence::Done),
        ];
        failure.steps[2].note = Some("entry 1".to_owned());
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(&failure).with_sources(&sources);
        let clues = asks_again(&failure, &names).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn who_asks_again_is_told_of_a_wrong_order_and_of_a_time_that_counts_nobody() {
        assert_eq!(lines(Code::WrongOrder, 1, "once"), [7]);
        assert!(lines(Code::WrongOrder, 2, "once").is_empty());
        assert_eq!(lines(Code::TooEarly, 2, "once"), [7]);
        assert!(lines(Code::TooEarly, 1, "once").is_empty());
        assert!(lines(Code::TooEarly, 2, "other").is_empty());
        assert!(lines(Code::WrongValue, 1, "once").is_empty());
    }
}
