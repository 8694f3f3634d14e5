//! The pages of `explain`: one a diagnosis, in `explain/<code>.md`.

use wire::Code;

/// The page of a code, in Markdown.
#[must_use]
pub fn page(code: Code) -> &'static str {
    match code {
        Code::Deadlock => include_str!("explain/deadlock.md"),
        Code::SelfDeadlock => include_str!("explain/self-deadlock.md"),
        Code::ThreadLeak => include_str!("explain/thread-leak.md"),
        Code::LostWakeup => include_str!("explain/lost-wakeup.md"),
        Code::WrongValue => include_str!("explain/wrong-value.md"),
        Code::WrongOrder => include_str!("explain/wrong-order.md"),
        Code::LostItem => include_str!("explain/lost-item.md"),
        Code::DuplicatedItem => include_str!("explain/duplicated-item.md"),
        Code::EarlyClose => include_str!("explain/early-close.md"),
        Code::MissingClose => include_str!("explain/missing-close.md"),
        Code::LimitExceeded => include_str!("explain/limit-exceeded.md"),
        Code::NotConcurrent => include_str!("explain/not-concurrent.md"),
        Code::NotLazy => include_str!("explain/not-lazy.md"),
        Code::TooEarly => include_str!("explain/too-early.md"),
        Code::TooLate => include_str!("explain/too-late.md"),
        Code::CancellationIgnored => include_str!("explain/cancellation-ignored.md"),
        Code::BusyWait => include_str!("explain/busy-wait.md"),
        Code::Livelock => include_str!("explain/livelock.md"),
        Code::Panic => include_str!("explain/panic.md"),
        Code::PoisonedLock => include_str!("explain/poisoned-lock.md"),
        Code::OverSynchronised => include_str!("explain/over-synchronised.md"),
        Code::ContractViolated => include_str!("explain/contract-violated.md"),
        Code::DoesNotCompile => include_str!("explain/does-not-compile.md"),
        Code::NotImplemented => include_str!("explain/not-implemented.md"),
        Code::ForbiddenApi => include_str!("explain/forbidden-api.md"),
        Code::EndlessComputation => include_str!("explain/endless-computation.md"),
        Code::OutOfMemory => include_str!("explain/out-of-memory.md"),
        Code::StackOverflow => include_str!("explain/stack-overflow.md"),
        Code::TooManyThreads => include_str!("explain/too-many-threads.md"),
        Code::TooMuchOutput => include_str!("explain/too-much-output.md"),
        Code::Crash => include_str!("explain/crash.md"),
        Code::Uncontrolled => include_str!("explain/uncontrolled.md"),
    }
}

#[cfg(test)]
mod tests {
    use super::page;
    use wire::Code;

    #[test]
    fn every_page_has_the_same_five_parts() {
        let parts = [
            "## What it means",
            "## A minimal example",
            "## How to find it",
            "## How to mend it",
            "## What an interviewer asks next",
        ];
        for &code in Code::ALL {
            let text = page(code);
            let title = format!("# {code}: ");
            assert!(
                text.starts_with(&title),
                "{code}: the title is not `{title}…`"
            );
            let places: Vec<_> = parts.iter().map(|part| text.find(part)).collect();
            assert!(
                places.iter().all(Option::is_some),
                "{code}: a part is missing: {places:?}"
            );
            assert!(places.is_sorted(), "{code}: the parts are out of order");
            let wide = text.lines().find(|line| line.chars().count() > 100);
            assert_eq!(wide, None, "{code}: a line is too wide");
        }
    }
}
