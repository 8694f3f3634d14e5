//! The report as JSON, as `schema/report.schema.json` describes it.

use super::{
    CheckReport, Report, TaskReport, TopicReport, TopicStatus,
    breakdown::{Area, TopicScore},
};
use crate::{
    build::Unbuilt,
    points::Points,
    questions::{Problem, QuestionReport},
    score::{Score, Weights},
    suite::Category,
    verdict::CheckVerdict,
    workbook::Level,
};
use serde::Serialize;
use wire::{Exploration, Failure, Place};

/// The version of the schema; it grows when a reader of the older one could be misled.
pub const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'r> {
    schema_version: u32,
    grader: &'static str,
    passed: bool,
    score: Joint,
    topics: Vec<Topic<'r>>,
    questions: &'r [QuestionReport],
    problems: &'r [Problem],
    confinement: Confined,
}

/// What the code could not reach.
#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a document has a truth for each"
)]
struct Confined {
    files: bool,
    network: bool,
    processes: bool,
    root: bool,
}

#[derive(Serialize)]
struct Joint {
    percent: Points,
    code: Score,
    concepts: Score,
    /// What answers may still earn that nobody has read yet; part of what is possible.
    pending: Points,
    weights: Weights,
    topics: Vec<ByTopic>,
    categories: Vec<ByCategory>,
}

#[derive(Serialize)]
struct ByTopic {
    id: String,
    percent: Points,
    code: Score,
    concepts: Score,
}

#[derive(Serialize)]
struct ByCategory {
    name: Area,
    points: Score,
}

#[derive(Serialize)]
struct Topic<'r> {
    id: &'r str,
    title: &'r str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unbuilt: Option<&'r Unbuilt>,
    points: Score,
    tasks: Vec<Task<'r>>,
}

#[derive(Serialize)]
struct Task<'r> {
    id: &'r str,
    title: &'r str,
    level: Level,
    status: &'static str,
    place: Option<&'r Place>,
    points: Score,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'r Failure>,
    checks: Vec<Check<'r>>,
}

#[derive(Serialize)]
struct Check<'r> {
    id: &'r str,
    category: Category,
    promise: &'r str,
    weight: u32,
    status: &'static str,
    points: Score,
    #[serde(skip_serializing_if = "Option::is_none")]
    exploration: Option<&'r Exploration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'r Failure>,
}

/// Renders the report, with a newline at the end.
#[expect(
    clippy::missing_panics_doc,
    reason = "the grader's own values are JSON"
)]
#[must_use]
pub fn render(report: &Report) -> String {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        grader: env!("CARGO_PKG_VERSION"),
        passed: report.passed(),
        score: Joint {
            percent: report.percent(),
            code: report.code(),
            concepts: report.concepts(),
            pending: report.pending(),
            weights: report.weights,
            topics: report
                .by_topic()
                .into_iter()
                .map(|it| by_topic(it, report.weights))
                .collect(),
            categories: report
                .by_area()
                .into_iter()
                .map(|(name, points)| ByCategory { name, points })
                .collect(),
        },
        topics: report.topics.iter().map(topic).collect(),
        questions: &report.questions,
        problems: &report.problems,
        confinement: Confined {
            files: report.confinement.held.files,
            network: report.confinement.held.network,
            processes: report.confinement.held.processes,
            root: report.confinement.as_root,
        },
    };
    let text = serde_json::to_string_pretty(&document).expect("a report is JSON");
    text + "\n"
}

fn by_topic(topic: TopicScore, weights: Weights) -> ByTopic {
    ByTopic {
        percent: topic.percent(weights),
        id: topic.id,
        code: topic.code,
        concepts: topic.concepts,
    }
}

fn topic(topic: &TopicReport) -> Topic<'_> {
    let (status, reason, unbuilt) = match &topic.status {
        TopicStatus::Judged if topic.passed() => ("passed", None, None),
        TopicStatus::Judged => ("failed", None, None),
        TopicStatus::Unbuilt(unbuilt) => ("ungradable", None, Some(unbuilt)),
        TopicStatus::Rejected(reason) => ("rejected", Some(reason.as_str()), None),
        TopicStatus::Absent => ("absent", None, None),
    };
    Topic {
        id: &topic.id,
        title: &topic.title,
        status,
        reason,
        unbuilt,
        points: topic.score(),
        tasks: topic.tasks.iter().map(|it| task(topic, it)).collect(),
    }
}

fn task<'r>(topic: &'r TopicReport, task: &'r TaskReport) -> Task<'r> {
    let status = match topic.status {
        TopicStatus::Judged if task.unfit.is_some() => "unfit",
        TopicStatus::Judged if task.passed() => "passed",
        TopicStatus::Judged => "failed",
        TopicStatus::Unbuilt(_) | TopicStatus::Rejected(_) | TopicStatus::Absent => "ungradable",
    };
    Task {
        id: &task.id,
        title: &task.title,
        level: task.level,
        status,
        place: task.place.as_ref(),
        points: task.score(),
        failure: task.unfit.as_deref(),
        checks: task.checks.iter().map(check).collect(),
    }
}

fn check(check: &CheckReport) -> Check<'_> {
    let (status, exploration, failure) = match &check.verdict {
        None => ("ungradable", None, None),
        Some(CheckVerdict::Passed(exploration)) => ("passed", Some(exploration), None),
        Some(CheckVerdict::Failed(failure)) => ("failed", None, Some(&**failure)),
        Some(CheckVerdict::NotReached) => ("not-reached", None, None),
        Some(CheckVerdict::OutOfTime) => ("out-of-time", None, None),
    };
    Check {
        id: &check.check.id,
        category: check.check.category,
        promise: &check.check.promise,
        weight: check.check.weight,
        status,
        points: check.score,
        exploration,
        failure,
    }
}
