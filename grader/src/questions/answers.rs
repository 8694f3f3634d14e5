//! Reads a learner's `answers.toml`. What cannot be understood is named with its line, and costs its
//! own question alone: all the rest is scored.
//!
//! ```toml
//! version = 1                      # of questions.toml
//! learner = "ann"                  # whose letters and numbers these are; absent: the file's own letters
//! generator-kept-clone = "c"
//! generator-stays-open = ["a", "b"]
//! worker-pool-numeric-makespan = 12
//! timeout-short-no-kill = { text = "…", claims = [1, 3] }
//! ```

use super::{Answer, Learner, Questions, VERSION, Written};
use crate::{
    error::{Error, Result},
    text::Lines,
};
use serde::Serialize;
use std::{collections::BTreeMap, fs, path::Path};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The largest `answers.toml` that is read, in bytes.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// What a learner answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Whose they are.
    pub learner: Learner,
    /// By question.
    pub given: BTreeMap<String, Given>,
    /// What could not be understood, by line.
    pub problems: Vec<Problem>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The answer; `None` if it could not be understood.
    pub answer: Option<Answer>,
    /// Its line, from 1.
    pub line: usize,
}

/// What is wrong with a line of `answers.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file's name.
    pub file: String,
    /// From 1; 0 if it concerns the file as a whole.
    pub line: usize,
    /// What is wrong, and what was expected.
    pub message: String,
}

/// Reads the file; nobody has to write one. `learner` is who handed it in, if that is known
/// otherwise: then it counts, whatever the file says.
///
/// # Errors
/// If there is a file that cannot be read.
pub fn load_answers(path: &Path, questions: &Questions, learner: Option<&str>) -> Result<Answers> {
    let given = Learner::new(learner.unwrap_or_default());
    let whole = |message: String| Answers {
        learner: given.clone(),
        given: BTreeMap::new(),
        problems: vec![Problem {
            file: "answers.toml".to_owned(),
            line: 0,
            message,
        }],
    };
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(Answers {
            learner: given,
            ..Answers::default()
        });
    };
    if !metadata.is_file() {
        return Ok(whole(
            "is no plain file, so that no answer was read".to_owned(),
        ));
    }
    if metadata.len() > MOST_BYTES {
        return Ok(whole(format!(
            "has {} bytes, and at most {MOST_BYTES} are read; no answer was",
            metadata.len()
        )));
    }
    let bytes = fs::read(path).map_err(Error::io("cannot read", path))?;
    Ok(read_answers("answers.toml", &bytes, questions, learner))
}

/// Reads answers. `file` is its name in messages.
#[must_use]
pub fn read_answers(
    file: &str,
    bytes: &[u8],
    questions: &Questions,
    learner: Option<&str>,
) -> Answers {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader {
        file,
        lines: Lines::of(&text),
        questions,
        answers: Answers::default(),
    };
    if let Err(error) = std::str::from_utf8(bytes) {
        reader.problem(
            error.valid_up_to(),
            "the file is damaged here: this is no text".to_owned(),
        );
    }
    let (table, errors) = DeTable::parse_recoverable(&text);
    let mut told = 0;
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        let line = reader.line(at);
        // What follows from an error in the same line need not be told.
        if line != told {
            let said = error.message().replace('\n', "; ");
            let example = "expected lines like `question-id = \"b\"` or `= [\"a\", \"c\"]`";
            reader.problem(at, format!("{example}: {said}"));
        }
        told = line;
    }
    reader.header(table.get_ref(), learner);
    for (id, value) in table.get_ref() {
        let place = reader.line(id.span().start);
        if !matches!(id.get_ref().as_ref(), "version" | "learner") && place != told {
            reader.answer(id.get_ref(), id.span().start, value);
        }
    }
    let mut answers = reader.answers;
    answers.problems.sort_by_key(|problem| problem.line);
    answers
}

struct Reader<'r> {
    file: &'r str,
    lines: Lines,
    questions: &'r Questions,
    answers: Answers,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.lines.at(at)
    }

    fn problem(&mut self, at: usize, message: String) {
        let problem = Problem {
            file: self.file.to_owned(),
            line: self.line(at),
            message,
        };
        self.answers.problems.push(problem);
    }

    /// For which version the answers are, and whose.
    fn header(&mut self, table: &DeTable<'_>, learner: Option<&str>) {
        if let Some(version) = table.get("version")
            && integer(version.get_ref()) != Some(i64::from(VERSION))
        {
            let message = format!(
                "these answers are for another version of the workbook than {VERSION}; those to \
                 questions that are still there are scored all the same"
            );
            self.problem(version.span().start, message);
        }
        let named = table.get("learner");
        let own = named.and_then(|name| name.get_ref().as_str());
        if let (Some(name), None) = (named, own) {
            self.problem(
                name.span().start,
                "expected `learner = \"a name\"`".to_owned(),
            );
        }
        if let (Some(name), Some(own), Some(given)) = (named, own, learner)
            && own.trim() != given.trim()
        {
            let message = format!(
                "these are the answers of `{own}`, and are scored as those of `{given}`, whose \
                 letters and numbers differ"
            );
            self.problem(name.span().start, message);
        }
        self.answers.learner = Learner::new(learner.or(own).unwrap_or_default());
    }

    /// One answer.
    fn answer(&mut self, id: &str, at: usize, value: &Spanned<DeValue<'_>>) {
        let Some(question) = self.questions.find(id) else {
            let message = self.unknown(id);
            return self.problem(at, message);
        };
        let asked = question.ask(&self.answers.learner);
        let written = written(value.get_ref())
            .ok_or_else(|| format!("expected {}", asked.expected()))
            .and_then(|written| asked.read(&written));
        let line = self.line(at);
        match written {
            Ok(None) => {}
            Ok(answer) => {
                self.answers
                    .given
                    .insert(id.to_owned(), Given { answer, line });
            }
            Err(message) => {
                self.problem(at, format!("`{id}`: {message}"));
                let given = Given { answer: None, line };
                self.answers.given.insert(id.to_owned(), given);
            }
        }
    }

    fn unknown(&self, id: &str) -> String {
        if self.questions.removed.contains(id) {
            return format!("the question `{id}` is no more; its answer counts for nothing");
        }
        let shown: String = id.chars().take(80).collect();
        let known = self
            .questions
            .list
            .iter()
            .map(|question| question.id.as_str());
        Error::unknown("question", &shown, known, "`questions.toml`").to_string()
    }
}

/// A value in one of the forms that some answer has.
fn written(value: &DeValue<'_>) -> Option<Written> {
    match value {
        DeValue::String(text) => Some(Written::Word(text.to_string())),
        DeValue::Integer(_) => integer(value).map(Written::Number),
        DeValue::Array(items) => {
            let word = |item: &Spanned<DeValue<'_>>| item.get_ref().as_str().map(str::to_owned);
            items
                .iter()
                .map(word)
                .collect::<Option<_>>()
                .map(Written::Words)
        }
        DeValue::Table(table) => {
            let text = table.get("text")?.get_ref().as_str()?.to_owned();
            let known = |(key, _): (&Spanned<_>, _)| {
                let key: &std::borrow::Cow<'_, str> = key.get_ref();
                key == "text" || key == "claims"
            };
            if !table.iter().all(known) {
                return None;
            }
            let Some(claims) = table.get("claims") else {
                return Some(Written::Word(text));
            };
            let numbers = claims.get_ref().as_array()?.iter();
            let claims = numbers
                .map(|it| integer(it.get_ref()))
                .collect::<Option<_>>()?;
            Some(Written::Essay { text, claims })
        }
        DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => None,
    }
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}
