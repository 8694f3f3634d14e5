//! The report on the learner's own tests: no points, the same diagnoses. Pure.

use super::{
    CheckReport, TopicReport, TopicStatus,
    text::{self, Look},
};
use crate::{
    score::Score,
    suite::{Category, Check},
    text::{counted, folded},
    verdict::CheckVerdict,
    workbook::Engine,
};
use std::fmt::Write;
use wire::{Failure, LearnersTest};

/// What is to be said about the tests of a topic.
#[derive(Clone, Debug, PartialEq)]
pub struct TestReport {
    /// The topic, with its sources; it has no verdicts, but may be unbuilt.
    pub topic: TopicReport,
    /// The test programs.
    pub programs: Vec<ProgramReport>,
}

/// What is to be said about one program.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgramReport {
    /// Its root file: `src/lib.rs`, `tests/examples.rs`.
    pub file: String,
    /// In the order of their names.
    pub tests: Vec<TestVerdict>,
}

/// What is to be said about a test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestVerdict {
    /// The test.
    pub test: LearnersTest,
    /// How it went; `None` if it was not run.
    pub verdict: Option<CheckVerdict>,
}

impl TestVerdict {
    fn failure(&self) -> Option<&Failure> {
        match &self.verdict {
            Some(CheckVerdict::Failed(failure)) => Some(failure),
            Some(CheckVerdict::Passed(_) | CheckVerdict::NotReached | CheckVerdict::OutOfTime)
            | None => None,
        }
    }
}

impl TestReport {
    /// Everything compiles, and no test failed.
    #[must_use]
    pub fn passed(&self) -> bool {
        let built = !matches!(self.topic.status, TopicStatus::Unbuilt(_));
        built && self.tests().all(|test| test.failure().is_none())
    }

    fn tests(&self) -> impl Iterator<Item = &TestVerdict> {
        self.programs.iter().flat_map(|program| &program.tests)
    }
}

/// Renders the report for people.
#[must_use]
pub fn render(report: &TestReport, look: Look) -> String {
    let topic = &report.topic;
    if let TopicStatus::Unbuilt(unbuilt) = &topic.status {
        return text::unbuilt(topic, unbuilt, look);
    }
    let id = &topic.id;
    let count = report.tests().count();
    if count == 0 {
        let none = format!(
            "{id} has no tests yet. Write functions with `#[test]` in {} or in files of {}, and run \
             this again: each is explored as the grader's own checks are.",
            topic.path("src/"),
            topic.path("tests/")
        );
        return folded(&none, look.width).join("\n") + "\n";
    }
    let mut shown = format!("{id}: {} of yours, in simulation\n", counted(count, "test"));
    for program in report.programs.iter().filter(|it| !it.tests.is_empty()) {
        let _ = writeln!(shown, "\n{}", topic.path(&program.file));
        for test in &program.tests {
            shown.push_str(&line(test, look));
        }
    }
    for test in report.tests() {
        if let Some(failure) = test.failure() {
            let _ = write!(shown, "\n{}", story(topic, test, failure, look));
        }
    }
    let failed = report
        .tests()
        .filter(|test| test.failure().is_some())
        .count();
    let ignored = report.tests().filter(|test| test.verdict.is_none()).count();
    let passed = count - failed - ignored;
    let mut sum = format!("{passed} passed, {failed} failed");
    if ignored > 0 {
        let _ = write!(sum, ", {ignored} ignored");
    }
    let _ = writeln!(shown, "\n{sum}");
    shown
}

/// One line for a test.
fn line(test: &TestVerdict, look: Look) -> String {
    let remark = match (&test.verdict, test.test.ignored.as_deref()) {
        (Some(CheckVerdict::Passed(exploration)), _) => {
            text::extent(exploration, Engine::Simulated)
        }
        (Some(CheckVerdict::Failed(failure)), _) => failure.code.name().to_owned(),
        (Some(CheckVerdict::NotReached), _) => "not reached".to_owned(),
        (Some(CheckVerdict::OutOfTime), _) => "not reached: the time is used up".to_owned(),
        (None, None | Some("")) => "ignored".to_owned(),
        (None, Some(reason)) => format!("ignored: {reason}"),
    };
    let mark = match (&test.verdict, test.failure()) {
        (_, Some(_)) => text::Mark::Failed,
        (None, None) => text::Mark::Skipped,
        (Some(_), None) => text::Mark::Passed,
    };
    text::marked(mark, &test.test.name, &remark, look)
}

/// The story of a failed test.
fn story(topic: &TopicReport, test: &TestVerdict, failure: &Failure, look: Look) -> String {
    let LearnersTest {
        name, file, line, ..
    } = &test.test;
    let check = Check {
        id: name.clone(),
        category: Category::Basic,
        promise: format!("your test `{name}`, {}:{line}", topic.path(file)),
        weight: 1,
        exhaustive: false,
    };
    let check = CheckReport {
        check,
        verdict: None,
        score: Score::default(),
    };
    text::failure(topic, Some(&check), failure, look)
}
