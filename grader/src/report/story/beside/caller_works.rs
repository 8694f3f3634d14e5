//! Work that the caller does itself, which threads should do.

use crate::report::story::{Clue, Names, entries, leads::told, wait_of};
use wire::{Code, Failure, Operation};

/// Where the check called its own work, in a call, and stands at its own gate there though no thread was started; or made
/// an entry too early that threads should have made, as they made the others.
pub(super) fn itself(failure: &Failure, _: &Names) -> Vec<Clue> {
    let clue = at_the_gate(failure).or_else(|| before_the_others(failure));
    clue.into_iter().collect()
}

/// The check stands at its own gate.
fn at_the_gate(failure: &Failure) -> Option<Clue> {
    let check = failure.threads.iter().find(|it| it.id == 0)?;
    let wait = wait_of(check).filter(|it| it.operation == Operation::Gate)?;
    let is_alone = failure.threads.iter().all(|it| it.spawned.is_none());
    let is_about = failure.code == Code::Deadlock && is_alone;
    let place = wait.place.clone().filter(|_| is_about)?;
    let text = "the check is the caller, and runs this itself here: no thread was started for it";
    Some(Clue::cause(place, text.to_owned()))
}

/// The check made the wrong entry itself.
fn before_the_others(failure: &Failure) -> Option<Clue> {
    let (_, entry) = entries::entry(failure).filter(|_| failure.code == Code::WrongOrder)?;
    let place = entry.place.clone().filter(|_| entry.thread == 0)?;
    let own = |id: u32| {
        let thread = failure.threads.iter().find(|it| it.id == id);
        thread.is_some_and(|it| it.spawned.is_some())
    };
    let mut others = told(failure).filter(|it| {
        (it.operation, it.object) == (entry.operation, entry.object) && it.number != entry.number
    });
    let mut is_so = others.clone().peekable();
    is_so.peek()?;
    others.all(|it| own(it.thread)).then(|| {
        let text =
            "the check is the caller, and runs this itself here; the others are run by threads";
        Clue::cause(place, text.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::itself;
    use crate::{
        report::story::{
            Names,
            sample::{place, received, step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation, State, Wait};

    fn count(failure: &Failure) -> usize {
        itself(failure, &Names::of(failure)).len()
    }

    #[test]
    fn who_stands_at_its_own_gate_has_nobody_to_do_the_work() {
        let mut failure = bare(Code::Deadlock, String::new());
        let mut check = thread(0);
        check.spawned = None;
        check.state = State::Blocked(Wait {
            operation: Operation::Gate,
            objects: vec![1],
            place: Some(place(3)),
            since: 0,
            deadline: None,
        });
        failure.threads = vec![check];
        assert_eq!(count(&failure), 1);
        failure.threads.push(thread(1));
        assert_eq!(count(&failure), 0);
    }

    #[test]
    fn the_caller_makes_an_entry_before_the_threads_do() {
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.threads = vec![thread(1)];
        failure.figures = vec![received("[1, 0]", 2)];
        failure.steps = [0, 1]
            .map(|number| {
                let thread = u32::try_from(number).unwrap();
                let mut step = step(number, (thread, 4), Operation::Call, 7, Occurrence::Done);
                step.note = Some(format!("entry {}", number + 1));
                step
            })
            .into();
        assert_eq!(count(&failure), 1);
        failure.steps[1].thread = 0;
        assert_eq!(count(&failure), 0);
    }
}
