//! Operations as verbs.

use wire::{Code, Failure, Operation};

/// How a step went that was not simply done.
pub(in super::super) const OUTCOMES: [&str; 4] = [
    ": has to wait",
    ": not possible now",
    ": its time is over",
    ": the other side is gone",
];

/// "to lock" and the preposition of its object.
pub(super) fn infinitive(operation: Operation) -> (&'static str, &'static str) {
    match operation {
        Operation::Join => ("for the end of", ""),
        Operation::Lock => ("to lock", ""),
        Operation::Read => ("to read-lock", ""),
        Operation::Wait => ("to be notified", "on "),
        Operation::Send => ("to send", "on "),
        Operation::Receive => ("to receive", "from "),
        Operation::Select => ("in a `select!`", "on "),
        Operation::Sleep => ("in a sleep", ""),
        Operation::Park => ("to be unparked", ""),
        Operation::Barrier => ("for the others", "at "),
        Operation::Once => ("for the initialisation", "of "),
        Operation::Settle => ("for everybody to settle", ""),
        Operation::Gate => ("at a closed gate", ""),
        other => third_person(other),
    }
}

/// "locks" and the preposition of its object.
pub(super) fn third_person(operation: Operation) -> (&'static str, &'static str) {
    match operation {
        Operation::Spawn => ("spawns", ""),
        Operation::Start => ("begins", ""),
        Operation::Finish => ("ends", ""),
        Operation::Join => ("joins", ""),
        Operation::Lock => ("locks", ""),
        Operation::Read => ("read-locks", ""),
        Operation::Unlock => ("unlocks", ""),
        Operation::Wait => ("waits", "on "),
        Operation::NotifyOne => ("notifies one", "on "),
        Operation::NotifyAll => ("notifies all", "on "),
        Operation::Send => ("sends", "on "),
        Operation::Receive => ("receives", "from "),
        Operation::Select => ("selects", "on "),
        Operation::Clone => ("clones an endpoint", "of "),
        Operation::Drop => ("drops an endpoint", "of "),
        Operation::Load => ("loads", ""),
        Operation::Store => ("stores", "to "),
        Operation::Update => ("updates", ""),
        Operation::Fence => ("fences", ""),
        Operation::Sleep => ("sleeps", ""),
        Operation::Yield => ("yields", ""),
        Operation::Park => ("parks", ""),
        Operation::Unpark => ("unparks", ""),
        Operation::Barrier => ("arrives", "at "),
        Operation::Once => ("comes to", ""),
        Operation::Settle => ("settles", ""),
        Operation::Gate => ("arrives at a gate", ""),
        Operation::Call => ("calls back into the check", ""),
        Operation::Enter => ("begins its work", ""),
        Operation::Leave => ("ends its work", ""),
        Operation::Panic => ("panics", ""),
        Operation::Assert => ("checks", ""),
    }
}

/// "locked", for what changes something.
pub(super) fn past(operation: Operation) -> &'static str {
    match operation {
        Operation::Lock => "locked",
        Operation::Store => "wrote",
        _ => "changed",
    }
}

/// The operation receives.
pub(super) fn is_receiving(operation: Operation) -> bool {
    matches!(operation, Operation::Receive | Operation::Select)
}

/// What would end a wait.
pub(super) fn remedy(operation: Operation) -> Option<&'static str> {
    match operation {
        Operation::Send => Some("a receive, or the drop of the last receiver, would end that"),
        Operation::Receive => Some("a value, or the drop of the last sender, would end that"),
        Operation::Select => Some("a value for one of its branches, or a close, would end that"),
        Operation::Lock | Operation::Read => Some("the end of the guard would end that"),
        Operation::Wait => Some("a notification would end that"),
        Operation::Park => Some("an `unpark` would end that"),
        Operation::Join => Some("the end of what it waits for would end that"),
        _ => None,
    }
}

/// The code is about threads that stand somewhere.
pub(in super::super) fn is_stuck(code: Code) -> bool {
    matches!(
        code,
        Code::Deadlock
            | Code::SelfDeadlock
            | Code::ThreadLeak
            | Code::LostWakeup
            | Code::MissingClose
            | Code::CancellationIgnored
            | Code::BusyWait
            | Code::Livelock
    )
}

/// Whether a failure is told with threads and steps: some are not better understood by them.
pub(in super::super) fn wants_steps(failure: &Failure) -> bool {
    !matches!(
        failure.code,
        Code::NotImplemented
            | Code::DoesNotCompile
            | Code::ForbiddenApi
            | Code::ContractViolated
            | Code::TooMuchOutput
            | Code::OutOfMemory
            | Code::StackOverflow
    )
}
