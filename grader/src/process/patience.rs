//! How long a silent child is waited for. Time in which it wanted a processor and had none is not held
//! against it: on a busy machine right code must not be told as endless.

use std::{
    fs,
    time::{Duration, Instant},
};

/// How many times the limit is waited for at most, however starved the child is.
const AT_MOST: u32 = 12;

/// For how long a thread is waited for that wants a processor, before it is looked at again.
const LOOK: Duration = Duration::from_millis(200);

/// The silence of a child.
pub(super) struct Silence {
    group: i32,
    since: Instant,
    /// What the child had waited for processors when it was heard last.
    queued: Duration,
    /// How its threads stood when the limit was over.
    before: Option<Vec<Thread>>,
}

impl Silence {
    /// The child was heard just now.
    pub(super) fn begins(group: i32) -> Silence {
        Silence {
            group,
            since: Instant::now(),
            queued: queued(&threads(group)),
            before: None,
        }
    }

    /// How much of the limit is left; more may be left when that is over.
    pub(super) fn left(&mut self, limit: Duration) -> Duration {
        let elapsed = self.since.elapsed();
        if let Some(left) = limit.checked_sub(elapsed).filter(|left| !left.is_zero()) {
            return left;
        }
        let now = threads(self.group);
        let left = left(limit, elapsed, queued(&now).saturating_sub(self.queued));
        if !left.is_zero() {
            return left;
        }
        // The system counts a wait when it has ended: one that lasts shows in that the thread does not move.
        let waits = waits_still(self.before.as_deref(), &now);
        self.before = Some(now);
        let most = (limit * AT_MOST).saturating_sub(elapsed);
        if waits {
            LOOK.min(most)
        } else {
            Duration::ZERO
        }
    }
}

/// A thread of the child, or of a program that it started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Thread {
    id: i32,
    /// It runs, or would run if it had a processor.
    is_ready: bool,
    /// For how long it has run.
    ran: Duration,
    /// For how long it has waited for a processor, up to when it ran last.
    waited: Duration,
}

/// Some thread wants a processor, and has had none since the look before; at the first look that is not known yet.
fn waits_still(before: Option<&[Thread]>, now: &[Thread]) -> bool {
    let has_not_run = |thread: &Thread| {
        let is_it = |it: &Thread| (it.id, it.ran) == (thread.id, thread.ran);
        before.is_none_or(|before| before.iter().any(is_it))
    };
    now.iter().any(|it| it.is_ready && has_not_run(it))
}

/// What is left of a limit after a silence of which part was spent waiting for a processor.
fn left(limit: Duration, elapsed: Duration, queued: Duration) -> Duration {
    let excused = queued.min(limit * (AT_MOST - 1));
    (limit + excused).saturating_sub(elapsed)
}

/// For how long the child has wanted a processor and had none: its thread that has waited longest.
fn queued(threads: &[Thread]) -> Duration {
    let waits = threads.iter().map(|it| it.waited);
    waits.max().unwrap_or_default()
}

/// The threads of a process and of those that it started, as a compiler starts a linker. None where the system does
/// not tell.
fn threads(process: i32) -> Vec<Thread> {
    let (mut found, mut processes) = (Vec::new(), vec![process]);
    while let Some(process) = processes.pop() {
        let Ok(entries) = fs::read_dir(format!("/proc/{process}/task")) else {
            continue;
        };
        for entry in entries.flatten() {
            let read = |name: &str| fs::read_to_string(entry.path().join(name)).ok();
            let stat = read("stat").zip(read("schedstat"));
            found.extend(stat.and_then(|(stat, schedstat)| thread(&stat, &schedstat)));
            let children = read("children").unwrap_or_default();
            processes.extend(
                children
                    .split_ascii_whitespace()
                    .filter_map(|it| it.parse::<i32>().ok()),
            );
        }
    }
    found
}

/// A thread by its `stat` and its `schedstat` (proc(5)): the latter has nanoseconds that it ran, and that it waited on a
/// run queue.
fn thread(stat: &str, schedstat: &str) -> Option<Thread> {
    // A name may have anything in it, a closing bracket too.
    let (head, rest) = stat.rsplit_once(')')?;
    let mut times = schedstat.split_ascii_whitespace();
    let mut nanos = || Some(Duration::from_nanos(times.next()?.parse().ok()?));
    Some(Thread {
        id: head.split_ascii_whitespace().next()?.parse().ok()?,
        is_ready: rest.trim_start().starts_with('R'),
        ran: nanos()?,
        waited: nanos()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    #[test]
    fn waiting_for_a_processor_is_not_held_against_a_child() {
        assert_eq!(left(10 * S, 10 * S, Duration::ZERO), Duration::ZERO);
        assert_eq!(left(10 * S, 10 * S, 8 * S), 8 * S);
        assert_eq!(left(10 * S, 18 * S, 8 * S), Duration::ZERO);
    }

    #[test]
    fn patience_ends() {
        assert_eq!(left(10 * S, 119 * S, 1_000 * S), S);
        assert_eq!(left(10 * S, 120 * S, 1_000 * S), Duration::ZERO);
    }

    #[test]
    fn a_thread_is_read() {
        let found = thread("17 (a) b) R 1 17 17", "28 1500 3\n").unwrap();
        let expected = Thread {
            id: 17,
            is_ready: true,
            ran: Duration::from_nanos(28),
            waited: Duration::from_nanos(1_500),
        };
        assert_eq!(found, expected);
        assert!(!thread("17 (R) S 1", "28 1500 3").unwrap().is_ready);
        assert_eq!(thread("gone", "28 1500 3"), None);
        assert_eq!(thread("17 (a) R 1", "gone"), None);
    }

    #[test]
    fn a_wait_that_has_not_ended_counts_and_work_does_not() {
        let at = |is_ready: bool, ran: u64| Thread {
            id: 17,
            is_ready,
            ran: Duration::from_millis(ran),
            waited: Duration::ZERO,
        };
        let waits = |before: Option<Thread>, now: Thread| {
            waits_still(before.as_ref().map(std::slice::from_ref), &[now])
        };
        assert!(waits(None, at(true, 5)), "nothing is known yet");
        assert!(!waits(None, at(false, 5)), "it sleeps");
        assert!(waits(Some(at(true, 5)), at(true, 5)), "it has not run");
        assert!(!waits(Some(at(true, 5)), at(true, 105)), "it runs");
        assert!(!waits(Some(at(true, 5)), at(false, 5)), "it sleeps now");
        assert!(
            !waits_still(Some(&[]), &[at(true, 5)]),
            "it is new, and not starved"
        );
    }

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the limits of a graded program forbid it children"
    )]
    fn a_program_that_the_child_starts_is_looked_at_too() {
        let mut command = std::process::Command::new("sh");
        let command = command
            .args(["-c", "cat; :"])
            .stdin(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        let process = i32::try_from(child.id()).unwrap();
        // The shell comes to it when it has a processor. Both end with the input.
        let children = format!("/proc/{process}/task/{process}/children");
        while fs::read_to_string(&children).unwrap().is_empty() {
            std::thread::yield_now();
        }
        assert_eq!(threads(process).len(), 2);
        assert!(child.wait().unwrap().success());
    }
}
