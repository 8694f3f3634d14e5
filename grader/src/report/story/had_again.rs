//! Who had something again before a look at it, in the same function.

use super::{Names, leads::told};
use wire::{Failure, Operation, Step};

/// By these a thread has something, and may change it.
pub(super) const HAD: [Operation; 4] = [
    Operation::Lock,
    Operation::Wait,
    Operation::Store,
    Operation::Update,
];

/// Between a change and a look by the same thread it had the object in the function of the look, where a time is told: that
/// call may have changed it as well, and was the later one.
pub(super) fn had_again(
    failure: &Failure,
    (change, look): (&Step, &Step),
    object: u32,
    names: &Names,
) -> bool {
    let is_told = failure.figures.iter().any(|it| it.name == "told");
    let mut own = told(failure).filter(|it| it.thread == look.thread);
    is_told
        && change.thread == look.thread
        && own.any(|it| {
            let places = it.place.as_ref().zip(look.place.as_ref());
            it.operation == Operation::Lock
                && it.object == Some(object)
                && (change.number + 1..look.number).contains(&it.number)
                && places.is_some_and(|(one, other)| names.are_in_one_function(one, other))
        })
}

#[cfg(test)]
mod tests {
    use super::had_again;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Figure, Occurrence, Operation};

    #[test]
    fn a_later_call_of_the_same_function_is_nearer() {
        let text = "fn forget(&self) {\n lock();\n}\nfn take(&self) {\n lock();\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let mut failure = bare(Code::TooEarly, String::new());
        failure.figures = vec![Figure {
            name: "told".to_owned(),
            value: "1s".to_owned(),
            difference: None,
        }];
        let taken = |number, line| step(number, (0, line), Operation::Lock, 7, Occurrence::Done);
        failure.steps = vec![taken(1, 2), taken(2, 5), taken(3, 5)];
        let names = Names::of(&failure).with_sources(&sources);
        let (change, look) = (&failure.steps[0], &failure.steps[2]);
        assert!(had_again(&failure, (change, look), 7, &names));
        assert!(!had_again(&failure, (change, look), 8, &names));
        assert!(!had_again(&failure, (change, &failure.steps[1]), 7, &names));
    }
}
