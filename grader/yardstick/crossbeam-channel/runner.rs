//! Runs one test of the taken files under the simulation: `runner FILE TEST`; lists them without.

use sim::{explore, Config};
use std::process::ExitCode;

type Test = (&'static str, fn(), Option<&'static str>);

fn config(test: &str) -> Config {
    let number = |name: &str, usual| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    Config {
        budget: number("YARDSTICK_BUDGET", 300),
        samples: number("YARDSTICK_SAMPLES", 30),
        steps: 5_000_000,
        effort: number("YARDSTICK_EFFORT", 3_000_000),
        // What is about fairness is judged under fair schedules only.
        fair: test.contains("fairness") || test.contains("pseudo_random"),
        ..Config::default()
    }
}

fn main() -> ExitCode {
    let files: &[(&str, &[Test])] = FILES;
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let mut code = ExitCode::SUCCESS;
    for (file, tests) in files {
        for (test, body, panic) in *tests {
            match wanted.as_slice() {
                [] => println!("{file} {test}"),
                [f, t] if f == file && t == test => code = run(t, *body, *panic),
                _ => {}
            }
        }
    }
    code
}

fn run(test: &str, body: fn(), panic: Option<&'static str>) -> ExitCode {
    let body = move || match panic {
        None => body(),
        Some(expected) => {
            let payload = sim::catch_unwind(body).expect_err("the test panics");
            let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
            assert!(text.is_some_and(|text| text.contains(expected)));
        }
    };
    let explored = explore(&config(test), &body);
    match explored.failure {
        None => {
            let exploration = explored.exploration;
            println!("passed: {} executions, {:?}", exploration.schedules, exploration.extent);
            ExitCode::SUCCESS
        }
        Some(failure) => {
            println!("{}: {}", failure.code, failure.message);
            if std::env::var("YARDSTICK_STORY").is_ok() {
                println!("{failure:#?}");
            }
            ExitCode::FAILURE
        }
    }
}
