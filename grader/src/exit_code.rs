//! What the grader's exit status means. Scripts rely on these numbers; they never change.

use std::process::ExitCode;

/// How a run of the grader ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: all that was asked is done, and everything that was graded passed.
    Passed,
    /// 1: the grader did its work, and something in the submission failed.
    Failed,
    /// 2: bad usage or bad input; nothing was graded.
    Usage,
    /// 3: the grader's own fault. Nobody's points depend on it.
    Fault,
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Exit::Passed => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Fault => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.number())
    }
}
