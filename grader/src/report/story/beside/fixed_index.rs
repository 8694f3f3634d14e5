//! A panic at an index that is written there.

use crate::report::{
    names::indexed,
    story::{Names, leads::told},
};
use wire::{Code, Failure, Operation};

/// The panic says that a list was too short for an index, and that stands there as a number.
pub(in super::super::super) fn fixed_index(failure: &Failure, names: &Names) -> bool {
    let is_about =
        failure.code == Code::Panic && failure.message.contains("index out of bounds: the len is ");
    let found = || {
        let panic = told(failure).rfind(|it| it.operation == Operation::Panic)?;
        let place = panic.place.as_ref()?;
        names.look(&place.file, |file| indexed::is_a_number(file, place))
    };
    is_about && found() == Some(true)
}

#[cfg(test)]
mod tests {
    use super::fixed_index;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn an_index_is_fixed_if_a_number_stands_there() {
        let message = "index out of bounds: the len is 1 but the index is 1";
        let failure = |code, message: &str| -> Failure {
            let mut failure = bare(code, message.to_owned());
            let panic = step(1, (1, 2), Operation::Panic, 0, Occurrence::Done);
            failure.steps = vec![panic];
            failure
        };
        let is_fixed = |failure: &Failure, body: &str| {
            let text = format!("fn f(list: &[u8], at: usize) -> u8 {{\n{body}\n}}\n");
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
            fixed_index(failure, &Names::of(failure).with_sources(&sources))
        };
        assert!(is_fixed(&failure(Code::Panic, message), "list[1]"));
        assert!(!is_fixed(&failure(Code::Panic, message), "list[at]"));
        assert!(!is_fixed(&failure(Code::Panic, "no such key"), "list[1]"));
        assert!(!is_fixed(&failure(Code::WrongValue, message), "list[1]"));
    }
}
