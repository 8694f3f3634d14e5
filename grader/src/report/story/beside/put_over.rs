//! A value that was received, and put where the one before still was.

use crate::report::{
    names::put_over,
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str = "receive from one again only when what came from it before is used, or keep all that came in a queue";

/// Where a `select!` puts away what it received, if a thread received from one channel again and again, and did nothing
/// with it in between.
pub(super) fn put_over(failure: &Failure, names: &Names) -> Vec<Clue> {
    if !matches!(failure.code, Code::LostItem | Code::WrongValue) {
        return Vec::new();
    }
    let found = || {
        let (first, times) = again_and_again(failure)?;
        let place = first.place.as_ref()?;
        let what = names.end(first.object?, Operation::Receive, failure);
        let channel = what.split('`').nth(1)?;
        let find = |file: &syn::File| put_over::put_over(file, place, channel);
        let (spot, name) = names.look(&place.file, find).flatten()?;
        let text = format!(
            "what is in `{name}` is overwritten here: {what} was received from {times} times in a row, and nothing sent \
             in between"
        );
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// The first receive by a thread after which it received from the same channel there again and did nothing else, and how
/// often it did.
fn again_and_again(failure: &Failure) -> Option<(&Step, usize)> {
    told(failure).find_map(|first| {
        let is_alike = |it: &&Step| {
            it.operation == Operation::Receive
                && it.occurrence == Occurrence::Done
                && (&it.place, it.object) == (&first.place, first.object)
        };
        let own = told(failure).filter(|it| {
            it.thread == first.thread
                && it.number >= first.number
                && it.occurrence != Occurrence::Blocked
        });
        let times = own.take_while(is_alike).count();
        (times > 1).then_some((first, times))
    })
}

#[cfg(test)]
mod tests {
    use super::put_over;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn a_value_is_overwritten_if_it_was_received_twice_in_a_row() {
        let text = "fn f() {\nselect! {\n  recv(a) -> x => x_now = Some(x),\n  recv(b) -> y => y_now = Some(y),\n }\n}\n";
        let lines = |failure: &Failure| -> Vec<u32> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(failure).with_sources(&sources);
            let clues = put_over(failure, &names);
            clues.iter().map(|it| it.place.line).collect()
        };
        let mut failure = bare(Code::LostItem, String::new());
        failure.objects = vec![channel(7, "channel of capacity 1", 0)];
        failure.objects[0].label = "`a`".to_owned();
        failure.steps = vec![
            step(1, (1, 2), Operation::Receive, 7, Occurrence::Done),
            step(2, (1, 2), Operation::Receive, 7, Occurrence::Blocked),
            step(3, (1, 2), Operation::Receive, 7, Occurrence::Done),
        ];
        assert_eq!(lines(&failure), [3]);
        failure.steps[1].operation = Operation::Send;
        failure.steps[1].occurrence = Occurrence::Done;
        assert!(lines(&failure).is_empty());
    }
}
