//! What has become less than nothing, so that more is there than there may be.

use super::reckoned::reached;
use crate::report::{
    names::below_zero,
    story::{Clue, Names},
};
use wire::{Code, Failure, Operation};

/// What to do about it.
pub(super) const ADVICE: &str =
    "take off no more than is there: bound what is counted, however much time has passed";

/// Where a number with a sign is lowered by something that nothing bounds, in what a function works out that allowed too
/// much after the check had slept.
pub(super) fn below_zero(failure: &Failure, names: &Names) -> Vec<Clue> {
    let sleeps = failure
        .steps
        .iter()
        .any(|it| it.thread == 0 && it.operation == Operation::Sleep && it.place.is_none());
    if failure.code != Code::LimitExceeded || !sleeps {
        return Vec::new();
    }
    let found = || {
        let place = failure.place.as_ref()?;
        let caller = names.around(place).filter(|it| it.is_public)?;
        let functions = reached(vec![caller], &place.file, names);
        functions.into_iter().find_map(|function| {
            let find = |it: &syn::File| below_zero::below_zero(it, function.spot());
            let (spot, field, off) = names.look(&place.file, find).flatten()?;
            let text = format!(
                "`{field}` may become less than 0 here: nothing bounds `{off}` by what is in `{field}`"
            );
            Some(Clue::cause(spot.within(&place.file), text))
        })
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::below_zero;
    use crate::{
        report::story::{
            Names,
            sample::{place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn what_may_become_less_than_nothing_allows_too_much_after_a_sleep() {
        let text = "struct S { missing: i64 }\nimpl S {\n pub fn take(&self) {\n  self.lock().refill(1);\n }\n \
                    fn refill(&mut self, come: i64) {\n  self.missing -= come;\n }\n}\n";
        let lines = |failure: &Failure| -> Vec<u32> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(failure).with_sources(&sources);
            let clues = below_zero(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = bare(Code::LimitExceeded, String::new());
        failure.place = Some(place(4));
        failure.steps = vec![step(1, (0, 0), Operation::Sleep, 7, Occurrence::Done)];
        assert_eq!(lines(&failure), [7]);
        failure.steps.clear();
        assert!(lines(&failure).is_empty());
    }
}
