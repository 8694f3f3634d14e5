//! A call that ended at once: nothing of it is a step but that it lets go of what it was given.

use super::{Names, leads::told};
use crate::report::names::ways_out;
use wire::{Code, Failure, Operation, Place, Step};

/// Ways out that are told, at most.
const MOST: usize = 3;

/// The ways out before its end of the call at whose end it showed, if it did nothing before that. What was done in an
/// earlier call tells nothing of this one.
pub(in super::super) fn at_once(
    failure: &Failure,
    place: &Place,
    names: &Names,
) -> Vec<(Place, String)> {
    let found = || {
        let is_about = failure.code == Code::WrongValue && failure.elided == 0;
        let mut own = told(failure).filter(|it| it.thread == 0);
        let last = own.next_back().filter(|_| is_about)?;
        // What the check does itself stands between two calls.
        let outside = |it: &&Step| it.thread == 0 && it.place.is_none();
        let mut before = failure
            .steps
            .iter()
            .filter(|it| it.number < last.number && outside(it));
        let begins = before.next_back().map(|it| it.number)?;
        let function = names.around(place)?;
        let is_end = |it: &Step| {
            it.operation == Operation::Drop
                && it.place.as_ref().is_some_and(|it| {
                    it.line == function.last && names.are_in_one_function(it, place)
                })
        };
        let mut call = failure.steps.iter().filter(|it| it.number > begins);
        if last.place.as_ref() != Some(place) || !call.all(|it| outside(&it) || is_end(it)) {
            return None;
        }
        let spot = function.spot();
        let ways = names.look(&place.file, |file| ways_out::ways(file, spot))?;
        let places = ways.into_iter().map(|it| it.spot.within(&place.file));
        let places: Vec<Place> = places.filter(|it| it.line < function.last).collect();
        (places.len() <= MOST).then_some(places)
    };
    let text = "this call did nothing before its end that can be seen: it may have ended here";
    let places = found().unwrap_or_default().into_iter();
    places.map(|place| (place, text.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::at_once;
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
    fn a_call_without_steps_may_have_ended_where_it_may() {
        let text = "fn f() -> V {\n if a { return V::new(); }\n r.recv();\n V::new()\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let found = |lines: &[u32]| {
            let mut failure = bare(Code::WrongValue, String::new());
            for (number, line) in (0..).zip(lines) {
                let operation = match line {
                    3 => Operation::Receive,
                    0 => Operation::Send,
                    _ => Operation::Drop,
                };
                let step = step(number, (0, *line), operation, 1, Occurrence::Done);
                failure.steps.push(step);
            }
            let names = Names::of(&failure).with_sources(&sources);
            let found = at_once(&failure, &place(5), &names).into_iter();
            found.map(|(place, _)| place.line).collect::<Vec<_>>()
        };
        assert_eq!(found(&[3, 5, 0, 5]), [2]);
        assert!(found(&[0, 3, 5]).is_empty());
        // The call began before all that is known.
        assert!(found(&[5]).is_empty());
    }
}
