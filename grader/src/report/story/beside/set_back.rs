//! What all values have together, and each that is made sets anew.

use crate::report::{
    names::set_back,
    story::{Clue, Names, leads::told, nth},
};
use std::collections::BTreeMap;
use wire::{Failure, Occurrence, Operation, Place, Step};

/// What to do about it.
pub(super) const ADVICE: &str =
    "keep in a field what each value has for itself: what is `static` is one for all";

/// The `static` that a function which makes values set anew again and again.
pub(super) fn set_back(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.elided > 0 {
        return Vec::new();
    }
    let is_it = |it: &&Step| {
        it.operation == Operation::Lock && it.occurrence == Occurrence::Done && it.object.is_some()
    };
    let mut sets: BTreeMap<&Place, Vec<&Step>> = BTreeMap::new();
    for step in told(failure).filter(is_it) {
        let Some(place) = &step.place else { continue };
        sets.entry(place).or_default().push(step);
    }
    let clue = |(place, steps): (&Place, Vec<&Step>)| {
        let [first, .., last] = steps[..] else {
            return None;
        };
        let makes = |it: &&crate::report::names::Function| !it.has_self && it.owner.is_some();
        let function = names.around(place).filter(makes)?;
        let find = |it: &syn::File| set_back::set_back(it, place);
        let (spot, name) = names.look(&place.file, find).flatten()?;
        let owner = function.owner.as_deref()?;
        let text = format!(
            "all values of `{owner}` share this `{name}`: `{}` sets `{name}` back in line {}, in steps {} and {}",
            function.name,
            place.line,
            nth(first),
            nth(last)
        );
        (first.object == last.object).then(|| Clue::cause(spot.within(&place.file), text))
    };
    sets.into_iter().find_map(clue).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::set_back;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn what_each_sets_back_is_one_for_all() {
        let text = "static OVER: M = M::new(0);\nimpl S {\n fn new() -> S {\n*OVER.lock() = 0;\n  S\n }\n}\n";
        let lines = |failure: &Failure| -> Vec<u32> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(failure).with_sources(&sources);
            let clues = set_back(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.steps = [1, 2]
            .map(|it| step(it, (0, 4), Operation::Lock, 7, Occurrence::Done))
            .into();
        assert_eq!(lines(&failure), [1]);
        failure.steps.pop();
        assert!(lines(&failure).is_empty());
    }
}
