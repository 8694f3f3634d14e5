//! Steps, threads and channels for tests.

use wire::{
    Difference, Figure, ObjectReport, Occurrence, Operation, Place, State, Step, ThreadReport,
};

/// A thread's step in a line of the learner's; of the check's in line 0. Step after step a nanosecond passes.
pub(super) fn step(
    number: u64,
    (thread, line): (u32, u32),
    operation: Operation,
    object: u32,
    occurrence: Occurrence,
) -> Step {
    Step {
        number,
        thread,
        at: number,
        operation,
        object: Some(object),
        occurrence,
        place: (line > 0).then(|| place(line)),
        via: Vec::new(),
        switch: None,
        note: None,
    }
}

/// A line of the learner's.
pub(super) fn place(line: u32) -> Place {
    Place {
        file: "src/lib.rs".to_owned(),
        line,
        column: 1,
    }
}

/// A thread that the learner started, and that has ended.
pub(super) fn thread(id: u32) -> ThreadReport {
    ThreadReport {
        id,
        name: format!("t{id}"),
        label: String::new(),
        spawned: Some(place(1)),
        state: State::Finished,
    }
}

/// A channel that the learner created, if in a line.
pub(super) fn channel(id: u32, kind: &str, line: u32) -> ObjectReport {
    ObjectReport {
        id,
        kind: kind.to_owned(),
        label: String::new(),
        created: (line > 0).then(|| place(line)),
        via: Vec::new(),
        held_by: Vec::new(),
        taken: None,
        handles: Vec::new(),
        queued: None,
        put: None,
    }
}

/// A list that came, of so many items, the first of which is wrong.
pub(super) fn received(value: &str, items: u64) -> Figure {
    Figure {
        name: "received".to_owned(),
        value: value.to_owned(),
        difference: Some(Difference {
            index: 0,
            items,
            at: 1,
            length: 1,
            among: None,
        }),
    }
}
