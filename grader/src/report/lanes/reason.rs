//! Why another thread goes on: the schedule's choice, or what the one before waits for and who has it.

use super::super::story::Names;
use wire::{Failure, Occurrence, Operation, Step, Switch};

/// Why the thread of the step at this index moves no further for now. `to` is the next step that is
/// shown.
pub(super) fn reason(failure: &Failure, at: usize, to: usize, names: &Names) -> String {
    let thread = failure.steps[at].thread;
    let who = names.thread(thread);
    let after = failure.steps[at + 1..].iter();
    let mut after = after.skip_while(|step| step.thread == thread);
    let next = after.next();
    match next.and_then(|step| step.switch) {
        Some(Switch::Preempted) => {
            // Whoever moves in between does so where the learner cannot see it.
            format!(
                "the schedule picks {}",
                names.thread(failure.steps[to].thread)
            )
        }
        Some(Switch::Yielded) => format!("{who} lets others go first"),
        Some(Switch::Finished) => format!("{who} has ended"),
        Some(Switch::Blocked) | None => {
            let until = next.map_or(u64::MAX, |step| step.number);
            let mine = |step: &&Step| step.thread == thread && step.number < until;
            let last = failure.steps[at..]
                .iter()
                .take_while(|step| step.number < until);
            let last = last.filter(mine).last();
            match last.filter(|step| step.occurrence == Occurrence::Blocked) {
                Some(step) => format!("{who} waits: {}", waits(failure, step, names)),
                None => format!("{} goes on", names.thread(failure.steps[to].thread)),
            }
        }
    }
}

/// What the step waits for.
fn waits(failure: &Failure, step: &Step, names: &Names) -> String {
    let object = step.object.map(|id| names.object(id, failure));
    let object = object.unwrap_or_else(|| "it".to_owned());
    match step.operation {
        Operation::Lock | Operation::Read => match holder(failure, step) {
            Some(holder) if holder == step.thread => format!("{object} is held by itself"),
            Some(holder) => format!("{object} is held by {}", names.thread(holder)),
            None => format!("{object} is held"),
        },
        Operation::Send => format!("{object} is full, or nobody receives yet"),
        Operation::Receive => format!("{object} is empty"),
        Operation::Select => "none of its channels is ready".to_owned(),
        Operation::Join => format!("{object} has not ended"),
        Operation::Wait => format!("{object} has not been notified"),
        Operation::Sleep => "it sleeps".to_owned(),
        Operation::Park => "nobody has unparked it".to_owned(),
        Operation::Barrier => format!("not all are at {object} yet"),
        Operation::Settle => "until everybody has moved as far as they can".to_owned(),
        Operation::Gate => "the gate is closed".to_owned(),
        _ => format!("for {object}"),
    }
}

/// Who held the lock when this step asked for it: whoever took it last and has not given it back.
fn holder(failure: &Failure, asked: &Step) -> Option<u32> {
    let mut holder = None;
    let before = failure
        .steps
        .iter()
        .take_while(|step| step.number < asked.number);
    for step in before.filter(|step| step.object == asked.object) {
        match (step.operation, step.occurrence) {
            (Operation::Lock | Operation::Read, Occurrence::Done) => holder = Some(step.thread),
            (Operation::Unlock | Operation::Wait, _) => holder = None,
            _ => {}
        }
    }
    let recorded = failure
        .objects
        .iter()
        .find(|object| Some(object.id) == asked.object);
    holder.or_else(|| recorded?.held_by.first().copied())
}
