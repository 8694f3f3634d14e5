//! The report as Gradescope's `results.json`, as `schema/gradescope.schema.json` describes it.
//!
//! `score` is the joint score in per cent, so that the assignment is to be worth 100 points; it overrides
//! the sum of the tests, which show their own points. A test is a check, and for each topic its questions.

use super::{
    CheckReport, Report, TaskReport, TopicReport, TopicStatus,
    breakdown::Area,
    text::{self, Colour, Detail, Look},
};
use crate::{points::Points, questions::AnswerStatus, score::Score, verdict::CheckVerdict};
use serde::Serialize;

const LOOK: Look = Look {
    colour: Colour::Plain,
    width: 100,
    detail: Detail::Short,
};

#[derive(Serialize)]
struct Results {
    score: Points,
    output: String,
    output_format: &'static str,
    test_output_format: &'static str,
    test_name_format: &'static str,
    visibility: &'static str,
    stdout_visibility: &'static str,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    number: String,
    name: String,
    score: Points,
    max_score: Points,
    status: &'static str,
    output: String,
    tags: Vec<&'static str>,
    visibility: &'static str,
}

/// Renders the report, with a newline at the end.
#[expect(
    clippy::missing_panics_doc,
    reason = "the grader's own values are JSON"
)]
#[must_use]
pub fn render(report: &Report) -> String {
    let mut tests = Vec::new();
    for (number, topic) in (1..).zip(&report.topics) {
        for (task_number, task) in (1..).zip(&topic.tasks) {
            let checks = (1..).zip(&task.checks);
            tests.extend(checks.map(|(check_number, check)| {
                let number = format!("{number}.{task_number}.{check_number}");
                test(number, topic, task, check)
            }));
        }
    }
    tests.extend(questions(report));
    let results = Results {
        score: report.percent(),
        output: format!("{}\n", text::total(report, LOOK).trim_end()),
        output_format: "text",
        test_output_format: "text",
        test_name_format: "text",
        visibility: "visible",
        stdout_visibility: "hidden",
        tests,
    };
    let text = serde_json::to_string_pretty(&results).expect("results are JSON");
    text + "\n"
}

fn test(number: String, topic: &TopicReport, task: &TaskReport, check: &CheckReport) -> Test {
    let passed = matches!(check.verdict, Some(CheckVerdict::Passed(_)));
    Test {
        number,
        name: format!("{}/{}: {}", topic.id, task.id, check.check.promise),
        score: check.score.earned,
        max_score: check.score.possible,
        status: if passed { "passed" } else { "failed" },
        output: output(topic, task, check),
        tags: vec![Area::of(check.check.category).name()],
        visibility: "visible",
    }
}

fn output(topic: &TopicReport, task: &TaskReport, check: &CheckReport) -> String {
    match (&topic.status, &check.verdict, &task.unfit) {
        (TopicStatus::Absent, ..) => "not handed in\n".to_owned(),
        (TopicStatus::Rejected(reason), ..) => format!("cannot be graded: {reason}\n"),
        (TopicStatus::Unbuilt(unbuilt), ..) => text::unbuilt(topic, unbuilt, LOOK),
        (_, Some(CheckVerdict::Passed(exploration)), _) => {
            format!("{}\n", text::extent(exploration, task.engine))
        }
        (_, Some(CheckVerdict::Failed(failure)), _) => {
            text::failure(topic, Some(check), failure, LOOK)
        }
        (_, Some(CheckVerdict::NotReached), _) => {
            "not reached: basic correctness comes first\n".to_owned()
        }
        (_, Some(CheckVerdict::OutOfTime), _) => {
            "not reached: the time for this task is used up\n".to_owned()
        }
        (_, None, Some(failure)) => text::failure(topic, None, failure, LOOK),
        (_, None, None) => "could not run\n".to_owned(),
    }
}

/// One test a topic that has questions.
fn questions(report: &Report) -> Vec<Test> {
    let mut tests = Vec::new();
    for topic in report.by_topic() {
        let own: Vec<_> = report
            .questions
            .iter()
            .filter(|it| it.topic == topic.id)
            .collect();
        if own.is_empty() {
            continue;
        }
        let answered = own
            .iter()
            .filter(|it| it.status != AnswerStatus::Unanswered);
        let line = |it: &&&crate::questions::QuestionReport| {
            let status = serde_json::to_value(it.status);
            let status = status.ok().and_then(|it| it.as_str().map(str::to_owned));
            let points = text::points(it.points);
            format!("{}: {}, {points}\n", it.id, status.unwrap_or_default())
        };
        let lines: String = answered.clone().map(|it| line(&it)).collect();
        let Score { earned, possible } = topic.concepts;
        tests.push(Test {
            number: format!("{}.{}", report.topics.len() + 1, tests.len() + 1),
            name: format!("{}: questions", topic.id),
            score: earned,
            max_score: possible,
            status: if earned == possible {
                "passed"
            } else {
                "failed"
            },
            output: format!("{} of {} answered\n{lines}", answered.count(), own.len()),
            tags: vec![Area::Concepts.name()],
            visibility: "visible",
        });
    }
    tests
}
