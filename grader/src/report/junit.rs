//! The report as `JUnit` XML, in the dialect that Jenkins, Artemis and most CI services read: a test suite
//! a topic, a test case a check, and a suite for the questions. It follows Jenkins' `junit-10.xsd`.
//!
//! A check that fails is a `failure`, typed by its diagnosis; one that could not run is an `error`; one
//! that was not reached or not handed in is `skipped`. Times are not told: virtual time is not theirs, and
//! real time would make two reports of one submission differ.

use super::{
    CheckReport, Report, TaskReport, TopicReport, TopicStatus, story,
    text::{self, Colour, Detail, Look},
};
use crate::{
    questions::{AnswerStatus, QuestionReport},
    score::Score,
    verdict::CheckVerdict,
};
use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};
use wire::{Code, Failure};

const LOOK: Look = Look {
    colour: Colour::Plain,
    width: 100,
    detail: Detail::Short,
};

/// Renders the report.
#[expect(
    clippy::missing_panics_doc,
    reason = "writing to memory does not fail, and invalid characters are stripped"
)]
#[must_use]
pub fn render(report: &Report) -> String {
    let mut junit = quick_junit::Report::new("grader");
    junit.add_test_suites(report.topics.iter().map(suite));
    if !report.questions.is_empty() || !report.problems.is_empty() {
        junit.add_test_suite(questions(report));
    }
    let text = junit.to_string().expect("XML is written to memory");
    // Control characters are stripped already; these two are no characters of XML either.
    let text = text.replace(['\u{fffe}', '\u{ffff}'], "");
    without_total(text.trim_end()) + "\n"
}

/// The schema knows no count of skipped cases for the whole, only for each suite.
fn without_total(text: &str) -> String {
    let begin = text.find("<testsuites").unwrap_or(0);
    let end = begin + text[begin..].find('>').unwrap_or(0);
    let (before, after) = text.split_at(end);
    match before.rsplit_once(" skipped=\"") {
        Some((kept, count)) => {
            let rest = count.split_once('"').map_or("", |(_, rest)| rest);
            format!("{kept}{rest}{after}")
        }
        None => text.to_owned(),
    }
}

fn suite(topic: &TopicReport) -> TestSuite {
    let mut suite = TestSuite::new(&*topic.id);
    suite.add_properties(points(topic.score()));
    for task in &topic.tasks {
        suite.add_test_cases(task.checks.iter().map(|check| case(topic, task, check)));
    }
    suite
}

fn case(topic: &TopicReport, task: &TaskReport, check: &CheckReport) -> TestCase {
    let mut case = TestCase::new(
        format!("{}/{}", task.id, check.check.id),
        status(topic, task, check),
    );
    case.set_classname(&*topic.id);
    // Not as properties: the published schema has none in a test case.
    let mut said = format!("{}\n{}", check.check.promise, text::points(check.score));
    if let Some(CheckVerdict::Passed(exploration)) = &check.verdict {
        said.push('\n');
        said.push_str(&text::extent(exploration, task.engine));
    }
    case.set_system_out(said);
    case
}

fn points(score: Score) -> [Property; 2] {
    [
        Property::new("points", score.earned.to_string()),
        Property::new("possible", score.possible.to_string()),
    ]
}

fn status(topic: &TopicReport, task: &TaskReport, check: &CheckReport) -> TestCaseStatus {
    match &topic.status {
        TopicStatus::Judged => {}
        TopicStatus::Absent => return skipped("not handed in"),
        TopicStatus::Rejected(reason) => return broken("rejected", reason, reason),
        TopicStatus::Unbuilt(unbuilt) => {
            let all = text::unbuilt(topic, unbuilt, LOOK);
            return broken(unbuilt.code.name(), &unbuilt.message, &all);
        }
    }
    match (&check.verdict, &task.unfit) {
        (Some(CheckVerdict::Passed(_)), _) => TestCaseStatus::success(),
        (Some(CheckVerdict::Failed(failure)), _) => failed(topic, Some(check), failure),
        (Some(CheckVerdict::NotReached), _) => {
            skipped("not reached: basic correctness comes first")
        }
        (Some(CheckVerdict::OutOfTime), _) => {
            skipped("not reached: the time for this task is used up")
        }
        (None, Some(failure)) => failed(topic, None, failure),
        (None, None) => skipped("could not run"),
    }
}

fn failed(topic: &TopicReport, check: Option<&CheckReport>, failure: &Failure) -> TestCaseStatus {
    let (headline, _) = story::headline(failure, &story::Names::of(failure));
    let kind = match failure.code {
        Code::Crash | Code::DoesNotCompile | Code::OutOfMemory | Code::StackOverflow => {
            NonSuccessKind::Error
        }
        _ => NonSuccessKind::Failure,
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(failure.code.name());
    status.set_message(headline);
    status.set_description(text::failure(topic, check, failure, LOOK));
    status
}

fn broken(kind: &str, message: &str, description: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type(kind);
    status.set_message(message);
    status.set_description(description);
    status
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(message);
    status
}

fn questions(report: &Report) -> TestSuite {
    let mut suite = TestSuite::new("questions");
    suite.add_properties(points(report.concepts()));
    suite.add_test_cases(report.questions.iter().map(question));
    let problems: Vec<String> = report
        .problems
        .iter()
        .map(|problem| format!("{}:{}: {}", problem.file, problem.line, problem.message))
        .collect();
    if !problems.is_empty() {
        suite.set_system_err(problems.join("\n"));
    }
    suite
}

fn question(question: &QuestionReport) -> TestCase {
    let said = if question.remarks.is_empty() {
        text::points(question.points)
    } else {
        question.remarks.join("; ")
    };
    let status = match question.status {
        AnswerStatus::Right => TestCaseStatus::success(),
        AnswerStatus::SelfAssessed | AnswerStatus::Reviewed if question.points.is_full() => {
            TestCaseStatus::success()
        }
        AnswerStatus::Unanswered => skipped("not answered"),
        AnswerStatus::Pending => skipped("pending: no person has read it yet"),
        AnswerStatus::Refused => broken("refused", "the answer could not be understood", &said),
        AnswerStatus::Partial
        | AnswerStatus::Wrong
        | AnswerStatus::SelfAssessed
        | AnswerStatus::Reviewed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let full = question.points.earned.hundredths() > 0;
            status.set_type(if full { "partial" } else { "wrong" });
            status.set_message(said);
            status
        }
    };
    let mut case = TestCase::new(&*question.id, status);
    case.set_classname(format!("questions.{}", question.topic));
    case.set_system_out(text::points(question.points));
    case
}
