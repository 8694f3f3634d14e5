//! The part of the report for people that is about answers, and the score taken apart.

use super::{
    Report,
    text::{DIM, GREEN, Look, RED, points},
};
use crate::{
    points::Points,
    questions::{AnswerStatus, QuestionReport},
    score::Score,
    text::folded,
};
use std::fmt::Write;

/// How many were answered how, and what is to be said about each that was not simply right.
pub(super) fn questions(report: &Report, look: Look) -> String {
    const COUNTED: [(AnswerStatus, &str); 8] = [
        (AnswerStatus::Right, "right"),
        (AnswerStatus::Partial, "right in part"),
        (AnswerStatus::Wrong, "wrong"),
        (AnswerStatus::SelfAssessed, "self-assessed"),
        (AnswerStatus::Reviewed, "reviewed"),
        (AnswerStatus::Pending, "pending"),
        (AnswerStatus::Refused, "not understood"),
        (AnswerStatus::Unanswered, "not answered"),
    ];
    let mut counts = Vec::new();
    for (status, word) in COUNTED {
        let count = report
            .questions
            .iter()
            .filter(|it| it.status == status)
            .count();
        if count > 0 {
            counts.push(format!("{count} {word}"));
        }
    }
    let said = format!(
        "questions  {}: {}",
        points(report.concepts()),
        counts.join(", ")
    );
    let lines = folded(&said, look.width.saturating_sub(4)).join("\n    ");
    let mut text = format!(
        "{}\n",
        lines.replacen("questions", &look.bold("questions"), 1)
    );
    for question in &report.questions {
        text.push_str(&one(question, look));
    }
    text
}

/// What is to be said about one answer; nothing if it is right or not there.
fn one(question: &QuestionReport, look: Look) -> String {
    let earned = points(question.points);
    let possible = question.points.possible;
    let (mark, said) = match question.status {
        AnswerStatus::Right | AnswerStatus::Unanswered => return String::new(),
        AnswerStatus::Wrong => (look.paint(RED, "✗"), "wrong".to_owned()),
        AnswerStatus::Partial => (look.paint(RED, "~"), earned),
        AnswerStatus::SelfAssessed => (look.paint(GREEN, "~"), format!("{earned}, self-assessed")),
        AnswerStatus::Reviewed => (look.paint(GREEN, "~"), earned),
        AnswerStatus::Refused => (look.paint(RED, "!"), "not understood".to_owned()),
        AnswerStatus::Pending => (
            look.paint(DIM, "?"),
            format!("pending: up to {possible} points, once a person has read it"),
        ),
    };
    let remarks = question.remarks.join("; ");
    let colon = if remarks.is_empty() { "" } else { ": " };
    let mut text = format!("    {mark} {}  {said}{colon}{remarks}\n", question.id);
    if question.status == AnswerStatus::Pending
        && let Some(fingerprint) = &question.fingerprint
    {
        let _ = writeln!(text, "      fingerprint {fingerprint}");
    }
    for (name, list) in [
        ("found:  ", &question.found),
        ("missing:", &question.missing),
    ] {
        for point in list {
            let lines = folded(point, look.width.saturating_sub(15)).join("\n               ");
            let _ = writeln!(text, "      {name} {lines}");
        }
    }
    text
}

/// What of the answers file could not be understood.
pub(super) fn problems(report: &Report, look: Look) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        let place = if problem.line == 0 {
            problem.file.clone()
        } else {
            format!("{}:{}", problem.file, problem.line)
        };
        let said = format!("{place}: {}", problem.message);
        let lines = folded(&said, look.width.saturating_sub(6)).join("\n      ");
        let _ = writeln!(text, "    {} {lines}", look.paint(RED, "!"));
    }
    text
}

/// The score by topic and by area.
pub(super) fn breakdown(report: &Report, look: Look) -> String {
    let mut text = String::new();
    let topics = report.by_topic();
    let has_concepts = report.concepts().possible != Points::ZERO;
    if topics.len() > 1 && has_concepts {
        let widest = topics
            .iter()
            .map(|it| it.id.len())
            .max()
            .unwrap_or(0)
            .max(8);
        let title = format!(
            "{:<widest$}  {:>16}  {:>16}  together",
            "by topic", "code", "concepts"
        );
        let _ = writeln!(text, "{}", look.bold(&title));
        for topic in &topics {
            let percent = format!("{} %", topic.percent(report.weights));
            let _ = writeln!(
                text,
                "{:<widest$}  {:>16}  {:>16}  {percent:>8}",
                topic.id,
                of(topic.code),
                of(topic.concepts)
            );
        }
        text.push('\n');
    }
    let areas = report.by_area();
    if areas.len() > 1 {
        let _ = writeln!(text, "{}", look.bold("by category"));
        for (area, score) in areas {
            let percent = format!("{} %", score.earned.percent_of(score.possible));
            let _ = writeln!(text, "{:<16}  {:>16}  {percent:>8}", area.name(), of(score));
        }
        text.push('\n');
    }
    text
}

/// "12.5 of 40", or a dash if there is nothing to earn.
fn of(score: Score) -> String {
    if score.possible == Points::ZERO {
        "-".to_owned()
    } else {
        format!("{} of {}", score.earned, score.possible)
    }
}
