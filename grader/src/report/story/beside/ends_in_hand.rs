//! A thread that ends with something in hand, because it finds a flag set.

use crate::report::story::{Clue, Names, leads::told};
use wire::{Code, Failure, Occurrence, Operation};

/// Where a thread finds a flag set right after it took something from a channel, and drops the channel without a step
/// between, if something never came.
pub(super) fn ends_in_hand(failure: &Failure, names: &Names) -> Vec<Clue> {
    let clue = |drop: &wire::Step| {
        let mut before = told(failure)
            .rev()
            .filter(|it| it.thread == drop.thread && it.number < drop.number);
        let load = before
            .next()
            .filter(|it| it.operation == Operation::Load && it.note.as_deref() == Some("true"))?;
        let took = before.next().filter(|it| {
            it.operation == Operation::Receive
                && it.occurrence == Occurrence::Done
                && it.object == drop.object
        })?;
        let line = took.place.as_ref()?.line;
        let who = names.thread(drop.thread);
        let flag = names.object(load.object?, failure);
        let number = load.number;
        let text = format!(
            "{who} finds {flag} set here, in step {number}, right after it took a value in line {line}, and ends"
        );
        Some(Clue::cause(load.place.clone()?, text))
    };
    let is_about = failure.code == Code::LostItem && failure.elided == 0;
    let drops = told(failure).filter(|it| {
        is_about
            && it.thread != 0
            && it.operation == Operation::Drop
            && it.note.as_deref() == Some("the last receiver")
    });
    drops.into_iter().find_map(clue).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::ends_in_hand;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn who_finds_a_flag_set_ends_with_what_it_has_taken() {
        let count = |set: &str, between: Operation| {
            let mut failure = bare(Code::LostItem, String::new());
            let done = Occurrence::Done;
            failure.steps = vec![
                step(1, (1, 2), between, 5, done),
                step(2, (1, 3), Operation::Load, 6, done),
                step(3, (1, 4), Operation::Drop, 5, done),
            ];
            failure.steps[1].note = Some(set.to_owned());
            failure.steps[2].note = Some("the last receiver".to_owned());
            ends_in_hand(&failure, &Names::of(&failure)).len()
        };
        assert_eq!(count("true", Operation::Receive), 1);
        assert_eq!(count("false", Operation::Receive), 0);
        assert_eq!(count("true", Operation::Call), 0, "it has nothing in hand");
    }
}
