//! What is said at the place where a failure shows.

use wire::Code;

/// Where nothing more is known.
pub(in super::super) const SHOWED: &str =
    "after this step of your code the check saw what is wrong";

/// Where nobody can move any more.
const STUCK: &str = "nothing goes on after this step of your code";

/// What is said at the place where the failure shows.
pub(in super::super) fn here(code: Code) -> &'static str {
    match code {
        Code::NotImplemented => "still to be written",
        Code::Panic => "it panicked here",
        Code::PoisonedLock => "this lock is poisoned",
        Code::BusyWait => "asked again and again here",
        Code::DoesNotCompile => "declared here",
        Code::SelfDeadlock => "the same thread holds this already",
        Code::Deadlock => STUCK,
        _ => SHOWED,
    }
}
