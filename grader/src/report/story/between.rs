//! What happened between two locks of one thread: the read that was outdated when it was written back.

use super::{Names, held, show, words};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// A thread locked something twice, and another locked it in between.
pub(in super::super) struct Between<'f> {
    /// The first lock.
    first: &'f Step,
    /// The other thread's.
    other: &'f Step,
    /// The second lock, by the thread of the first.
    pub(in super::super) again: &'f Step,
    /// Where the function around both locked it the first time, and where again, itself or by a call.
    places: (&'f Place, &'f Place),
}

impl<'f> Between<'f> {
    /// The numbers of the three steps, the look first.
    pub(super) fn steps(&self) -> [u64; 3] {
        [self.first, self.other, self.again].map(|step| step.number)
    }

    /// Where the look was, if it was one at a value.
    pub(in super::super) fn read(&self) -> Option<&'f Step> {
        Some(self.first).filter(|it| it.operation == Operation::Load)
    }
}

/// The last such place of a trace whose values are wrong.
pub(in super::super) fn between<'f>(failure: &'f Failure, names: &Names) -> Option<Between<'f>> {
    let about_state = matches!(
        failure.code,
        Code::WrongValue
            | Code::WrongOrder
            | Code::LimitExceeded
            | Code::LostItem
            | Code::DuplicatedItem
            | Code::MissingClose
            | Code::CancellationIgnored
            | Code::Panic
    );
    // Of a panic that the check did not bring about, only what was counted in two steps.
    let is_panic = failure.code == Code::Panic;
    let own_panic = failure
        .steps
        .iter()
        .rfind(|it| it.operation == Operation::Panic);
    if is_panic && (own_panic.is_none() || super::provoked(failure).is_some()) {
        return None;
    }
    let explained = super::origin(failure).is_some_and(|origin| !origin.ended);
    if !about_state || super::wants_a_panic(failure) || explained {
        return None;
    }
    // What came after the wrong event did not bring it about, nor what others did that made another.
    let event = super::entries::entry(failure).map(|(_, step)| step);
    let event = event.or_else(|| super::at_the_peak(failure)?.1.pop());
    let before_it = |step: &Step| {
        event
            .or(own_panic.filter(|_| is_panic))
            .is_none_or(|event| step.number < event.number)
    };
    let touches = |step: &&Step| (reads(step) || writes(step)) && before_it(step);
    let touches: Vec<&Step> = failure.steps.iter().filter(touches).collect();
    let mine = |again: &Step| event.is_none_or(|event| again.thread == event.thread);
    touches
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, again)| mine(again))
        .find_map(|(index, again)| {
            let before = touches[..index].iter().rev();
            let mut before = before.filter(|step| step.object == again.object);
            // Others since the thread had it last, and that time.
            let mut other = None;
            let first = before.find(|step| {
                // The last one there that can have changed it where this thread does, else the last of all.
                let like = |it: &Step| it.place == again.place;
                if step.thread != again.thread
                    && writes(step)
                    && other.is_none_or(|it: &Step| like(step) && !like(it))
                {
                    other = Some(**step);
                }
                step.thread == again.thread
            })?;
            let is_counted =
                (first.operation, again.operation) == (Operation::Load, Operation::Store);
            let (first, again, other) = (*first, *again, other?);
            let places = pair(first, again, failure, names)?;
            (is_counted || !is_panic).then_some(Between {
                first,
                other,
                again,
                places,
            })
        })
}

/// A look and a later change in one call, and where these stand in it: two rounds of one loop are none, nor is what one
/// function read and another changes, nor a wait, which gives the lock back on purpose.
fn pair<'f>(
    first: &'f Step,
    again: &'f Step,
    failure: &Failure,
    names: &Names,
) -> Option<(&'f Place, &'f Place)> {
    let within = first.number..again.number;
    // Nor are the two ends of some work a look and a change.
    let apart = [Operation::Wait, Operation::Enter, Operation::Leave];
    let waits = |step: &Step| {
        step.thread == again.thread
            && apart.contains(&step.operation)
            && within.contains(&step.number)
    };
    // A flag is set whatever it was before.
    let is_flag = matches!(again.note.as_deref(), Some("true" | "false"));
    let is_pair = reads(first)
        && writes(again)
        && !is_flag
        && (again.operation != Operation::Update)
        && !failure.steps.iter().any(waits);
    let (one, other) = (first.place.as_ref()?, again.place.as_ref()?);
    if !is_pair || one == other {
        return None;
    }
    if names.are_in_one_function(one, other) {
        return Some((one, other));
    }
    // Who holds it for long keeps the others from it: that is told then.
    if held(failure).is_some() {
        return None;
    }
    // Who changes it itself may have looked by a call, further up.
    let mut looks = first.via.iter();
    let look = looks.find(|it| names.are_in_one_function(it, other))?;
    ((look.line, look.column) < (other.line, other.column)).then_some((look, other))
}

/// It can have looked at what it touches.
fn reads(step: &Step) -> bool {
    let looks = [Operation::Lock, Operation::Read, Operation::Load];
    looks.contains(&step.operation) && step.occurrence == Occurrence::Done && step.place.is_some()
}

/// It can have changed what it touches.
fn writes(step: &Step) -> bool {
    let changes = [Operation::Lock, Operation::Store, Operation::Update];
    changes.contains(&step.operation) && step.occurrence == Occurrence::Done && step.place.is_some()
}

/// "`a` locked `m` at src/lib.rs:3 and again at src/lib.rs:5; `b` locked it in between, at …"
pub(super) fn sentence(failure: &Failure, names: &Names) -> Option<String> {
    let Between {
        other,
        again,
        places: (looked, changed),
        ..
    } = between(failure, names)?;
    let place = |step: &Step| step.place.as_ref().map(show).unwrap_or_default();
    let object = names.object(again.object?, failure);
    let (one, two) = (names.thread(again.thread), names.thread(other.thread));
    let (looked, changed) = (show(looked), show(changed));
    let how = if again.operation == Operation::Lock {
        format!("{one} locked {object} at {looked}, let it go, and locked it again at {changed}")
    } else {
        format!("{one} read {object} at {looked}, and wrote it at {changed}")
    };
    let (does, other) = (words::past(other.operation), place(other));
    Some(format!(
        "{how}; in between {two} {does} it at {other}: what was read before is outdated"
    ))
}

/// Where the second lock stands.
pub(in super::super) fn place<'f>(between: &Between<'f>) -> Option<&'f Place> {
    between.again.place.as_ref()
}
