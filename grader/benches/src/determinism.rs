//! The same trace, byte for byte, in a thousand processes with all cores loaded.

#[path = "../../crates/sim-std/tests/it/determinism/program.rs"]
mod program;

use crate::this_program;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Whether all traces are the same. As many processes at a time as there are cores, and as many
/// threads beside them that only burn time.
pub(crate) fn measure(runs: usize) -> bool {
    let cores = thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let first = trace();
    let (next, different, done) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicBool::new(false),
    );
    thread::scope(|scope| {
        let runners: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    while next.fetch_add(1, Ordering::Relaxed) < runs {
                        different.fetch_add(usize::from(trace() != first), Ordering::Relaxed);
                    }
                })
            })
            .collect();
        for _ in 0..cores {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let ended: Vec<_> = runners
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect();
        // Before anything can panic here: the others would burn time for ever.
        done.store(true, Ordering::Relaxed);
        assert!(ended.iter().all(Result::is_ok), "a trace could not be had");
    });
    let different = different.into_inner();
    println!(
        "{runs} processes, {cores} cores loaded: {different} traces differ from the first, of {} bytes",
        first.len()
    );
    different == 0
}

/// The trace as a process of its own prints it.
fn trace() -> Vec<u8> {
    let output = this_program("determinism-child")
        .output()
        .expect("it can be started");
    assert!(output.status.success() && output.stdout.len() > 1_000);
    output.stdout
}

/// Prints the trace.
pub(crate) fn child() -> bool {
    print!("{}", program::trace(1));
    true
}
