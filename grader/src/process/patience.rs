//! How long a silent child is waited for. Time in which it wanted a processor and had none is not held
//! against it: on a busy machine right code must not be told as endless.

use std::{
    fs,
    time::{Duration, Instant},
};

/// How many times the limit is waited for at most, however starved the child is.
const AT_MOST: u32 = 12;

/// The silence of a child.
pub(super) struct Silence {
    group: i32,
    since: Instant,
    /// What the child had waited for processors when it was heard last.
    queued: Duration,
}

impl Silence {
    /// The child was heard just now.
    pub(super) fn begins(group: i32) -> Silence {
        Silence {
            group,
            since: Instant::now(),
            queued: queued(group),
        }
    }

    /// How much of the limit is left; more may be left when that is over.
    pub(super) fn left(&self, limit: Duration) -> Duration {
        let elapsed = self.since.elapsed();
        if let Some(left) = limit.checked_sub(elapsed).filter(|left| !left.is_zero()) {
            return left;
        }
        let queued = queued(self.group).saturating_sub(self.queued);
        left(limit, elapsed, queued)
    }
}

/// What is left of a limit after a silence of which part was spent waiting for a processor.
fn left(limit: Duration, elapsed: Duration, queued: Duration) -> Duration {
    let excused = queued.min(limit * (AT_MOST - 1));
    (limit + excused).saturating_sub(elapsed)
}

/// For how long the process has wanted a processor and had none: its thread that has waited longest. Zero
/// where the system does not tell.
fn queued(process: i32) -> Duration {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return Duration::ZERO;
    };
    let waits = threads.flatten().filter_map(|thread| {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        waited(&text)
    });
    waits.max().unwrap_or_default()
}

/// The second of the three numbers in a `schedstat` (proc(5)): nanoseconds on a run queue.
fn waited(schedstat: &str) -> Option<Duration> {
    let nanos = schedstat.split_ascii_whitespace().nth(1)?;
    Some(Duration::from_nanos(nanos.parse().ok()?))
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
    fn schedstat_is_read() {
        assert_eq!(waited("28 1500 3\n"), Some(Duration::from_nanos(1_500)));
        assert_eq!(waited("gone"), None);
    }
}
