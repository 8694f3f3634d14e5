//! A change of two things, of which others saw only the first.

use crate::report::{
    names::under_lock,
    story::{Clue, Names, leads::told, nth, wait_of},
};
use wire::{Code, Failure, Occurrence, Operation, Step, ThreadReport};

/// What to do about it.
pub(super) const ADVICE: &str = "lock both in a fixed order, and keep both until all is changed: who looks then sees all of the change, or nothing";

/// Where a thread that had changed something let go of its lock, and had not yet got the next lock when the others looked.
pub(super) fn half_done(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::WrongValue || failure.elided > 0 {
        return Vec::new();
    }
    let mut found = failure
        .threads
        .iter()
        .filter_map(|thread| between(failure, names, thread));
    found.next().into_iter().collect()
}

/// Where the thread let go, if it waits for another lock of the same function.
fn between(failure: &Failure, names: &Names, thread: &ThreadReport) -> Option<Clue> {
    let wait = wait_of(thread).filter(|it| it.operation == Operation::Lock)?;
    let next = wait.place.as_ref()?;
    let own = || {
        let own = told(failure).filter(|it| it.thread == thread.id);
        own.filter(|it| it.occurrence != Occurrence::Blocked)
    };
    let unlock = own().next_back().filter(|it| {
        it.operation == Operation::Unlock && !wait.objects.iter().any(|id| it.object == Some(*id))
    })?;
    let lock = own().rfind(|it| it.operation == Operation::Lock && it.object == unlock.object)?;
    let (from, to) = (lock.place.as_ref()?, unlock.place.as_ref()?);
    let is_one = names.are_in_one_function(from, to) && names.are_in_one_function(to, next);
    let looked = |it: &Step| {
        it.thread != thread.id
            && it.number > unlock.number
            && it.operation == Operation::Lock
            && it.occurrence == Occurrence::Done
            && it.object == unlock.object
    };
    let writes = |file: &syn::File| under_lock::written_under(file, from, to);
    let [spot, ..] = names.look(&to.file, writes)?[..] else {
        return None;
    };
    if !is_one || to.line >= next.line || !told(failure).any(looked) {
        return None;
    }
    let (who, step) = (names.thread(thread.id), nth(unlock));
    let text = format!(
        "{who} lets go here, in step {step}, of what it has changed in line {}, and still waits in line {} for the next \
         lock when others look",
        spot.line, next.line
    );
    Some(Clue::cause(to.clone(), text))
}

#[cfg(test)]
mod tests {
    use super::half_done;
    use crate::{
        report::story::{
            Names,
            sample::{place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation, State, Wait};

    #[test]
    fn only_what_was_changed_before_it_was_let_go() {
        let lines = |change: &str| -> Vec<u32> {
            let text =
                format!("fn f() {{\n let mut a =\nlock();\n {change};\ndrop(a);\nlock();\n}}\n");
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
            let mut failure = bare(Code::WrongValue, String::new());
            let mut waits = thread(1);
            waits.state = State::Blocked(Wait {
                operation: Operation::Lock,
                objects: vec![8],
                place: Some(place(6)),
                since: 4,
                deadline: None,
            });
            failure.threads = vec![waits];
            failure.steps = vec![
                step(1, (1, 3), Operation::Lock, 7, Occurrence::Done),
                step(2, (1, 5), Operation::Unlock, 7, Occurrence::Done),
                step(3, (1, 6), Operation::Lock, 8, Occurrence::Blocked),
                step(4, (0, 20), Operation::Lock, 7, Occurrence::Done),
            ];
            let names = Names::of(&failure).with_sources(&sources);
            let clues = half_done(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines("*a -= 1"), [5]);
        assert!(lines("look(*a)").is_empty());
    }
}
