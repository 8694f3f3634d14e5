//! What exploration costs: figures of one machine at one moment mean little; the ratios are what is
//! promised and compared.
//!
//! `cargo run --release --package benches -- WHAT`, WHAT being
//! - nothing, or `speed`: schedules and steps a second, beside plain Shuttle in the same run;
//! - `growth`: time of an operation, from 2 to 200 threads, and of 10 to 100,000 operations;
//! - `memory`: resident memory after 10,000, 100,000 and 1,000,000 schedules;
//! - `sleep`: the whole process of a program that sleeps for ten minutes of virtual time;
//! - `compile [RUNS]`: rustc's time for a pool, against the facades and against the real crates;
//! - `telling`: from a failure to its evidence, for short and long executions;
//! - `determinism [RUNS]`: one program in so many processes, all cores loaded: the same trace each time.

#![expect(clippy::print_stdout, reason = "a measurement prints what it measured")]

mod compile;
mod determinism;
mod growth;
mod memory;
mod sleep;
mod speed;
mod telling;

use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let what = words.next().unwrap_or_else(|| "speed".into());
    let count = words.next().and_then(|word| word.parse().ok());
    let promised = match what.as_str() {
        "speed" => speed::measure(),
        "growth" => growth::measure(),
        "memory" => memory::measure(),
        "sleep" => sleep::measure(),
        "compile" => compile::measure(count.unwrap_or(15)),
        "telling" => telling::measure(),
        "determinism" => determinism::measure(count.unwrap_or(1_000)),
        "sleep-child" => sleep::child(),
        "determinism-child" => determinism::child(),
        _ => {
            println!("speed, growth, memory, sleep, compile [RUNS], telling or determinism [RUNS]");
            false
        }
    };
    if promised {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Time that `f` takes.
fn time<R>(f: impl FnOnce() -> R) -> Duration {
    let start = Instant::now();
    f();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The quotient of two times.
fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

/// Explores random schedules; returns the steps of all of them.
fn sample(schedules: u64, program: &dyn Fn()) -> u64 {
    let config = sim::Config {
        fair: true,
        samples: schedules,
        effort: u64::MAX,
        steps: u64::MAX,
        ..sim::Config::default()
    };
    let explored = sim::explore(&config, &program);
    assert_eq!(explored.failure, None);
    explored.steps
}

/// This program with another word, as a child.
#[expect(
    clippy::disallowed_methods,
    reason = "measuring whole processes means starting them"
)]
fn this_program(word: &str) -> std::process::Command {
    let program = std::env::current_exe().expect("a running program has a path");
    let mut command = std::process::Command::new(program);
    command.arg(word);
    command
}
