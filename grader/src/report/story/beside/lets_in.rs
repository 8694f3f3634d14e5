//! A wait for room that lets in one more than there is room for.

use crate::report::{
    names::{Function, one_more},
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure};

/// What to do about it.
pub(super) const ADVICE: &str =
    "who comes in adds one: wait already while the count is equal to the limit";

/// Where somebody who came in held a count against its limit, and waits only if it is greater.
pub(super) fn lets_in(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LimitExceeded {
        return Vec::new();
    }
    let mut functions: Vec<(&str, &Function)> = Vec::new();
    for place in told(failure).filter_map(|it| it.place.as_ref()) {
        let around = names.around(place).map(|it| (place.file.as_str(), it));
        functions.extend(around.filter(|it| !functions.contains(it)));
    }
    let mut clues = Vec::new();
    for (file, function) in functions {
        let find = |file: &syn::File| one_more::one_more(file, function.spot());
        for found in names.look(file, find).unwrap_or_default() {
            let one_more::OneMore {
                spot,
                count,
                is_collection,
                limit,
                grows,
            } = found;
            let text = if is_collection {
                format!(
                    "when `{count}` holds as many as `{limit}` allows, this is false: nobody waits, and line {grows} puts one more in"
                )
            } else {
                format!(
                    "with `{count}` equal to `{limit}` this is false: nobody waits, and line {grows} makes `{count}` greater"
                )
            };
            clues.push(Clue::cause(spot.within(file), text));
        }
    }
    clues
}

#[cfg(test)]
mod tests {
    use super::lets_in;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn only_where_a_limit_was_exceeded_by_who_came_that_way() {
        let text = "fn f() {\n let mut s = lock();\n while s.inside > s.limit {\n  s = c.wait(s).unwrap();\n }\n \
                    s.inside += 1;\n}\nfn g() {\n lock();\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let lines = |code, line| -> Vec<u32> {
            let mut failure = bare(code, String::new());
            failure.steps = vec![step(1, (1, line), Operation::Lock, 7, Occurrence::Done)];
            let names = Names::of(&failure).with_sources(&sources);
            let clues = lets_in(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(Code::LimitExceeded, 2), [3]);
        assert!(lines(Code::LimitExceeded, 9).is_empty());
        assert!(lines(Code::Deadlock, 2).is_empty());
    }
}
