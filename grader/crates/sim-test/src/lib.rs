//! The test harness as rustc expects it, for tests that run in simulation.
//!
//! `rustc --test` writes a main function that hands every `#[test]` to the crate `test`; with
//! `--extern test=…` that is this crate. So a learner's tests are found as Cargo finds them, private ones
//! included, with `#[ignore]`, `#[should_panic]` and results. The names here are the compiler's; what
//! happens to a test is told in `check::learners`.

use check::learners::{self, ShouldPanic as Expected, Test};
use std::fmt::Debug;

/// A test, as the compiler describes it.
#[expect(
    missing_debug_implementations,
    reason = "the compiler makes it, and only this crate looks"
)]
pub struct TestDescAndFn {
    /// What it is.
    pub desc: TestDesc,
    /// What it does.
    pub testfn: TestFn,
}

/// What a test is.
#[derive(Clone, Copy, Debug)]
pub struct TestDesc {
    /// Its name.
    pub name: TestName,
    /// It is marked `#[ignore]`.
    pub ignore: bool,
    /// Why.
    pub ignore_message: Option<&'static str>,
    /// Where it is.
    pub source_file: &'static str,
    /// The line where it begins.
    pub start_line: usize,
    /// The column where it begins.
    pub start_col: usize,
    /// The line where it ends.
    pub end_line: usize,
    /// The column where it ends.
    pub end_col: usize,
    /// Whether it must panic.
    pub should_panic: ShouldPanic,
    /// For tests in documentation.
    pub compile_fail: bool,
    /// For tests in documentation.
    pub no_run: bool,
    /// In the crate, or beside it.
    pub test_type: TestType,
}

/// A test's name.
#[derive(Clone, Copy, Debug)]
pub enum TestName {
    /// As the compiler writes it.
    StaticTestName(&'static str),
}

/// What a test does.
#[derive(Clone, Copy, Debug)]
pub enum TestFn {
    /// A test without arguments.
    StaticTestFn(fn() -> Result<(), String>),
}

/// Whether a test must panic.
#[derive(Clone, Copy, Debug)]
pub enum ShouldPanic {
    /// It must not.
    No,
    /// It must.
    Yes,
    /// It must, with a message that contains this.
    YesWithMessage(&'static str),
}

/// Where a test is.
#[derive(Clone, Copy, Debug)]
pub enum TestType {
    /// In the crate.
    UnitTest,
    /// Beside it.
    IntegrationTest,
    /// In documentation.
    DocTest,
    /// Somewhere.
    Unknown,
}

pub use TestFn::StaticTestFn;
pub use TestName::StaticTestName;

/// What a test may return.
pub trait Outcome {
    /// Whether it is a success, or what is wrong.
    ///
    /// # Errors
    /// If it is none.
    fn outcome(self) -> Result<(), String>;
}

impl Outcome for () {
    fn outcome(self) -> Result<(), String> {
        Ok(())
    }
}

impl<T: Outcome, E: Debug> Outcome for Result<T, E> {
    fn outcome(self) -> Result<(), String> {
        match self {
            Ok(value) => value.outcome(),
            Err(error) => Err(format!("the test returned Err({error:?})")),
        }
    }
}

/// What a test's result means.
///
/// # Errors
/// If it failed, with what it returned.
pub fn assert_test_result<T: Outcome>(result: T) -> Result<(), String> {
    result.outcome()
}

/// Runs what the grader asks for of these tests.
pub fn test_main_static(tests: &[&TestDescAndFn]) {
    learners::main(tests.iter().map(|test| {
        let StaticTestName(name) = test.desc.name;
        let StaticTestFn(body) = test.testfn;
        Test {
            name,
            file: test.desc.source_file,
            line: u32::try_from(test.desc.start_line).unwrap_or(0),
            ignored: test
                .desc
                .ignore
                .then(|| test.desc.ignore_message.unwrap_or_default()),
            should_panic: match test.desc.should_panic {
                ShouldPanic::No => Expected::No,
                ShouldPanic::Yes => Expected::Yes(""),
                ShouldPanic::YesWithMessage(words) => Expected::Yes(words),
            },
            body,
        }
    }));
}
