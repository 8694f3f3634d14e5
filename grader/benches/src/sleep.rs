//! Ten minutes of virtual time.

use crate::{median, sample, this_program, time};
use sim_std::thread;
use sim_std::time::Instant;
use std::time::Duration;

/// Processes measured; the median counts.
const ROUNDS: usize = 5;
/// Virtual time that a schedule sleeps.
const ASLEEP: Duration = Duration::from_mins(10);

/// Whether the whole process takes less than a second.
pub(crate) fn measure() -> bool {
    let times = (0..ROUNDS)
        .map(|_| {
            time(|| {
                let status = this_program("sleep-child")
                    .status()
                    .expect("it can be started");
                assert!(status.success());
            })
        })
        .collect();
    let whole = median(times);
    println!("a process that sleeps for ten minutes of virtual time: {whole:.1?}  (less than 1 s)");
    whole < Duration::from_secs(1)
}

/// Explores a program that sleeps.
pub(crate) fn child() -> bool {
    sample(10, &|| {
        let begin = Instant::now();
        let threads: Vec<_> = (0..10)
            .map(|_| thread::spawn(|| thread::sleep(ASLEEP)))
            .collect();
        for thread in threads {
            thread.join().expect("it only sleeps");
        }
        assert_eq!(begin.elapsed(), ASLEEP);
    });
    true
}
