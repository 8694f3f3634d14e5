//! The quiz: which questions are asked, how one looks on a terminal, how a typed line is understood, and
//! what is said afterwards. Text in, text out; the command `quiz` reads and writes.

mod feedback;
mod show;

pub use feedback::{feedback, rubric};
pub use show::question;

use crate::{
    questions::{Answers, Asked, Kind, Question, Questions, Written},
    workbook::Level,
};
use std::fmt::Write;

/// How questions look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns; text is folded to them.
    pub width: usize,
    /// With ANSI colours.
    pub colour: bool,
    /// Words instead of marks, a paragraph a line: for screen readers.
    pub plain: bool,
}

impl Style {
    /// Text that stands out, where that is possible.
    fn bold(self, text: &str) -> String {
        if self.colour && !self.plain {
            format!("\u{1b}[1m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Prose, folded: each line begins with `indent`. Blank lines and lines that are indented, such as
    /// code, stay as they are.
    fn prose(self, text: &str, indent: &str) -> String {
        let mut shown = String::new();
        let mut paragraph = String::new();
        for line in text.trim_end().lines().chain([""]) {
            let is_code = line.starts_with("    ");
            if is_code || line.trim().is_empty() {
                self.paragraph(&std::mem::take(&mut paragraph), indent, &mut shown);
            }
            if is_code {
                let _ = writeln!(shown, "{indent}{line}");
            } else if line.trim().is_empty() {
                shown.push('\n');
            } else {
                paragraph.push_str(line);
                paragraph.push(' ');
            }
        }
        shown.truncate(shown.trim_end().len());
        shown + "\n"
    }

    fn paragraph(self, text: &str, indent: &str, shown: &mut String) {
        let room = if self.plain {
            usize::MAX
        } else {
            self.width.saturating_sub(indent.len()).max(20)
        };
        for line in crate::text::folded(text, room) {
            shown.push_str(indent);
            shown.push_str(&line);
            shown.push('\n');
        }
    }

    /// An item of a list: a label, and text hanging behind it.
    fn item(self, label: &str, text: &str) -> String {
        let indent = " ".repeat(label.chars().count());
        let body = self.prose(text, &indent);
        format!("{label}{}", &body[indent.len().min(body.len())..])
    }
}

/// Which questions are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only this topic.
    pub topic: Option<String>,
    /// Only this level.
    pub level: Option<Level>,
    /// At most so many.
    pub count: Option<usize>,
    /// Also those that are answered.
    pub again: bool,
}

/// The questions to ask, in the file's order: those that have no answer yet.
#[must_use]
pub fn chosen<'q>(
    questions: &'q Questions,
    answers: &Answers,
    choice: &Choice,
) -> Vec<&'q Question> {
    let wanted = |question: &&Question| {
        choice
            .topic
            .as_ref()
            .is_none_or(|topic| *topic == question.topic)
            && choice.level.is_none_or(|level| level == question.level)
            && (choice.again || !is_answered(answers, &question.id))
    };
    let wanted = questions.list.iter().filter(wanted);
    wanted.take(choice.count.unwrap_or(usize::MAX)).collect()
}

fn is_answered(answers: &Answers, id: &str) -> bool {
    answers
        .given
        .get(id)
        .is_some_and(|given| given.answer.is_some())
}

/// What somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// An answer.
    Answer(Written),
    /// Go on to the next question.
    Skip,
    /// Stop.
    Quit,
    /// Say what can be typed.
    Help,
}

/// Understands a typed line: `b`, `a c`, `ac`, `1c 2a 3b`, `12`, or a command behind a colon.
#[must_use]
pub fn typed(asked: &Asked<'_>, line: &str) -> Typed {
    let line = line.trim();
    match line {
        ":skip" | ":s" | "" => return Typed::Skip,
        ":quit" | ":q" => return Typed::Quit,
        ":help" | ":h" | "?" => return Typed::Help,
        _ => {}
    }
    Typed::Answer(match asked.question.kind() {
        Kind::Single | Kind::Numeric | Kind::Short => Written::Word(line.to_owned()),
        Kind::Multiple | Kind::Ordering | Kind::Predict | Kind::Matching => {
            Written::Words(letters(line))
        }
    })
}

/// The letters of a line, whatever stands between them. Numbers, as of left sides, put them in order.
fn letters(line: &str) -> Vec<String> {
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut number = 0;
    for c in line.to_lowercase().chars() {
        match c.to_digit(10) {
            Some(digit) => number = number * 10 % 1000 + digit,
            None if c.is_alphabetic() => {
                found.push((number, c.to_string()));
                number = 0;
            }
            None => {}
        }
    }
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, letter)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::{Style, letters};

    #[test]
    fn letters_are_read_in_any_form() {
        assert_eq!(letters("a c"), ["a", "c"]);
        assert_eq!(letters("C,A"), ["c", "a"]);
        assert_eq!(letters("ca"), ["c", "a"]);
        assert_eq!(letters("2c 1a 3=b"), ["a", "c", "b"]);
        assert_eq!(letters("1-c, 2-b"), ["c", "b"]);
    }

    #[test]
    fn prose_is_folded_and_code_is_not() {
        let style = Style {
            width: 24,
            colour: false,
            plain: false,
        };
        let text =
            "one two three four five six\nseven\n\n    let x = a_very_long_line_of_code();\nend\n";
        let expected = "  one two three four\n  five six seven\n\n      let x = \
                        a_very_long_line_of_code();\n  end\n";
        assert_eq!(style.prose(text, "  "), expected);
        assert_eq!(
            style.item("a) ", "one two three four five six"),
            "a) one two three four\n   five six\n"
        );
        let plain = Style {
            plain: true,
            ..style
        };
        assert_eq!(
            plain.prose("one\ntwo three four five six", ""),
            "one two three four five six\n"
        );
    }
}
