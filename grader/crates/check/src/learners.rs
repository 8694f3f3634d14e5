//! The child process that runs a learner's own tests in simulation. What it is asked, and how it
//! answers, is as with a suite; only that it must tell first which tests there are.

use crate::protocol::{self, Reporter};
use sim::{Config, Fault};
use std::any::Any;
use std::io::Write;
use wire::{Code, Event, LearnersTest, Mode, Outcome, Request};

/// A learner's test.
#[derive(Clone, Copy, Debug)]
pub struct Test {
    /// Its path in its crate.
    pub name: &'static str,
    /// The file it is in, as the compiler was told to name it.
    pub file: &'static str,
    /// The line where it begins, from 1.
    pub line: u32,
    /// It is not to be run, and why; the reason may be empty.
    pub ignored: Option<&'static str>,
    /// Whether it must panic.
    pub should_panic: ShouldPanic,
    /// The test itself.
    pub body: fn() -> Result<(), String>,
}

/// Whether a test must panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShouldPanic {
    /// It must not.
    No,
    /// It must, with a message that contains this.
    Yes(&'static str),
}

/// Runs the tests that the request on standard input asks for; does not return if that cannot be done.
pub fn main(tests: impl Iterator<Item = Test>) {
    sim::watch_overflows();
    let tests: Vec<Test> = tests.collect();
    if let Err(message) = serve(&tests) {
        let _ = writeln!(std::io::stderr(), "tests: {message}");
        #[expect(
            clippy::disallowed_methods,
            reason = "the main function that the compiler writes returns nothing"
        )]
        std::process::exit(i32::from(protocol::EXIT_FAILED));
    }
}

fn serve(tests: &[Test]) -> Result<(), String> {
    let request = protocol::read_request()?;
    let mut reporter = Reporter::open(request.nonce.clone());
    let mut count = 0;
    match &request.mode {
        Mode::List => {
            let listed = tests.iter().map(|test| listed(test, &request.sources));
            reporter.send(Event::Listed {
                tests: listed.collect(),
            })?;
        }
        Mode::Explore { checks, seed } => {
            for name in checks {
                let test = tests.iter().find(|test| test.name == name);
                let test = test.ok_or_else(|| format!("no test is named {name}"))?;
                let check = name.clone();
                reporter.send(Event::Started { check })?;
                let explored = sim::explore(&config(*seed, &request), &|| run(test));
                let outcome = Outcome {
                    failure: explored.failure,
                    exploration: explored.exploration,
                };
                let check = name.clone();
                reporter.send(Event::Finished { check, outcome })?;
                count += 1;
            }
        }
        Mode::Replay { .. } => return Err("a test is not replayed".into()),
    }
    reporter.send(Event::Ended { checks: count })
}

fn listed(test: &Test, sources: &str) -> LearnersTest {
    LearnersTest {
        name: test.name.into(),
        file: test.file.strip_prefix(sources).unwrap_or(test.file).into(),
        line: test.line,
        ignored: test.ignored.map(Into::into),
    }
}

fn config(seed: u64, request: &Request) -> Config {
    Config {
        seed,
        sources: request.sources.clone(),
        arc_counts: request.arc_counts,
        ..Config::default()
    }
}

/// One execution of a test.
fn run(test: &Test) {
    let failed = match test.should_panic {
        ShouldPanic::No => (test.body)().err(),
        ShouldPanic::Yes(words) => unexpected(sim::catch_unwind(test.body), words),
    };
    if let Some(message) = failed {
        sim::fail(Fault::new(Code::WrongValue, message));
    }
}

/// What is wrong with the end of a test that must panic.
fn unexpected<T>(ended: Result<T, Box<dyn Any + Send>>, words: &str) -> Option<String> {
    let Err(payload) = ended else {
        return Some("the test must panic, and did not".into());
    };
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    let text = text.unwrap_or("a value that is no text");
    let fits = text.contains(words);
    (!fits).then(|| format!("the test must panic with \"{words}\", and panicked with \"{text}\""))
}
