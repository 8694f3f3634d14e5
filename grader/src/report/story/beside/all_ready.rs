//! All that is ready of one input, before another is looked at.

use crate::report::story::{Clue, Names, leads::told};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// So many values in a row are no chance.
const MANY: usize = 10;

/// Where a thread takes all that one of its inputs has ready, one value after the other, and took from another input
/// elsewhere, if what came of one of them came too late.
pub(super) fn all_ready(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let receives = |it: &&Step| it.thread != 0 && it.operation == Operation::Receive;
        let refused = |it: &&Step| receives(it) && it.occurrence == Occurrence::Refused;
        let last = told(failure).rfind(refused);
        let last = last.filter(|_| failure.code == Code::WrongOrder)?;
        let own = || {
            let own = told(failure).filter(receives);
            own.filter(|it| it.thread == last.thread && it.occurrence == Occurrence::Done)
        };
        let before = own().rev().skip_while(|it| it.number > last.number);
        let in_a_row = before.take_while(|it| it.object == last.object && it.place == last.place);
        let count = in_a_row.count();
        let takes_elsewhere = own().any(|it| it.object != last.object && it.place != last.place);
        (count >= MANY && takes_elsewhere).then_some(())?;
        let who = names.thread(last.thread);
        let input = names.end(last.object?, Operation::Receive, failure);
        let text = format!(
            "{who} takes all that is ready of {input} here, {count} values in a row, before the others are looked at again"
        );
        Some(Clue::cause(last.place.clone()?, text))
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::all_ready;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn all_that_is_ready_of_one_input_is_taken_before_the_others() {
        let count = |other: u32, last: Occurrence| {
            let mut failure = bare(Code::WrongOrder, String::new());
            let first = step(0, (1, 1), Operation::Receive, other, Occurrence::Done);
            failure.steps.push(first);
            for number in 1..=10 {
                let step = step(number, (1, 2), Operation::Receive, 5, Occurrence::Done);
                failure.steps.push(step);
            }
            failure
                .steps
                .push(step(11, (1, 2), Operation::Receive, 5, last));
            all_ready(&failure, &Names::of(&failure)).len()
        };
        assert_eq!(count(6, Occurrence::Refused), 1);
        assert_eq!(count(5, Occurrence::Refused), 0, "there is no other input");
        assert_eq!(count(6, Occurrence::Blocked), 0, "it waits");
    }
}
