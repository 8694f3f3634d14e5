//! The names of diagnoses. They are permanent: course material and `grader explain` refer to them.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// What is wrong with a submission, as a stable kebab-case word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The stable word.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// One sentence: what the code means.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc,)+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// Every thread waits, and nobody is left who could wake one of them.
    Deadlock = "deadlock",
    /// A thread waits for a lock that it holds itself.
    SelfDeadlock = "self-deadlock",
    /// A thread is still there after the work is done and its handles are gone.
    ThreadLeak = "thread-leak",
    /// A thread sleeps on although what it waits for has come true.
    LostWakeup = "lost-wakeup",
    /// A value is not the one that the contract demands.
    WrongValue = "wrong-value",
    /// Something came before its turn, or after it.
    WrongOrder = "wrong-order",
    /// Something that should have come never came.
    LostItem = "lost-item",
    /// An item came out more often than it went in.
    DuplicatedItem = "duplicated-item",
    /// An output was closed before its work was done.
    EarlyClose = "early-close",
    /// An output stays open although nothing more can come.
    MissingClose = "missing-close",
    /// More work ran at once, or more was held, than the limit allows.
    LimitExceeded = "limit-exceeded",
    /// Work that should overlap in time ran one after another.
    NotConcurrent = "not-concurrent",
    /// Values were produced, or taken, further ahead than the contract allows.
    NotLazy = "not-lazy",
    /// Something happened before its time had come.
    TooEarly = "too-early",
    /// Something happened after its time was over.
    TooLate = "too-late",
    /// Work went on after it had been told to stop.
    CancellationIgnored = "cancellation-ignored",
    /// A thread asks again and again instead of waiting.
    BusyWait = "busy-wait",
    /// Threads keep moving, and none of them gets on.
    Livelock = "livelock",
    /// The code panicked where it must not.
    Panic = "panic",
    /// A lock was left poisoned by a panic and is of no use any more.
    PoisonedLock = "poisoned-lock",
    /// An outcome that the contract demands to be possible never happens.
    OverSynchronised = "over-synchronised",
    /// A program compiles that the contract says must not.
    ContractViolated = "contract-violated",
    /// The code does not compile.
    DoesNotCompile = "does-not-compile",
    /// The code is still `todo!()` or `unimplemented!()`.
    NotImplemented = "not-implemented",
    /// The code uses something that an exercise may not use.
    ForbiddenApi = "forbidden-api",
    /// The code computes for ever without ever waiting.
    EndlessComputation = "endless-computation",
    /// The code needs more memory than it may have.
    OutOfMemory = "out-of-memory",
    /// A thread's stack overflowed: a recursion that goes too deep.
    StackOverflow = "stack-overflow",
    /// The code starts more threads than a run may have.
    TooManyThreads = "too-many-threads",
    /// The code prints more than a run may print.
    TooMuchOutput = "too-much-output",
    /// The process died.
    Crash = "crash",
    /// Two runs of one schedule differed: something outside the simulation's control decides.
    Uncontrolled = "uncontrolled",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
