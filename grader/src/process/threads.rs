//! The threads of a running child, as the system shows them: whether they can ever go on.
//!
//! A thread in a futex wait without a time limit goes on only when another thread wakes it. If all
//! threads of a process are in such waits, and none of them has run between two looks, then there was
//! a moment at which all slept, and nobody is left to wake the first: that is a deadlock, proved.
//! It presumes that no other process shares memory with the child or signals it, which nothing that a
//! child can do brings about. Where the system does not show it, nothing is claimed.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// How often the threads are looked at.
pub(super) const PERIOD: Duration = Duration::from_millis(20);

/// How often in a row they must have been seen in the same waits. Two would prove it; the others guard
/// against a system that counts late.
const PROOF: u32 = 4;

/// Whether a child's threads moved before its time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// They did.
    Some,
    /// None of them did, for long; but one waited for something else than a thread.
    None,
    /// The system does not show it.
    Unknown,
}

/// What a thread is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Posture {
    /// It waits, without a limit, until another thread wakes it through this address.
    Waiting { address: String },
    /// It waits for something else: the clock, a file, a signal.
    Elsewhere,
    /// It runs, or could.
    Running,
}

/// A thread at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Thread {
    posture: Posture,
    /// How often it gave up a processor, and how often it was taken from it.
    switches: (u64, u64),
}

/// All threads of a process at one moment, by their numbers.
type Sample = BTreeMap<u32, Thread>;

/// Watches the threads of one process.
pub(super) struct Observer {
    process: i32,
    steadiness: Steadiness,
}

impl Observer {
    /// Watches this process.
    pub(super) fn of(process: i32) -> Observer {
        Observer {
            process,
            steadiness: Steadiness::new(Instant::now()),
        }
    }

    /// Looks at the threads; gives their number if it is now proved that none of them ever goes on.
    pub(super) fn look(&mut self) -> Option<usize> {
        self.steadiness.take(sample(self.process), Instant::now())
    }

    /// Whether the threads moved within this time until now.
    pub(super) fn movement(&self, within: Duration) -> Movement {
        self.steadiness.movement(within, Instant::now())
    }
}

/// What a row of samples shows.
struct Steadiness {
    last: Option<Sample>,
    /// Samples in a row that were alike, the last one included.
    alike: u32,
    moved: Instant,
    sighted: bool,
}

impl Steadiness {
    fn new(now: Instant) -> Steadiness {
        Steadiness {
            last: None,
            alike: 0,
            moved: now,
            sighted: false,
        }
    }

    /// Takes the next sample; gives the number of threads if they are proved to wait for ever.
    fn take(&mut self, sample: Option<Sample>, now: Instant) -> Option<usize> {
        self.sighted |= sample.is_some();
        let running = |thread: &Thread| thread.posture == Posture::Running;
        let at_rest = sample
            .as_ref()
            .is_some_and(|sample| !sample.is_empty() && !sample.values().any(running));
        if at_rest && sample == self.last {
            self.alike += 1;
        } else {
            self.alike = 1;
            self.moved = now;
        }
        self.last = sample;
        let threads = self.last.as_ref().filter(|_| self.alike >= PROOF)?;
        let waiting = |thread: &Thread| matches!(thread.posture, Posture::Waiting { .. });
        threads.values().all(waiting).then_some(threads.len())
    }

    fn movement(&self, within: Duration, now: Instant) -> Movement {
        if !self.sighted {
            Movement::Unknown
        } else if now.duration_since(self.moved) < within {
            Movement::Some
        } else {
            Movement::None
        }
    }
}

/// The threads of a process, if the system shows them all.
fn sample(process: i32) -> Option<Sample> {
    let futex = futex()?;
    let folder = format!("/proc/{process}/task");
    let mut sample = Sample::new();
    for entry in fs::read_dir(folder).ok()? {
        let path = entry.ok()?.path();
        let number = path.file_name()?.to_str()?.parse().ok()?;
        sample.insert(number, thread(&path, futex)?);
    }
    Some(sample)
}

/// The thread whose folder this is.
fn thread(folder: &Path, futex: &str) -> Option<Thread> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    Some(Thread {
        posture: posture(&read("syscall")?, futex)?,
        switches: switches(&read("status")?)?,
    })
}

/// The number of the futex call here, as the system writes it.
fn futex() -> Option<&'static str> {
    #[cfg(target_os = "linux")]
    match libc::SYS_futex {
        202 => Some("202"),
        98 => Some("98"),
        240 => Some("240"),
        221 => Some("221"),
        _ => None,
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// Reads `/proc/…/syscall`: `running`, or the number of a call, six arguments, and two pointers.
fn posture(text: &str, futex: &str) -> Option<Posture> {
    /// The operation without the flags "private" and "real-time clock".
    const OPERATION: u64 = 0x7f;
    const WAIT: u64 = 0;
    const WAIT_BITSET: u64 = 9;
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let first = *words.first()?;
    if first == "running" {
        return Some(Posture::Running);
    }
    if first != futex {
        return Some(Posture::Elsewhere);
    }
    let argument = |at: usize| u64::from_str_radix(words.get(at)?.strip_prefix("0x")?, 16).ok();
    let operation = argument(2)? & OPERATION;
    let waits = operation == WAIT || operation == WAIT_BITSET;
    let untimed = argument(4)? == 0;
    Some(if waits && untimed {
        Posture::Waiting {
            address: words[1].to_owned(),
        }
    } else {
        Posture::Elsewhere
    })
}

/// Reads both counts of context switches from `/proc/…/status`.
fn switches(text: &str) -> Option<(u64, u64)> {
    let count = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().parse().ok()
    };
    Some((
        count("voluntary_ctxt_switches:")?,
        count("nonvoluntary_ctxt_switches:")?,
    ))
}

#[cfg(test)]
mod tests {
    use super::{Movement, PROOF, Posture, Sample, Steadiness, Thread, posture, switches};
    use std::time::{Duration, Instant};

    // Recorded on x86-64, but for the wake: nobody is seen in one.
    const JOIN: &str =
        "202 0x7f11ace06990 0x109 0x47ab 0x0 0x0 0xffffffff 0x7f11acc04930 0x7f11adaa1f16\n";
    const LOCK: &str =
        "202 0x5570772c3d60 0x89 0x2 0x0 0x0 0xffffffff 0x7f11ada17b58 0x7f11adb1d829\n";
    const PARK: &str =
        "202 0x5570772c4028 0x89 0xffffffff 0x0 0x0 0xffffffff 0x7f11ad816bb8 0x7f11adb1d829\n";
    const TIMED: &str = "202 0x5570772c41d8 0x89 0xffffffff 0x7f11ad615be0 0x0 0xffffffff \
                         0x7f11ad615bc8 0x7f11adb1d829\n";
    const WAKE: &str = "202 0x5570772c3d60 0x81 0x1 0x0 0x0 0x0 0x7f11ada17b58 0x7f11adb1d829\n";
    const SLEEP: &str =
        "230 0x1 0x0 0x7f11ad411be8 0x7f11ad411be8 0x0 0x0 0x7f11ad411bb0 0x7f11adaeb545\n";
    const SOCKET: &str = "45 0x3 0x7f11ad210bd7 0x1 0x0 0x0 0x0 0x7f11ad210b50 0x7f11adb26974\n";
    const FAULT: &str = "-1 0x7ffd4a8a5ac0 0x7f5d0d29a3f2\n";
    const STATUS: &str = "Name:\trec\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t18340\n\
                          Threads:\t9\nvoluntary_ctxt_switches:\t1\nnonvoluntary_ctxt_switches:\t4\n";

    fn thread(syscall: &str, switched: u64) -> Thread {
        Thread {
            posture: posture(syscall, "202").unwrap(),
            switches: (switched, 0),
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "a sample may fail, and others here do"
    )]
    fn threads<const N: usize>(all: [Thread; N]) -> Option<Sample> {
        Some((1..).zip(all).collect())
    }

    /// What the last of these samples shows.
    fn verdict(samples: impl IntoIterator<Item = Option<Sample>>) -> Option<usize> {
        let mut steadiness = Steadiness::new(Instant::now());
        let take = |sample| steadiness.take(sample, Instant::now());
        samples.into_iter().map(take).last().unwrap()
    }

    #[test]
    fn only_a_futex_wait_without_limit_is_a_wait_for_a_thread() {
        let kind = |text| posture(text, "202").unwrap();
        for (text, address) in [
            (JOIN, "0x7f11ace06990"),
            (LOCK, "0x5570772c3d60"),
            (PARK, "0x5570772c4028"),
        ] {
            let address = address.to_owned();
            assert_eq!(kind(text), Posture::Waiting { address });
        }
        for text in [TIMED, WAKE, SLEEP, SOCKET, FAULT] {
            assert_eq!(kind(text), Posture::Elsewhere, "{text}");
        }
        assert_eq!(kind("running\n"), Posture::Running);
        assert_eq!(posture("", "202"), None);
        assert_eq!(posture("202 0x1 oops", "202"), None);
        assert_eq!(posture(LOCK, "98").unwrap(), Posture::Elsewhere);
    }

    #[test]
    fn both_counters_are_read() {
        assert_eq!(switches(STATUS), Some((1, 4)));
        assert_eq!(switches("Name:\tsuite\n"), None);
    }

    #[test]
    fn four_looks_at_the_same_waits_are_a_proof() {
        let stuck = || threads([thread(JOIN, 3), thread(LOCK, 5), thread(PARK, 9)]);
        let row = |count| (0..count).map(|_| stuck());
        assert_eq!(verdict(row(PROOF as usize - 1)), None);
        assert_eq!(verdict(row(PROOF as usize)), Some(3));
    }

    #[test]
    fn whoever_moved_or_could_wake_another_spoils_it() {
        let spoilt = |other: fn(u64) -> Option<Sample>| verdict((0..20).map(other));
        // Woken and asleep again in the same place.
        assert_eq!(
            spoilt(|at| threads([thread(JOIN, 3), thread(LOCK, at)])),
            None
        );
        let beside = |other: &'static str| {
            verdict((0..20).map(|_| threads([thread(LOCK, 3), thread(other, 5)])))
        };
        for other in [TIMED, SLEEP, SOCKET, FAULT, "running"] {
            assert_eq!(beside(other), None, "{other}");
        }
        assert_eq!(beside(PARK), Some(2));
        // A thread comes and goes; the address changes; nothing is to be seen.
        let coming = |at: u64| match at % 2 {
            0 => threads([thread(LOCK, 3)]),
            _ => threads([thread(LOCK, 3), thread(LOCK, 1)]),
        };
        assert_eq!(spoilt(coming), None);
        let turning =
            |at: u64| threads([thread(if at.is_multiple_of(2) { LOCK } else { PARK }, 3)]);
        assert_eq!(spoilt(turning), None);
        assert_eq!(spoilt(|_| None), None);
        assert_eq!(spoilt(|_| threads([])), None);
    }

    #[test]
    fn movement_is_told_from_rest_and_from_blindness() {
        let begun = Instant::now();
        let later = begun + Duration::from_secs(10);
        let within = Duration::from_secs(5);
        let after = |sample: fn(u64) -> Option<Sample>| {
            let mut steadiness = Steadiness::new(begun);
            for second in 0..10 {
                let now = begun + Duration::from_secs(second);
                assert_eq!(steadiness.take(sample(second), now), None);
            }
            steadiness.movement(within, later)
        };
        assert_eq!(after(|_| None), Movement::Unknown);
        assert_eq!(after(|_| threads([thread(SOCKET, 3)])), Movement::None);
        assert_eq!(after(|at| threads([thread(SLEEP, at)])), Movement::Some);
        assert_eq!(after(|_| threads([thread("running", 3)])), Movement::Some);
    }
}
