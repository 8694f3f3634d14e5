//! The evidence of a failed check, as data: who stood where, waiting for what, and how it came to that.

use crate::{Code, Exploration};
use serde::{Deserialize, Serialize};

/// A failed check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// What is wrong.
    pub code: Code,
    /// One or two sentences: what happened, with the figures.
    pub message: String,
    /// What was expected and what came, where the check compares values.
    pub figures: Vec<Figure>,
    /// Where in the learner's code the failure shows, if it shows at one place.
    pub place: Option<Place>,
    /// Every thread of the failing execution, in order of creation. Thread 0 is the check itself.
    pub threads: Vec<ThreadReport>,
    /// The locks, channels and so on that the threads wait for or hold.
    pub objects: Vec<ObjectReport>,
    /// What happened, in order; elided in the middle when it is long.
    pub steps: Vec<Step>,
    /// How many steps were left out of the middle of `steps`.
    pub elided: u64,
    /// A cycle of threads, each waiting for the next, by thread number. Empty if there is none.
    pub cycle: Vec<u32>,
    /// Virtual time of the failure, in nanoseconds since the execution began.
    pub at: u64,
    /// What the code printed in the failing execution.
    pub output: String,
    /// The schedule, to be replayed.
    pub schedule: String,
    /// Something outside the simulation's control was seen, so that this is not proved.
    pub uncontrolled: bool,
    /// What was explored until it was found; `None` if nothing was explored.
    #[serde(default)]
    pub exploration: Option<Exploration>,
}

/// One line of a comparison: a name and a value, both for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// "expected", "received", "limit", …
    pub name: String,
    /// The value, shortened where it is long.
    pub value: String,
    /// Where it first differs from the figure beside it, if both are sequences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

/// The first item in which a sequence differs from what it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The item's index, from 0; the sequence's length if it ends too soon.
    pub index: u64,
    /// How many items the sequence has.
    pub items: u64,
    /// The item's first character in [`Figure::value`], from 0.
    pub at: u32,
    /// How many characters it has there; at least 1.
    pub length: u32,
    /// If the sequence was picked out of all that came: which of those the item was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among: Option<Among>,
}

/// An item among all that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Among {
    /// Its index, from 0.
    pub index: u64,
    /// How many came.
    pub items: u64,
}

/// A place in the learner's code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Relative to the exercise: `src/lib.rs`.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1; 0 if only the line is known.
    pub column: u32,
}

/// A thread of the failing execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadReport {
    /// Its number in this execution.
    pub id: u32,
    /// Its name: given by the learner, or "main", or "thread 2".
    pub name: String,
    /// What a report calls it, read from the learner's sources: "`worker` 2 of 3". Empty in what a
    /// child says: the grader fills it in.
    #[serde(default)]
    pub label: String,
    /// Where it was spawned, in the learner's code.
    pub spawned: Option<Place>,
    /// What it was doing at the end.
    pub state: State,
}

/// What a thread was doing when the execution ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It could have gone on.
    Runnable {
        /// Where it stood.
        place: Option<Place>,
    },
    /// It waits.
    Blocked(Wait),
    /// It sleeps until a moment, in nanoseconds of virtual time.
    Sleeping {
        /// Where.
        place: Option<Place>,
        /// Until when.
        until: u64,
    },
    /// It returned.
    Finished,
    /// It panicked.
    Panicked {
        /// With this message.
        message: String,
        /// Here.
        place: Option<Place>,
    },
}

/// A thread's wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// What it is trying to do: "lock", "receive", "send", "join", …
    pub operation: Operation,
    /// On these objects: one, but for a `select!`.
    pub objects: Vec<u32>,
    /// Where in the learner's code.
    pub place: Option<Place>,
    /// Since which step of the execution.
    pub since: u64,
    /// Until when, in nanoseconds of virtual time, if the wait has a limit.
    pub deadline: Option<u64>,
}

/// Something that a thread does that others can notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Start a thread.
    Spawn,
    /// A thread begins.
    Start,
    /// A thread ends.
    Finish,
    /// Wait for a thread's end.
    Join,
    /// Take a lock, or a lock for writing.
    Lock,
    /// Take a lock for reading.
    Read,
    /// Give a lock back.
    Unlock,
    /// Wait on a condition variable.
    Wait,
    /// Wake one waiter.
    NotifyOne,
    /// Wake all waiters.
    NotifyAll,
    /// Send a value.
    Send,
    /// Receive a value.
    Receive,
    /// Wait for one of several channel operations.
    Select,
    /// An endpoint of a channel is cloned.
    Clone,
    /// An endpoint of a channel is dropped.
    Drop,
    /// Read an atomic.
    Load,
    /// Write an atomic.
    Store,
    /// Read and write an atomic in one step.
    Update,
    /// A fence.
    Fence,
    /// Sleep.
    Sleep,
    /// Let others go first.
    Yield,
    /// Wait for an `unpark`.
    Park,
    /// Wake a parked thread.
    Unpark,
    /// Wait at a barrier.
    Barrier,
    /// Initialise something once.
    Once,
    /// The check waits until everybody is blocked or done.
    Settle,
    /// The check waits at a gate.
    Gate,
    /// The code calls something of the check's that counts or notes it.
    Call,
    /// Work that the check measures begins.
    Enter,
    /// Work that the check measures is over.
    Leave,
    /// A thread panics.
    Panic,
    /// The check makes an assertion.
    Assert,
}

/// Something that threads wait for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectReport {
    /// Its number in this execution.
    pub id: u32,
    /// What it is: "Mutex", "channel of capacity 3", "Condvar", "end of thread 2", …
    pub kind: String,
    /// What a report calls it, read from the learner's sources: "`jobs` (capacity 3)". Empty in what
    /// a child says: the grader fills it in.
    #[serde(default)]
    pub label: String,
    /// Where it was created, in the learner's code; `None` if the check made it.
    pub created: Option<Place>,
    /// The calls in the learner's code that led there, the innermost first. Only of the first objects of an execution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Place>,
    /// The thread that holds it, for a lock; the threads that hold it for reading.
    pub held_by: Vec<u32>,
    /// Where the holder took it.
    pub taken: Option<Place>,
    /// The living endpoints of a channel.
    pub handles: Vec<HandleReport>,
    /// For a channel: how many values wait in it.
    pub queued: Option<u64>,
    /// For a channel: where the learner's code first put it into a select.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put: Option<Put>,
}

/// A channel is put into a select.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Put {
    /// Where: the `select!`, or the method of a `Select`.
    pub place: Place,
    /// As it stands in the arm of a `select!`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A living endpoint of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandleReport {
    /// "sender" or "receiver"
    pub role: String,
    /// The thread that made or cloned it.
    pub made_by: u32,
    /// Where, in the learner's code.
    pub made: Option<Place>,
    /// The thread that last used it, if any did.
    pub last_used_by: Option<u32>,
}

/// One step of the failing execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its number, from 0.
    pub number: u64,
    /// The thread that moved.
    pub thread: u32,
    /// Virtual time in nanoseconds.
    pub at: u64,
    /// What it did.
    pub operation: Operation,
    /// To what.
    pub object: Option<u32>,
    /// How it went.
    pub occurrence: Occurrence,
    /// Where in the learner's code.
    pub place: Option<Place>,
    /// The calls in the learner's code that led there, the innermost first. Only of the first steps of an execution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Place>,
    /// Why another thread runs now than before, if so.
    pub switch: Option<Switch>,
    /// What more there is to say: a value, a message number.
    pub note: Option<String>,
}

/// How an operation went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occurrence {
    /// It was done.
    Done,
    /// It could not be done at once, and the thread began to wait.
    Blocked,
    /// It could not be done at once, and the thread went on.
    Refused,
    /// Its time was over.
    TimedOut,
    /// The other side is gone.
    Disconnected,
}

/// Why the running thread changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    /// The schedule chose another although the thread could have gone on.
    Preempted,
    /// The thread had to wait.
    Blocked,
    /// The thread let others go first.
    Yielded,
    /// The thread ended.
    Finished,
}
