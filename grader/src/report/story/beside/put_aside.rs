//! What is put aside, and taken out again by nobody.

use crate::report::{
    names::{begins, flow},
    story::{Clue, Names, leads::told},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Operation};

/// Where that is taken out which was put into a collection behind a lock, if no step was made in any function that does it.
pub(super) fn put_aside(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::MissingClose | Code::LostItem);
    let mut clues: Vec<Clue> = Vec::new();
    if !is_about || failure.elided > 0 {
        return clues;
    }
    let mut seen = BTreeSet::new();
    for lock in told(failure).filter(|it| it.operation == Operation::Lock) {
        let Some(place) = lock.place.as_ref().filter(|it| seen.insert(*it)) else {
            continue;
        };
        let name = names.object(lock.object.unwrap_or_default(), failure);
        let name = name.trim_matches('`');
        let (Some(lines), false) = (names.lines_around(place), name.contains(' ')) else {
            continue;
        };
        let puts = names.look(&place.file, |file| flow::puts(file, name, lines));
        let Some(put) = puts.unwrap_or_default().into_iter().next() else {
            continue;
        };
        let taken = names.look(&place.file, |file| begins::taken_out(file, name));
        let taken: Vec<_> = taken
            .unwrap_or_default()
            .into_iter()
            .map(|spot| spot.within(&place.file))
            .collect();
        let is_reached = |it: &wire::Place| {
            let mut steps = told(failure).flat_map(|step| step.place.iter().chain(&step.via));
            steps.any(|step| names.are_in_one_function(step, it))
        };
        let [only] = &taken[..] else { continue };
        let Some(function) = names.around(only).filter(|_| !is_reached(only)) else {
            continue;
        };
        let text = format!(
            "what is put into `{name}` in line {} is taken out only here, in `{}`, where no step was made",
            put.spot.line, function.name
        );
        clues.push(Clue::cause(only.clone(), text));
    }
    clues
}

#[cfg(test)]
mod tests {
    use super::put_aside;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn what_is_put_aside_is_taken_out_by_a_function_that_was_not_reached() {
        let text = "fn submit(&self) {\n self.jobs.lock().unwrap().push_back(1);\n}\nfn shutdown(self) {\n \
                    self.jobs.lock().unwrap().pop_front();\n}\n";
        let mut failure = bare(Code::MissingClose, String::new());
        failure.objects = vec![channel(7, "jobs", 1)];
        failure.objects[0].label = "`jobs`".to_owned();
        failure.steps = vec![step(1, (0, 2), Operation::Lock, 7, Occurrence::Done)];
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let names = Names::of(&failure).with_sources(&sources);
        let clues = put_aside(&failure, &names);
        assert_eq!(
            clues.iter().map(|it| it.place.line).collect::<Vec<_>>(),
            [5]
        );
        failure
            .steps
            .push(step(2, (0, 5), Operation::Lock, 7, Occurrence::Done));
        assert!(put_aside(&failure, &names).is_empty(), "it was reached");
    }
}
