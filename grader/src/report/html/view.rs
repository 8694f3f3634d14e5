//! What the page shows, as plain values for its template.

use super::diagram::{self, Trace};
use crate::{
    build::Unbuilt,
    report::{
        CheckReport, Report, TaskReport, TopicReport, TopicStatus, advice, concepts, snippet,
        story::{self, Names},
        text::{self, Colour, Detail, Look},
    },
    score::Score,
    suite::Category,
    verdict::CheckVerdict,
};
use serde::Serialize;
use std::collections::BTreeMap;
use wire::{Failure, Figure};

/// How source is drawn inside the page.
const LOOK: Look = Look {
    colour: Colour::Plain,
    width: 100,
    detail: Detail::Short,
};

/// Steps drawn on the whole page, so that it stays small; each failure gets its share.
const MOST_STEPS: usize = 2_000;
/// Steps drawn for one failure, at least and at most.
const STEPS: std::ops::RangeInclusive<usize> = 12..=120;
/// Longest output that is shown, in characters.
const MOST_OUTPUT: usize = 1_000;

/// Everything.
#[derive(Serialize)]
pub(super) struct Page {
    code: Score,
    total: String,
    topics: Vec<Topic>,
    categories: Vec<Row>,
    questions: Option<Questions>,
}

/// A row of the table by category.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    points: String,
    passed: usize,
    checks: usize,
}

#[derive(Serialize)]
struct Topic {
    id: String,
    title: String,
    points: String,
    passed: usize,
    checks: usize,
    reason: Option<String>,
    compiler: String,
    tasks: Vec<Task>,
    sources: Vec<Source>,
}

/// A file, shown once and copied beside each picture by the script.
#[derive(Serialize)]
struct Source {
    id: String,
    path: String,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct Task {
    id: String,
    title: String,
    level: &'static str,
    points: String,
    passed: bool,
    checks: Vec<Check>,
    failures: Vec<Told>,
}

#[derive(Serialize)]
struct Check {
    class: &'static str,
    mark: &'static str,
    promise: String,
    remark: String,
}

/// A failure, told.
#[derive(Serialize)]
struct Told {
    id: String,
    code: &'static str,
    headline: String,
    promise: Option<String>,
    message: String,
    figures: Vec<Compared>,
    snippet: String,
    sentences: Vec<String>,
    timeline: String,
    output: String,
    advice: &'static str,
    notes: Vec<String>,
    trace: Option<Trace>,
}

/// A value, cut where it differs.
#[derive(Serialize)]
struct Compared {
    name: String,
    before: String,
    marked: String,
    after: String,
}

#[derive(Serialize)]
struct Questions {
    points: String,
    summary: String,
}

/// The page's values.
pub(super) fn page(report: &Report) -> Page {
    let failures = report.topics.iter().flat_map(|topic| &topic.tasks);
    let failures = failures
        .map(|task| text::failures(task).count())
        .sum::<usize>();
    let share = (MOST_STEPS / failures.max(1)).clamp(*STEPS.start(), *STEPS.end());
    Page {
        code: report.code(),
        total: text::summary(report),
        topics: report.topics.iter().map(|it| topic(it, share)).collect(),
        categories: categories(report),
        questions: questions(report),
    }
}

/// Points and checks by category, in the order in which categories are declared.
fn categories(report: &Report) -> Vec<Row> {
    let mut rows: BTreeMap<Category, Vec<&CheckReport>> = BTreeMap::new();
    let tasks = report.topics.iter().flat_map(|topic| &topic.tasks);
    for check in tasks.flat_map(|task| &task.checks) {
        rows.entry(check.check.category).or_default().push(check);
    }
    let row = |(category, checks): (Category, Vec<&CheckReport>)| Row {
        name: category.name(),
        points: text::points(checks.iter().map(|check| check.score).sum()),
        passed: checks.iter().filter(|check| has_passed(check)).count(),
        checks: checks.len(),
    };
    rows.into_iter().map(row).collect()
}

fn topic(topic: &TopicReport, share: usize) -> Topic {
    let checks = || topic.tasks.iter().flat_map(|task| &task.checks);
    let (reason, compiler) = match &topic.status {
        TopicStatus::Judged => (None, String::new()),
        TopicStatus::Unbuilt(unbuilt) => {
            let reason = format!("ungradable ({}): {}", unbuilt.code, unbuilt.message);
            (Some(reason), self::compiler(topic, unbuilt))
        }
        TopicStatus::Rejected(reason) => {
            (Some(format!("cannot be graded: {reason}")), String::new())
        }
        TopicStatus::Absent => (Some("not handed in".to_owned()), String::new()),
    };
    let failing = topic
        .tasks
        .iter()
        .any(|task| text::failures(task).next().is_some());
    let sources = topic.sources.iter().filter(|_| failing);
    Topic {
        id: topic.id.clone(),
        title: topic.title.clone(),
        points: text::points(topic.score()),
        passed: checks().filter(|check| has_passed(check)).count(),
        checks: checks().count(),
        reason,
        compiler,
        tasks: topic
            .tasks
            .iter()
            .map(|it| task(topic, it, share))
            .collect(),
        sources: sources
            .map(|(file, text)| Source {
                id: source_id(topic, file),
                path: topic.path(file),
                lines: text
                    .lines()
                    .map(|line| line.replace('\t', "    "))
                    .collect(),
            })
            .collect(),
    }
}

/// What the compiler said.
fn compiler(topic: &TopicReport, unbuilt: &Unbuilt) -> String {
    let errors = unbuilt.errors.iter().take(3);
    let drawn: Vec<String> = errors
        .map(|it| snippet::compile_error(topic, it, LOOK))
        .collect();
    drawn.join("\n\n")
}

fn task(topic: &TopicReport, task: &TaskReport, share: usize) -> Task {
    let failures = text::failures(task).enumerate();
    Task {
        id: task.id.clone(),
        title: task.title.clone(),
        level: task.level.name(),
        points: text::points(task.score()),
        passed: task.passed(),
        checks: task.checks.iter().map(|it| check(it, task)).collect(),
        failures: failures
            .map(|(number, (check, failure))| {
                let id = format!("{}-{}-{number}", topic.id, task.id);
                // When everything fails, one picture a task must do.
                let crowded = number > 0 && share == *STEPS.start();
                let share = if crowded { 0 } else { share };
                told(topic, check, failure, (id, share))
            })
            .collect(),
    }
}

fn check(check: &CheckReport, task: &TaskReport) -> Check {
    let (class, mark, remark) = match &check.verdict {
        Some(CheckVerdict::Passed(exploration)) => {
            ("good", "✓", text::extent(exploration, task.engine))
        }
        Some(CheckVerdict::Failed(failure)) => ("bad", "✗", failure.code.name().to_owned()),
        Some(CheckVerdict::OutOfTime) => ("soft", "–", "not reached: out of time".to_owned()),
        Some(CheckVerdict::NotReached) => (
            "soft",
            "–",
            "not reached: basic correctness comes first".to_owned(),
        ),
        None => ("soft", "–", "could not run".to_owned()),
    };
    Check {
        class,
        mark,
        promise: check.check.promise.clone(),
        remark,
    }
}

fn told(
    topic: &TopicReport,
    check: Option<&CheckReport>,
    failure: &Failure,
    (id, share): (String, usize),
) -> Told {
    let names = Names::of(failure).with_sources(&topic.sources);
    let (headline, message) = story::headline(failure, &names);
    let advice = match check {
        Some(_) => advice::asked::advice(topic, failure, &names),
        None => advice::UNFIT,
    };
    let (drawn, _) = snippet::failure(topic, failure, &names, LOOK);
    let (_, drawn) = drawn.split_once('\n').unwrap_or_default();
    let file_id = |file: &str| {
        let known = topic.sources.contains_key(file);
        known.then(|| source_id(topic, file))
    };
    Told {
        id,
        code: failure.code.name(),
        headline,
        promise: check.map(|check| check.check.promise.clone()),
        message,
        figures: failure.figures.iter().map(compared).collect(),
        snippet: drawn.to_owned(),
        sentences: story::sentences(failure, &names),
        timeline: story::timeline(failure, &names).join("\n"),
        output: failure
            .output
            .trim_end()
            .chars()
            .take(MOST_OUTPUT)
            .collect(),
        advice,
        notes: text::notes(failure),
        trace: story::wants_steps(failure)
            .then(|| diagram::trace(failure, &names, share, &file_id))
            .flatten(),
    }
}

fn compared(figure: &Figure) -> Compared {
    let text: Vec<char> = figure.value.chars().collect();
    let (from, to) = figure.difference.map_or((text.len(), text.len()), |it| {
        let from = (it.at as usize).min(text.len());
        (from, (from + it.length as usize).min(text.len()))
    });
    let part = |range: std::ops::Range<usize>| text[range].iter().collect::<String>();
    Compared {
        name: figure.name.clone(),
        before: part(0..from),
        marked: part(from..to),
        after: part(to..text.len()),
    }
}

fn questions(report: &Report) -> Option<Questions> {
    if report.questions.is_empty() {
        return None;
    }
    Some(Questions {
        points: text::points(report.concepts()),
        summary: concepts::questions(report, LOOK),
    })
}

/// The name of a source inside the page.
fn source_id(topic: &TopicReport, file: &str) -> String {
    format!("source-{}-{file}", topic.id)
}

fn has_passed(check: &CheckReport) -> bool {
    matches!(check.verdict, Some(CheckVerdict::Passed(_)))
}
