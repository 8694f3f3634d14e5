//! By which calls a thread came to where a step stands.

use super::Names;
use std::collections::BTreeMap;
use wire::{Failure, Occurrence, Place};

/// Threads that are told by their names, at most.
const MOST_THREADS: usize = 3;

/// The functions around a place, each with where it was called, the innermost first: by the calls that led there. A
/// closure is part of the function in which it stands: who calls it from there explains nothing.
pub(in super::super) fn callers<'f>(
    place: &'f Place,
    via: &'f [Place],
    names: &Names,
) -> Vec<(String, &'f Place)> {
    let mut found = Vec::new();
    let mut inner = place;
    for call in via {
        if names.are_in_one_function(inner, call) {
            continue;
        }
        // A closure that is called elsewhere is called by none of the names around it.
        if let Some(function) = names.around(inner)
            && names.called(call) == function.name
            && !names.are_in_one_function(place, call)
        {
            found.push((function.name.clone(), call));
        }
        inner = call;
    }
    found
}

/// The calls of a function in which threads had to wait at a place, each with who they are; the callers may have different
/// reasons to be there.
pub(in super::super) fn waiting_callers<'f>(
    failure: &'f Failure,
    names: &Names,
    stands: impl Fn(&Place) -> bool,
) -> Vec<(&'f Place, String)> {
    let mut calls: BTreeMap<(&Place, String), Vec<u32>> = BTreeMap::new();
    for step in &failure.steps {
        let Some(place) = step.place.as_ref().filter(|it| stands(it)) else {
            continue;
        };
        if step.occurrence == Occurrence::Blocked
            && let Some((function, call)) = callers(place, &step.via, names).into_iter().next()
        {
            let threads = calls.entry((call, function)).or_default();
            if !threads.contains(&step.thread) {
                threads.push(step.thread);
            }
        }
    }
    let told = calls.into_iter().map(|((call, function), threads)| {
        let first = threads.iter().take(MOST_THREADS);
        let mut who: Vec<String> = first.map(|&id| names.thread(id)).collect();
        if threads.len() > MOST_THREADS {
            who.push("others".to_owned());
        }
        let last = who.pop().unwrap_or_default();
        let who = if who.is_empty() {
            last
        } else {
            format!("{} and {last}", who.join(", "))
        };
        let verb = if threads.len() == 1 { "waits" } else { "wait" };
        (call, format!("{who} {verb} in `{function}`, called here"))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::callers;
    use crate::report::story::Names;
    use crate::verdict::bare;
    use std::collections::BTreeMap;
    use wire::{Code, Place};

    #[test]
    fn functions_are_told_with_their_calls_and_closures_are_not() {
        let text = "fn outer(x: &X) {\n    inner(x)\n}\nfn inner(x: &X) {\n    x.send()\n}\n\
                    fn other(x: &X) {\n    apply(|| x.send())\n}\nfn apply(f: impl Fn()) {\n    f()\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let names = Names::of(&bare(Code::Deadlock, String::new())).with_sources(&sources);
        let at = |line| Place {
            file: "src/lib.rs".to_owned(),
            line,
            column: 5,
        };
        let told = |line, via: &[u32]| {
            let via: Vec<Place> = via.iter().map(|&line| at(line)).collect();
            let place = at(line);
            let found = callers(&place, &via, &names);
            let found = found.into_iter().map(|(name, place)| (name, place.line));
            found.collect::<Vec<_>>()
        };
        assert_eq!(told(5, &[2]), [("inner".to_owned(), 2)]);
        // The closure of line 8 is called in line 11, and not `other`; that line 8 calls `apply` is no news.
        assert_eq!(told(8, &[11, 8]), []);
        assert_eq!(told(11, &[8]), [("apply".to_owned(), 8)]);
    }
}
