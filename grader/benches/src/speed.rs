//! Schedules and steps a second, beside plain Shuttle on the same programs in the same run, recording included.

#![expect(
    clippy::unwrap_used,
    reason = "the measured programs are written as learners write"
)]

use crate::{median, sample, time};
use shuttle::scheduler::{RandomScheduler, Schedule, Scheduler, Task, TaskId};
use std::cell::Cell;
use std::rc::Rc;
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
    println!(
        "random schedules, median of {ROUNDS} rounds of {EXECUTIONS}, in turns with Shuttle's"
    );
    println!("a step: it is asked who moves next");
    let programs: [(&str, Program, Program); 4] = [
        ("worker pool", ours::worker_pool, theirs::worker_pool),
        (
            "condvar buffer",
            ours::condvar_buffer,
            theirs::condvar_buffer,
        ),
        ("pipeline", ours::pipeline, theirs::pipeline),
        (
            "nothing but switches",
            ours::nothing_but_switches,
            theirs::nothing_but_switches,
        ),
    ];
    let mut promised = true;
    for (name, ours, theirs) in programs {
        let (mut here, mut there) = (Side::default(), Side::default());
        for _ in 0..ROUNDS {
            here.add(|| sample(EXECUTIONS.into(), &ours));
            there.add(|| check_random(theirs));
        }
        let (here, there) = (here.rates(), there.rates());
        println!("{name}");
        for (what, here, there) in [
            ("schedules a second", here.0, there.0),
            ("steps a second", here.1, there.1),
        ] {
            let faster = here / there;
            promised &= faster >= PROMISED;
            println!(
                "  {what:18} {here:9.0} here {there:9.0} Shuttle   ratio {faster:.2}  (at least {PROMISED})"
            );
        }
    }
    promised
}

/// The rounds of one implementation.
#[derive(Default)]
struct Side {
    times: Vec<Duration>,
    steps: u64,
}

impl Side {
    /// One round, which returns its steps.
    fn add(&mut self, round: impl FnOnce() -> u64) {
        let mut steps = 0;
        self.times.push(time(|| steps = round()));
        self.steps += steps;
    }

    /// Schedules and steps a second, in the round of the median time.
    fn rates(self) -> (f64, f64) {
        let rounds = f64::from(u32::try_from(self.times.len()).expect("few rounds"));
        let seconds = median(self.times).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "some millions, to be divided")]
        let steps = self.steps as f64 / rounds;
        (f64::from(EXECUTIONS) / seconds, steps / seconds)
    }
}

/// As `shuttle::check_random`; returns the steps of all executions.
fn check_random(program: Program) -> u64 {
    let steps = Rc::new(Cell::new(0));
    let scheduler = Counting {
        inner: RandomScheduler::new(EXECUTIONS as usize),
        steps: Rc::clone(&steps),
    };
    shuttle::Runner::new(scheduler, shuttle::Config::default()).run(program);
    steps.get()
}

/// Counts how often it is asked who moves next.
struct Counting {
    inner: RandomScheduler,
    steps: Rc<Cell<u64>>,
}

impl Scheduler for Counting {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.inner.new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        self.steps.set(self.steps.get() + 1);
        self.inner.next_task(runnable, current, is_yielding)
    }

    fn next_u64(&mut self) -> u64 {
        self.inner.next_u64()
    }
}
