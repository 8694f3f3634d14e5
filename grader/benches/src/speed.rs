//! Schedules a second, beside plain Shuttle on the same programs in the same run, recording included.

#![expect(
    clippy::unwrap_used,
    reason = "the measured programs are written as learners write"
)]

use crate::{median, ratio, sample, time};
use std::time::Duration;

mod ours {
    use sim_std::sync::{Arc, Condvar, Mutex, mpsc};
    use sim_std::thread;
    use std::collections::VecDeque;
    include!("programs.rs");
}

mod theirs {
    use shuttle::sync::{Arc, Condvar, Mutex, mpsc};
    use shuttle::thread;
    use std::collections::VecDeque;
    include!("programs.rs");
}

/// Over one implementation of `std`.
type Program = fn();

/// Executions of one measurement.
const EXECUTIONS: u32 = 20_000;
/// Measurements of each, in turns; the median counts.
const ROUNDS: usize = 5;
/// How many times as fast as Shuttle each program must be.
const PROMISED: f64 = 1.5;

/// Whether each ratio is as promised.
pub(crate) fn measure() -> bool {
    println!("random schedules a second, median of {ROUNDS} rounds of {EXECUTIONS}, in turns");
    let programs: [(&str, Program, Program); 3] = [
        ("worker pool", ours::worker_pool, theirs::worker_pool),
        (
            "condvar buffer",
            ours::condvar_buffer,
            theirs::condvar_buffer,
        ),
        ("pipeline", ours::pipeline, theirs::pipeline),
    ];
    let mut promised = true;
    for (name, ours, theirs) in programs {
        let mut times = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            times.0.push(time(|| sample(EXECUTIONS.into(), &ours)));
            times
                .1
                .push(time(|| shuttle::check_random(theirs, EXECUTIONS as usize)));
        }
        let (ours, theirs) = (median(times.0), median(times.1));
        let rate = |time: Duration| f64::from(EXECUTIONS) / time.as_secs_f64();
        let faster = ratio(theirs, ours);
        promised &= faster >= PROMISED;
        println!(
            "{name:15} {:9.0} here {:9.0} Shuttle   ratio {faster:.2}  (at least {PROMISED})",
            rate(ours),
            rate(theirs),
        );
    }
    promised
}
