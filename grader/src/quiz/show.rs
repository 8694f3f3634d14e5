//! A question, as it is shown.

use super::Style;
use crate::questions::{Asked, Form, Kind};
use std::fmt::Write;

/// A question of so many: what is asked, what can be chosen, and how to answer.
#[must_use]
pub fn question(asked: &Asked<'_>, number: usize, total: usize, style: Style) -> String {
    let question = asked.question;
    let title = format!("Question {number} of {total}: {}", question.id);
    let facts = format!(
        "{}, {}, {} {}.",
        question.level.name(),
        kind(question.kind()),
        question.points,
        if question.points.hundredths() == 100 {
            "point"
        } else {
            "points"
        }
    );
    let mut text = style.bold(style.prose(&title, "").trim_end()) + "\n";
    text.push_str(&style.prose(&facts, ""));
    text.push('\n');
    text.push_str(&style.prose(&asked.prompt(), ""));
    if let Form::Predict { program, .. } = &question.form {
        text.push_str(&block("The program", program, style));
    }
    if let Form::Matching { pairs } = &question.form {
        text.push('\n');
        for (number, pair) in (1..).zip(pairs) {
            let label = if style.plain {
                format!("Left {number}: ")
            } else {
                format!("  {number}. ")
            };
            text.push_str(&style.item(&label, &pair.left));
        }
    }
    if !asked.order().is_empty() {
        text.push('\n');
    }
    for (letter, option) in asked.options() {
        text.push_str(&self::option(letter, option, question.kind(), style));
    }
    text.push('\n');
    text.push_str(&style.prose(&how(asked), ""));
    text
}

/// Code or output, set off.
fn block(name: &str, code: &str, style: Style) -> String {
    if style.plain {
        return format!("\n{name} begins.\n{code}\n{name} ends.\n");
    }
    let mut text = "\n".to_owned();
    for line in code.lines() {
        let _ = writeln!(text, "{}", format!("    {line}").trim_end());
    }
    text
}

/// A choice with its letter; the lines of an output stay lines.
fn option(letter: char, text: &str, kind: Kind, style: Style) -> String {
    let is_output = kind == Kind::Predict;
    if style.plain {
        let name = if kind == Kind::Matching {
            "Right"
        } else {
            "Choice"
        };
        let said = if is_output {
            text.lines().collect::<Vec<_>>().join(", new line, ")
        } else {
            text.to_owned()
        };
        return format!("{name} {letter}: {said}\n");
    }
    let label = format!("  {letter}) ");
    if is_output {
        let lines: Vec<&str> = text.lines().collect();
        return format!("{label}{}\n", lines.join("\n     "));
    }
    style.item(&label, text)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Single => "one choice is right",
        Kind::Multiple => "several choices may be right",
        Kind::Ordering => "put into order",
        Kind::Matching => "match",
        Kind::Numeric => "a number",
        Kind::Predict => "what can it print?",
        Kind::Short => "a few sentences",
    }
}

/// How to answer, and what else can be typed.
fn how(asked: &Asked<'_>) -> String {
    let count = asked.order().len();
    let how = match (asked.question.kind(), &asked.question.form) {
        (Kind::Single, _) => "Type one letter".to_owned(),
        (Kind::Multiple, _) => "Type the letters of all that are right, as: a c".to_owned(),
        (Kind::Predict, _) => {
            "Type the letters of everything that can come out, in some run, and of nothing else; \
             (hangs) means that it then waits for ever, (panics) that main then panics. As: a c"
                .to_owned()
        }
        (Kind::Ordering, _) => format!("Type all {count} letters, first to last"),
        (Kind::Matching, _) => "Type a letter for each number, as: 1c 2a".to_owned(),
        (Kind::Numeric, Form::Numeric { unit, .. }) => format!("Type a whole number, in {unit}"),
        (Kind::Numeric, _) => "Type a whole number".to_owned(),
        (Kind::Short, _) => "Type your answer; an empty line ends it".to_owned(),
    };
    format!("{how}. (:skip, :quit, :help)")
}
