//! What was received, and dropped on a way out before anybody used it.

use crate::report::{
    names::in_hand,
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation};

/// The way out between the last receive of the check's call and the first use of what that gave, if an item was lost.
pub(super) fn left(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let mut own = told(failure).filter(|it| it.thread == 0);
        let is_about = failure.code == Code::LostItem;
        let last = own.clone().rfind(|it| {
            it.operation == Operation::Receive
                && it.occurrence == Occurrence::Done
                && it.place.as_ref().is_some_and(|place| {
                    names
                        .look(&place.file, |file| in_hand::left_with(file, place))
                        .is_some_and(|it| !it.is_empty())
                })
        })?;
        let place = last.place.as_ref().filter(|_| is_about)?;
        let works = |it: &wire::Step| {
            it.number > last.number
                && matches!(
                    it.operation,
                    Operation::Send | Operation::Call | Operation::Enter
                )
        };
        if own.any(works) {
            return None;
        }
        let ways = names.look(&place.file, |file| in_hand::left_with(file, place))?;
        let [(spot, name)] = &ways[..] else {
            return None;
        };
        let text = format!(
            "this way out drops `{name}`, which was received in line {}",
            place.line
        );
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::left;
    use crate::{
        report::story::{
            Names,
            sample::{place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn a_way_out_drops_what_was_received_last() {
        let text =
            "fn f() {\n let value = rx.recv();\n if late() {\n  return;\n }\n go(value);\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let mut failure = bare(Code::LostItem, String::new());
        failure.steps = vec![step(1, (0, 2), Operation::Receive, 5, Occurrence::Done)];
        failure.steps[0].place = Some(wire::Place {
            column: 17,
            ..place(2)
        });
        let lines = |failure: &wire::Failure| -> Vec<u32> {
            let names = Names::of(failure).with_sources(&sources);
            left(failure, &names)
                .iter()
                .map(|it| it.place.line)
                .collect()
        };
        assert_eq!(lines(&failure), [4]);
        failure
            .steps
            .push(step(2, (0, 6), Operation::Call, 6, Occurrence::Done));
        assert!(lines(&failure).is_empty());
        failure.steps.pop();
        failure.code = Code::WrongOrder;
        assert!(lines(&failure).is_empty());
    }
}
