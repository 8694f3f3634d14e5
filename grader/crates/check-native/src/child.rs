//! The child process for real threads. It runs one check, many times, and reports once.

use crate::panics;
use crate::protocol::{self, Reporter, find};
use crate::{Check, Suite};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use wire::{Event, Exploration, Extent, Failure, Mode, Outcome};

/// Runs of one check: half of them with all threads on one processor, where they interleave
/// differently.
const RUNS: u64 = 20;

/// The run that is going on, from 1.
static RUN: AtomicU64 = AtomicU64::new(0);
static REPORTER: Mutex<Option<(Reporter, String)>> = Mutex::new(None);

/// Runs the one check that the request on standard input asks for.
#[must_use]
pub fn main(suites: &[Suite]) -> ExitCode {
    crate::overflow::watch();
    protocol::exit(serve(suites))
}

fn serve(suites: &[Suite]) -> Result<(), String> {
    let request = protocol::read_request()?;
    let Mode::Explore { checks, .. } = &request.mode else {
        return Err("real threads cannot replay a schedule".into());
    };
    let [name] = checks.as_slice() else {
        return Err("one child runs one check on real threads".into());
    };
    let check = find(suites, name)?;
    panics::watch(request.sources.clone());
    let mut reporter = Reporter::open(request.nonce);
    reporter.send(Event::Started {
        check: name.clone(),
    })?;
    *lock(&REPORTER) = Some((reporter, name.clone()));
    for run in 1..=RUNS {
        RUN.store(run, Ordering::SeqCst);
        set_processors(run % 2 == 0);
        run_once(check);
    }
    panics::await_the_last();
    let passed = Outcome {
        failure: None,
        exploration: Exploration {
            schedules: RUNS,
            extent: Extent::Sampled,
            atomics: false,
        },
    };
    finish(passed)
}

fn run_once(check: &Check) {
    if std::panic::catch_unwind(check.body).is_err() {
        finish_failed(panics::reached_the_check());
    }
}

/// Reports a failed check and ends the process at once.
pub(crate) fn finish_failed(failure: Failure) -> ! {
    let exploration = Exploration {
        schedules: RUN.load(Ordering::SeqCst),
        extent: Extent::Sampled,
        atomics: false,
    };
    let outcome = Outcome {
        failure: Some(Box::new(failure)),
        exploration,
    };
    let status = i32::from(finish(outcome).is_err()) * i32::from(protocol::EXIT_FAILED);
    // SAFETY: ends the process without running anything of the code under test.
    unsafe { libc::_exit(status) }
}

/// Reports, once: threads that panic at the same moment would all report. Whoever comes later waits for the end of
/// the process, which the first one is about to bring about.
fn finish(outcome: Outcome) -> Result<(), String> {
    let mut slot = lock(&REPORTER);
    let Some((mut reporter, check)) = slot.take() else {
        drop(slot);
        loop {
            std::thread::park();
        }
    };
    // The others wait at the lock until all is written.
    reporter.send(Event::Finished {
        check: check.clone(),
        outcome,
    })?;
    reporter.send(Event::Ended { checks: 1 })
}

/// All threads on one processor, or on all again. Where that is not possible, runs are alike.
fn set_processors(one: bool) {
    // SAFETY: the set lives until the call returns; its size is passed with it.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        if one {
            let processor = usize::try_from(libc::sched_getcpu()).unwrap_or(0);
            libc::CPU_SET(processor, &mut set);
        } else {
            for processor in 0..usize::try_from(libc::CPU_SETSIZE).unwrap_or(0) {
                libc::CPU_SET(processor, &mut set);
            }
        }
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
