//! What is kept though it should be gone, because nothing is ever taken out of where it was put.

use crate::report::{
    names::only_put as source,
    story::{Clue, Names, leads::told},
};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Code, Failure};

/// Where something is put into the one collection out of which nothing is ever taken, of those that were reached, if the
/// check tells of something that is kept.
pub(super) fn only_put(failure: &Failure, names: &Names) -> Vec<Clue> {
    let says = |word: &str| failure.message.contains(word);
    let is_about = failure.code == Code::LimitExceeded && (says(" kept") || says(" dropped"));
    if !is_about {
        return Vec::new();
    }
    let mut functions: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
    for place in told(failure).filter_map(|it| it.place.as_ref()) {
        if let Some(function) = names.around(place) {
            let known = functions.entry(&place.file).or_default();
            known.insert(function.spot());
        }
    }
    let mut clues = Vec::new();
    let mut kept = BTreeSet::new();
    for (file, functions) in functions {
        let functions: Vec<_> = functions.into_iter().collect();
        let find = |it: &syn::File| source::only_put(it, &functions);
        for (spot, name) in names.look(file, find).unwrap_or_default() {
            let text = format!(
                "something is put into `{name}` here, and no line of the source removes anything from it"
            );
            clues.push(Clue::cause(spot.within(file), text));
            kept.insert(name);
        }
    }
    if kept.len() > 1 {
        clues.clear();
    }
    clues
}

/// What to do about it.
pub(super) const ADVICE: &str = "what is put in somewhere stays there until it is taken out: take it out in time; where it keeps in turn what it is put into, put in a `Weak`";

#[cfg(test)]
mod tests {
    use super::only_put;
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn what_is_kept_was_put_where_nothing_takes_it_out() {
        let lines = |code, message: &str, put: &str| {
            let text = format!("fn f() {{\nlock();\n{put}\n}}\n");
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
            let mut failure = bare(code, message.to_owned());
            failure.steps = vec![step(1, (0, 2), Operation::Lock, 7, Occurrence::Done)];
            let names = Names::of(&failure).with_sources(&sources);
            let clues = only_put(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect::<Vec<_>>()
        };
        let put = "s.all.push(1);";
        let limit = Code::LimitExceeded;
        assert_eq!(lines(limit, "the value is still kept", put), [3]);
        assert_eq!(
            lines(limit, "3 came, and 2 is the limit", put),
            Vec::<u32>::new()
        );
        assert_eq!(
            lines(Code::WrongValue, "the value is still kept", put),
            Vec::<u32>::new()
        );
        assert_eq!(
            lines(limit, "is kept", "s.all.push(1);\ns.all.clear();"),
            Vec::<u32>::new()
        );
        assert_eq!(
            lines(limit, "is kept", "s.all.push(1);\ns.more.push(1);"),
            Vec::<u32>::new()
        );
    }
}
