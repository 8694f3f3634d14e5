//! Writes `answers.toml`: an empty one to fill in, and one answer more into one that is there.
//! Comments and the order of lines stay as they are.

use super::{
    Answers, Asked, Form, Kind, Learner, Question, Questions, VERSION, Written, read_answers,
};
use crate::{
    error::{Error, Result},
    store,
    text::folded,
};
use std::{fmt::Write as _, fs, path::Path};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Value, value};

const WIDTH: usize = 96;

/// An `answers.toml` that is being filled in.
#[derive(Clone, Debug)]
pub struct Sheet {
    document: DocumentMut,
}

impl Sheet {
    /// The file as it is; a new one, for `fresh`, if there is none.
    ///
    /// # Errors
    /// If it cannot be read, or is no TOML: it is not overwritten then.
    pub fn open(path: &Path, fresh: impl FnOnce() -> Learner) -> Result<Sheet> {
        if !path.exists() {
            let mut document = DocumentMut::new();
            document["version"] = value(i64::from(VERSION));
            document["learner"] = value(fresh().name());
            return Ok(Sheet { document });
        }
        let text = fs::read_to_string(path).map_err(Error::io("cannot read", path))?;
        let document = text.parse::<DocumentMut>().map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            Error::Malformed {
                file: "answers.toml".to_owned(),
                line: crate::text::line_of(&text, at),
                message: format!(
                    "{}; mend it or move it away first, nothing was written",
                    error.message().replace('\n', "; ")
                ),
            }
        })?;
        Ok(Sheet { document })
    }

    /// What it says, understood.
    #[must_use]
    pub fn answers(&self, questions: &Questions) -> Answers {
        let text = self.document.to_string();
        read_answers("answers.toml", text.as_bytes(), questions, None)
    }

    /// Puts an answer in, in place of one that is there.
    pub fn set(&mut self, id: &str, answer: &Written) {
        self.document[id] = match answer {
            Written::Word(word) => value(word.as_str()),
            Written::Number(number) => value(*number),
            Written::Words(words) => value(words.iter().map(String::as_str).collect::<Array>()),
            Written::Essay { text, claims } => {
                let mut table = InlineTable::new();
                table.insert("text", Value::from(text.as_str()));
                table.insert("claims", Value::Array(claims.iter().copied().collect()));
                Item::Value(Value::InlineTable(table))
            }
        };
    }

    /// Writes it, in one step.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        store::replace(path, self.document.to_string().as_bytes())
    }
}

/// An empty `answers.toml`: each question as this learner sees it, in comments, and room for the answer.
#[must_use]
pub fn template(questions: &Questions, learner: &Learner) -> String {
    let mut text = format!(
        "# Answers to the conceptual questions. Fill in what you know; what stays empty counts as not answered.\n\
         #   single: one letter; multiple, predict: all that are right; ordering: all letters, first to last;\n\
         #   matching: one letter for each left side in turn; numeric: a whole number; short: a few sentences.\n\
         # Letters and numbers are drawn for the learner named here: leave these two lines as they are.\n\
         version = {VERSION}\nlearner = {}\n",
        Value::from(learner.name())
    );
    for question in &questions.list {
        text.push('\n');
        text.push_str(&blank(question, &question.ask(learner)));
    }
    text
}

fn blank(question: &Question, asked: &Asked<'_>) -> String {
    let mut lines = vec![format!(
        "{} ({}, {} points)",
        question.kind().name(),
        question.level.name(),
        question.points
    )];
    lines.extend(
        asked
            .prompt()
            .trim_end()
            .lines()
            .map(|line| format!("  {line}")),
    );
    if let Form::Predict { program, .. } = &question.form {
        lines.push(String::new());
        lines.extend(program.lines().map(|line| format!("      {line}")));
        lines.push(String::new());
    }
    if let Form::Matching { pairs } = &question.form {
        let lefts = pairs.iter().enumerate();
        lines.extend(lefts.map(|(index, pair)| format!("  {}. {}", index + 1, pair.left)));
    }
    for (letter, option) in asked.options() {
        let shown = if question.kind() == Kind::Predict {
            option.lines().map(str::to_owned).collect()
        } else {
            folded(option, WIDTH)
        };
        lines.push(format!("  {letter}) {}", shown.join("\n     ")));
    }
    if let Form::Numeric { unit, .. } = &question.form {
        lines.push(format!("  in {unit}"));
    }
    let mut text = String::new();
    for line in lines.join("\n").lines() {
        let _ = writeln!(text, "# {line}").map(|()| ());
    }
    let text = text.replace("# \n", "#\n");
    let room = match question.kind() {
        Kind::Single | Kind::Numeric | Kind::Short => "\"\"",
        Kind::Multiple | Kind::Ordering | Kind::Predict | Kind::Matching => "[]",
    };
    format!("{text}{} = {room}\n", question.id)
}
