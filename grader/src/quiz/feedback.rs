//! What is said after an answer: whether it was right, why, and why the other choices are not.

use super::Style;
use crate::{
    questions::{Answer, AnswerStatus, Asked, Form, KeyPoint, QuestionReport, Written},
    report::text::points,
};
use std::{collections::BTreeSet, fmt::Write};

/// What became of an answer, the reasons choice by choice, the explanation, and what may be asked next.
#[must_use]
pub fn feedback(
    asked: &Asked<'_>,
    answer: &Answer,
    report: &QuestionReport,
    style: Style,
) -> String {
    let mut text = headline(report, style);
    if let Some(key) = asked.key() {
        let _ = writeln!(text, "{}", key_line(&key, style));
    }
    text.push('\n');
    text.push_str(&reasons(asked, answer, style));
    let explanation = style.prose(&asked.explanation(), "");
    let _ = write!(text, "\n{explanation}");
    if !asked.question.followups.is_empty() {
        let _ = write!(text, "\n{}", style.prose("An interviewer may go on:", ""));
        for followup in &asked.question.followups {
            text.push_str(&style.item(if style.plain { "" } else { "  - " }, followup));
        }
    }
    text
}

fn headline(report: &QuestionReport, style: Style) -> String {
    let (mark, word, colour) = match report.status {
        AnswerStatus::Right => ("✓", "Right", "32"),
        AnswerStatus::Partial => ("~", "Right in part", "33"),
        AnswerStatus::SelfAssessed => ("~", "By your own rating", "33"),
        AnswerStatus::Pending => ("?", "Not rated yet", "33"),
        AnswerStatus::Reviewed => ("~", "Reviewed", "33"),
        AnswerStatus::Wrong | AnswerStatus::Unanswered | AnswerStatus::Refused => {
            ("✗", "Wrong", "31")
        }
    };
    let mut said = format!("{word}: {}.", points(report.points));
    if !report.remarks.is_empty() {
        let _ = write!(said, " ({})", report.remarks.join("; "));
    }
    if style.plain {
        return said + "\n";
    }
    let said = style.prose(&format!("{mark} {said}"), "");
    if style.colour {
        format!("\u{1b}[{colour}m{}\u{1b}[0m\n", said.trim_end())
    } else {
        said
    }
}

fn key_line(key: &Written, style: Style) -> String {
    let said = match key {
        Written::Word(word) => word.clone(),
        Written::Number(number) => number.to_string(),
        Written::Words(words) => words.join(" "),
        Written::Essay { text, .. } => text.clone(),
    };
    style.bold(&format!("The right answer: {said}"))
}

/// Why each choice is right or wrong, in the order shown.
fn reasons(asked: &Asked<'_>, answer: &Answer, style: Style) -> String {
    let mut text = String::new();
    match &asked.question.form {
        Form::Matching { pairs } => {
            for (index, pair) in pairs.iter().enumerate() {
                let place = match answer {
                    Answer::Sequence(given) => given.get(index) == Some(&index),
                    _ => false,
                };
                let label = label(asked.letter(index), place, None, style);
                let number = index + 1;
                let said = format!("belongs to {number}, {}. {}", pair.left, pair.why);
                text.push_str(&style.item(&label, &said));
            }
        }
        Form::Numeric { .. } | Form::Short { .. } => {}
        form => {
            let right = |index: usize| match form {
                Form::Single { answer, .. } => Some(*answer == index),
                Form::Multiple { answer, .. } | Form::Predict { answer, .. } => {
                    Some(answer.contains(&index))
                }
                _ => None,
            };
            let taken = |index: usize| match answer {
                Answer::One(one) => *one == index,
                Answer::Several(several) => several.contains(&index),
                _ => false,
            };
            let order: Vec<usize> = match form {
                Form::Ordering { answer, .. } => answer.clone(),
                _ => asked.order().to_vec(),
            };
            for index in order {
                let as_it_should = right(index).is_none_or(|right| right == taken(index));
                let label = label(asked.letter(index), as_it_should, right(index), style);
                text.push_str(&style.item(&label, &asked.question.choices()[index].why));
            }
        }
    }
    text
}

/// `✓ a) `, with what it says in words where marks are not wanted.
fn label(letter: char, well: bool, right: Option<bool>, style: Style) -> String {
    if style.plain {
        return match right {
            Some(true) => format!("{letter} is right: "),
            Some(false) => format!("{letter} is wrong: "),
            None => format!("{letter}: "),
        };
    }
    let mark = match right {
        Some(true) => '✓',
        Some(false) => '✗',
        None => ' ',
    };
    let hint = if well { ' ' } else { '!' };
    format!("{hint}{mark} {letter}) ")
}

/// The key points of a free text, numbered, with those marked that some phrasing seems to show.
#[must_use]
pub fn rubric(rubric: &[KeyPoint], seen: &BTreeSet<usize>, style: Style) -> String {
    let total: u32 = rubric.iter().map(|point| point.weight).sum();
    let mut text = style.prose(
        "A good answer makes these points. Some words of it were looked for in yours; whether it makes \
         a point, only you can tell.",
        "",
    );
    for (index, point) in rubric.iter().enumerate() {
        let found = if seen.contains(&index) {
            "found"
        } else {
            "not found"
        };
        let label = format!("  {}. ", index + 1);
        let said = format!("{} ({} of {total}; {found})", point.point, point.weight);
        text.push_str(&style.item(&label, &said));
    }
    text
}
