//! Who counts something as done before it is.

use crate::report::story::{
    Clue, Names,
    leads::{lets_go, told},
    nth,
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str = "count what is done after it was done, and not before: whoever looks meanwhile takes it for done";

/// Where a thread changed a number that the check looked at last, and was then still in what it calls further down.
pub(super) fn counted_before(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = failure.code == Code::WrongValue && failure.elided == 0;
        let look = told(failure).rfind(|it| it.thread == 0 && !lets_go(it))?;
        let counts = |it: &&Step| {
            it.operation == Operation::Update
                && it.object == look.object
                && it.number < look.number
                && it.thread != look.thread
        };
        let counted = told(failure).rfind(counts)?;
        let place = counted.place.as_ref()?;
        let mut own = told(failure).filter(|it| it.thread == counted.thread);
        let last = own.rfind(|it| it.number < look.number && it.number > counted.number)?;
        let call = last.place.as_ref()?;
        let is_in_it = (last.operation, last.occurrence) == (Operation::Sleep, Occurrence::Blocked)
            && names.are_in_one_function(place, call)
            && place.line < call.line;
        let (who, what) = (
            names.thread(counted.thread),
            names.object(look.object?, failure),
        );
        let text = format!(
            "{who} changes {what} here, in step {}, before what line {} calls, in which it still was when the check \
             looked",
            nth(counted),
            call.line
        );
        (is_about && is_in_it).then(|| Clue::cause(place.clone(), text))
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::counted_before;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn what_is_counted_before_it_is_done_is_told_while_it_is_done() {
        let text = "fn work() {\n n.fetch_add(1, SeqCst);\n handler();\n}\nfn look() {\n n.load(SeqCst);\n}\n";
        let lines = |failure: &Failure| -> Vec<u32> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(failure).with_sources(&sources);
            let clues = counted_before(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = bare(Code::WrongValue, String::new());
        failure.steps = vec![
            step(1, (1, 2), Operation::Update, 7, Occurrence::Done),
            step(2, (1, 3), Operation::Sleep, 8, Occurrence::Blocked),
            step(3, (0, 6), Operation::Load, 7, Occurrence::Done),
        ];
        assert_eq!(lines(&failure), [2]);
        failure.steps[1].occurrence = Occurrence::Done;
        assert!(lines(&failure).is_empty());
    }
}
