//! A lock that is taken in the head of a `while let`, and held while its body runs.

use crate::report::{
    names::head_guard::head,
    story::{Clue, Names, wait_of},
};
use wire::{Failure, ObjectReport, Operation, State};

/// What to do about it.
pub(super) const ADVICE: &str = "take the value in a statement of its own, as in `let next = …;`: what is locked in the head of a `while let` or a `match` is held to the end of the body";

/// Where a lock was taken for which another thread waits, if that stands in the head of a `while let`, or its like, and who
/// took it waits in the body.
pub(super) fn held_in_the_body(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = failure.objects.iter();
    let mut found = found.filter_map(|it| held(failure, names, it));
    found.next().into_iter().collect()
}

fn held(failure: &Failure, names: &Names, lock: &ObjectReport) -> Option<Clue> {
    let ([holder], Some(taken)) = (&lock.held_by[..], &lock.taken) else {
        return None;
    };
    let mut others = failure.threads.iter().filter(|it| it.id != *holder);
    let is_wanted = others.any(|thread| {
        wait_of(thread).is_some_and(|it| {
            let locks = matches!(it.operation, Operation::Lock | Operation::Read);
            locks && it.objects.contains(&lock.id)
        })
    });
    let holder = failure.threads.iter().find(|it| it.id == *holder)?;
    let place = match &holder.state {
        State::Blocked(wait) => wait.place.as_ref()?,
        State::Sleeping { place, .. } => place.as_ref()?,
        State::Runnable { .. } | State::Finished | State::Panicked { .. } => return None,
    };
    if !is_wanted || place.file != taken.file {
        return None;
    }
    let head = names.look(&taken.file, |it: &syn::File| head(it, taken, place))??;
    let text = format!(
        "what is locked in the head of this `{}` is held to its end (line {}): {} has {} while it waits in line {}",
        head.word,
        head.last,
        names.thread(holder.id),
        names.object(lock.id, failure),
        place.line
    );
    head.is_within.then(|| Clue::cause(taken.clone(), text))
}

#[cfg(test)]
mod tests {
    use super::held_in_the_body;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Operation, Place, State, ThreadReport, Wait};

    fn waits(id: u32, operation: Operation, object: u32, place: Place) -> ThreadReport {
        let mut thread = thread(id);
        thread.state = State::Blocked(Wait {
            operation,
            objects: vec![object],
            place: Some(place),
            since: 9,
            deadline: None,
        });
        thread
    }

    #[test]
    fn a_lock_of_the_head_is_held_by_who_waits_in_the_body() {
        let text = "fn f() {\n while let Ok(x) = rx.lock().recv() {\ngo(x);\n }\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let mut failure = bare(Code::Deadlock, String::new());
        let taken = Place {
            column: 24,
            ..place(2)
        };
        failure.threads = vec![
            waits(1, Operation::Gate, 8, place(3)),
            waits(2, Operation::Lock, 7, taken.clone()),
        ];
        failure.objects = vec![channel(7, "Mutex", 1)];
        failure.objects[0].held_by = vec![1];
        failure.objects[0].taken = Some(taken);
        let names = Names::of(&failure).with_sources(&sources);
        let found = held_in_the_body(&failure, &names);
        let [clue] = &found[..] else {
            panic!("not found");
        };
        assert!(
            clue.text
                .contains("`while let` is held to its end (line 4)")
        );
        failure.threads.pop();
        assert!(
            held_in_the_body(&failure, &names).is_empty(),
            "nobody wants it"
        );
    }
}
