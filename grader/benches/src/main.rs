//! Schedules a second, beside plain Shuttle on the same programs in the same run, recording included.
//!
//! Figures of one machine at one moment mean little; the ratios are what is promised and compared.

#![expect(clippy::print_stdout, reason = "a measurement prints what it measured")]
#![expect(
    clippy::unwrap_used,
    reason = "the measured programs are written as learners write"
)]

use sim::Config;
use std::time::{Duration, Instant};

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

/// Executions of one measurement.
const EXECUTIONS: u32 = 20_000;
/// Measurements of each, in turns; the median counts.
const ROUNDS: usize = 5;

fn main() {
    println!("random schedules a second, median of {ROUNDS} rounds of {EXECUTIONS}, in turns");
    let programs: [(&str, fn(), fn()); 3] = [
        ("worker pool", ours::worker_pool, theirs::worker_pool),
        (
            "condvar buffer",
            ours::condvar_buffer,
            theirs::condvar_buffer,
        ),
        ("pipeline", ours::pipeline, theirs::pipeline),
    ];
    for (name, ours, theirs) in programs {
        let mut times = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            times.0.push(time(|| explore(ours)));
            times
                .1
                .push(time(|| shuttle::check_random(theirs, EXECUTIONS as usize)));
        }
        let (ours, theirs) = (median(times.0), median(times.1));
        let rate = |time: Duration| f64::from(EXECUTIONS) / time.as_secs_f64();
        println!(
            "{name:15} {:9.0} here {:9.0} Shuttle   ratio {:.2}",
            rate(ours),
            rate(theirs),
            rate(ours) / rate(theirs)
        );
    }
}

fn explore(program: fn()) {
    let config = Config {
        fair: true,
        samples: u64::from(EXECUTIONS),
        effort: u64::MAX,
        ..Config::default()
    };
    let explored = sim::explore(&config, &program);
    assert_eq!(explored.failure, None);
}

fn time(f: impl FnOnce()) -> Duration {
    let start = Instant::now();
    f();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
