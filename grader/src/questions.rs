//! The conceptual questions: `questions.toml`, the learner's `answers.toml`, and which answers are
//! right. How much they count beside the code is in `score`.

use crate::{
    error::{Error, Result},
    points::Points,
    score::{Score, Weights},
    text::line_of,
    workbook::Level,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use toml::Spanned;

/// All questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questions {
    /// How much they count beside the code.
    pub weights: Weights,
    /// In the file's order.
    pub list: Vec<Question>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Permanent.
    pub id: String,
    /// The topic that it belongs to.
    pub topic: String,
    /// How hard it is.
    pub level: Level,
    /// What it is worth.
    pub points: Points,
    /// What is asked.
    pub prompt: String,
    /// What can be chosen: a letter, and a text.
    pub choices: BTreeMap<String, String>,
    /// What is right.
    pub answer: Answer,
    /// Why.
    pub explanation: String,
    /// Where it comes from.
    pub source: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What an interviewer asks next.
    pub followups: Vec<String>,
}

/// What kind of answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of the choices.
    Single,
    /// All of the choices that are right, and no other.
    Multiple,
    /// All choices, in the right order.
    Ordering,
    /// Pairs. To come.
    Matching,
    /// A number. To come.
    Numeric,
    /// What a program prints. To come.
    Predict,
    /// A few words. To come.
    Short,
}

/// An answer, the right one or a learner's, by letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One choice.
    Single(String),
    /// Several choices, in no order.
    Multiple(BTreeSet<String>),
    /// All choices, in order.
    Ordering(Vec<String>),
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionReport {
    /// Which.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// How it was answered.
    pub status: AnswerStatus,
    /// What it earned.
    pub points: Score,
}

/// How a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerStatus {
    /// As it should be.
    Right,
    /// Not as it should be.
    Wrong,
    /// Not at all.
    Unanswered,
}

/// A learner's answers, by question.
pub type Answers = BTreeMap<String, Answer>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    version: Spanned<u32>,
    #[serde(default)]
    weights: Option<RawWeights>,
    #[serde(default, rename = "question")]
    questions: Vec<RawQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWeights {
    code: u32,
    concepts: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    id: Spanned<String>,
    topic: Spanned<String>,
    kind: Spanned<Kind>,
    level: Level,
    points: Spanned<Points>,
    prompt: String,
    #[serde(default)]
    choices: Option<Spanned<Vec<RawChoice>>>,
    answer: Spanned<RawAnswer>,
    explanation: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    followups: Vec<String>,
}

/// A choice: a text, lettered by its place, or with a letter of its own.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum RawChoice {
    Text(String),
    Lettered { id: String, text: String },
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum RawAnswer {
    One(String),
    Several(Vec<String>),
}

impl Questions {
    /// Reads `questions.toml` of a checkout; a checkout without one has no questions.
    ///
    /// # Errors
    /// If it does not say what it must, with the line.
    pub fn load(root: &Path, topics: &[&str]) -> Result<Questions> {
        let path = root.join("questions.toml");
        if !path.is_file() {
            return Ok(Questions {
                weights: Weights::default(),
                list: Vec::new(),
            });
        }
        let text = fs::read_to_string(&path).map_err(Error::io("cannot read", &path))?;
        parse("questions.toml", &text, topics)
    }

    /// Scores a learner's answers to the questions of these topics.
    #[must_use]
    pub fn grade(&self, answers: &Answers, topics: &[&str]) -> Vec<QuestionReport> {
        let asked = self
            .list
            .iter()
            .filter(|question| topics.contains(&question.topic.as_str()));
        asked
            .map(|question| question.grade(answers.get(&question.id)))
            .collect()
    }
}

impl Question {
    /// Scores one answer: all of the points, or none.
    fn grade(&self, answer: Option<&Answer>) -> QuestionReport {
        let status = match answer {
            None => AnswerStatus::Unanswered,
            Some(answer) if *answer == self.answer => AnswerStatus::Right,
            Some(_) => AnswerStatus::Wrong,
        };
        let earned = if status == AnswerStatus::Right {
            self.points
        } else {
            Points::ZERO
        };
        QuestionReport {
            id: self.id.clone(),
            topic: self.topic.clone(),
            status,
            points: Score {
                earned,
                possible: self.points,
            },
        }
    }

    /// An answer as this kind of question takes it.
    fn answer(&self, raw: &RawAnswer) -> Result<Answer, String> {
        read_answer(self.kind(), &self.choices, raw)
    }

    /// What kind of answer is asked for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.answer {
            Answer::Single(_) => Kind::Single,
            Answer::Multiple(_) => Kind::Multiple,
            Answer::Ordering(_) => Kind::Ordering,
        }
    }
}

/// Reads `questions.toml`. `file` is its name in messages, `topics` are those that there are.
///
/// # Errors
/// If it does not say what it must, with the line and what was expected.
pub fn parse(file: &str, text: &str, topics: &[&str]) -> Result<Questions> {
    let malformed = |at: usize, message: String| Error::Malformed {
        file: file.to_owned(),
        line: line_of(text, at),
        message,
    };
    let raw: RawFile = toml::from_str(text).map_err(|error| {
        malformed(
            error.span().map_or(0, |span| span.start),
            error.message().replace('\n', "; "),
        )
    })?;
    if *raw.version.get_ref() != 1 {
        let message = format!("expected version 1, found {}", raw.version.get_ref());
        return Err(malformed(raw.version.span().start, message));
    }
    let weights = raw.weights.map_or_else(Weights::default, |raw| Weights {
        code: raw.code,
        concepts: raw.concepts,
    });
    if weights
        .code
        .checked_add(weights.concepts)
        .is_none_or(|sum| sum == 0)
    {
        return Err(malformed(
            0,
            "expected weights that add up to more than 0".to_owned(),
        ));
    }
    let mut seen = BTreeMap::new();
    let mut list = Vec::new();
    for question in raw.questions {
        let at = question.id.span().start;
        let id = question.id.get_ref().clone();
        if let Some(line) = seen.insert(id.clone(), line_of(text, at)) {
            let message = format!("the id `{id}` is taken by the question in line {line}");
            return Err(malformed(at, message));
        }
        let checked = checked(question, topics)
            .map_err(|(at, message)| malformed(at, format!("question `{id}`: {message}")))?;
        list.push(checked);
    }
    Ok(Questions { weights, list })
}

/// A question whose fields make sense together.
fn checked(raw: RawQuestion, topics: &[&str]) -> Result<Question, (usize, String)> {
    let topic = raw.topic.get_ref();
    if !topics.contains(&topic.as_str()) {
        let at = raw.topic.span().start;
        return Err((at, format!("there is no topic `{topic}`")));
    }
    if *raw.points.get_ref() == Points::ZERO {
        return Err((
            raw.points.span().start,
            "expected points above 0".to_owned(),
        ));
    }
    for (field, text) in [("prompt", &raw.prompt), ("explanation", &raw.explanation)] {
        if text.trim().is_empty() {
            return Err((
                raw.id.span().start,
                format!("expected a {field}, found none"),
            ));
        }
    }
    let kind = *raw.kind.get_ref();
    let (at, listed) = match raw.choices {
        Some(choices) => (choices.span().start, choices.into_inner()),
        None => (raw.kind.span().start, Vec::new()),
    };
    let choices = lettered(&listed).map_err(|message| (at, message))?;
    if choices.len() < 2 {
        return Err((
            at,
            format!("expected at least two choices, found {}", choices.len()),
        ));
    }
    let answer = read_answer(kind, &choices, raw.answer.get_ref())
        .map_err(|message| (raw.answer.span().start, message))?;
    Ok(Question {
        id: raw.id.into_inner(),
        topic: raw.topic.into_inner(),
        level: raw.level,
        points: raw.points.into_inner(),
        prompt: raw.prompt,
        choices,
        answer,
        explanation: raw.explanation,
        source: raw.source,
        tags: raw.tags,
        followups: raw.followups,
    })
}

/// The choices by letter: a, b, c, … by their place, unless they bring letters of their own.
fn lettered(listed: &[RawChoice]) -> Result<BTreeMap<String, String>, String> {
    let mut choices = BTreeMap::new();
    for (letter, choice) in ('a'..='z').zip(listed) {
        let (id, text) = match choice {
            RawChoice::Text(text) => (letter.to_string(), text.clone()),
            RawChoice::Lettered { id, text } => (id.clone(), text.clone()),
        };
        if text.trim().is_empty() {
            return Err(format!("choice `{id}` is empty"));
        }
        if choices.values().any(|other| *other == text) {
            return Err(format!("choice `{id}` says the same as another"));
        }
        if choices.insert(id.clone(), text).is_some() {
            return Err(format!("there are two choices `{id}`"));
        }
    }
    Ok(choices)
}

/// An answer as a kind of question takes it, or what was expected instead.
fn read_answer(
    kind: Kind,
    choices: &BTreeMap<String, String>,
    raw: &RawAnswer,
) -> Result<Answer, String> {
    let letters: Vec<String> = match raw {
        RawAnswer::One(letter) => vec![letter.clone()],
        RawAnswer::Several(letters) => letters.clone(),
    };
    if let Some(unknown) = letters.iter().find(|letter| !choices.contains_key(*letter)) {
        let known: Vec<&str> = choices.keys().map(String::as_str).collect();
        return Err(format!(
            "there is no choice `{unknown}`; there are {}",
            known.join(", ")
        ));
    }
    let distinct: BTreeSet<String> = letters.iter().cloned().collect();
    if distinct.len() != letters.len() {
        return Err("a choice is named twice in the answer".to_owned());
    }
    match (kind, &letters[..]) {
        (Kind::Single, [letter]) => Ok(Answer::Single(letter.clone())),
        (Kind::Single, _) => Err(format!(
            "expected one choice as the answer, found {}",
            letters.len()
        )),
        (Kind::Multiple, []) => Err("expected at least one choice as the answer".to_owned()),
        (Kind::Multiple, _) => Ok(Answer::Multiple(distinct)),
        (Kind::Ordering, _) if letters.len() == choices.len() => Ok(Answer::Ordering(letters)),
        (Kind::Ordering, _) => Err(format!(
            "expected all {} choices in order as the answer, found {}",
            choices.len(),
            letters.len()
        )),
        (Kind::Matching | Kind::Numeric | Kind::Predict | Kind::Short, _) => Err(
            "this kind of question cannot be scored yet; use single, multiple or ordering"
                .to_owned(),
        ),
    }
}

/// Reads a learner's `answers.toml`; nobody has to write one.
///
/// # Errors
/// If it is no table of answers, or answers a question that does not exist.
pub fn load_answers(path: &Path, questions: &Questions) -> Result<Answers> {
    if !path.is_file() {
        return Ok(Answers::new());
    }
    let text = fs::read_to_string(path).map_err(Error::io("cannot read", path))?;
    parse_answers("answers.toml", &text, questions)
}

/// Reads answers: one line a question, `id = "b"` or `id = ["a", "c"]`.
///
/// # Errors
/// If a line is none of these, or names a question or choice that does not exist.
pub fn parse_answers(file: &str, text: &str, questions: &Questions) -> Result<Answers> {
    let malformed = |at: usize, message: String| Error::Malformed {
        file: file.to_owned(),
        line: line_of(text, at),
        message,
    };
    let raw: BTreeMap<Spanned<String>, Spanned<RawAnswer>> =
        toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            malformed(
                at,
                "expected lines like `question-id = \"b\"` or `= [\"a\", \"c\"]`".to_owned(),
            )
        })?;
    let mut answers = Answers::new();
    for (id, answer) in raw {
        let at = id.span().start;
        let known = || questions.list.iter().map(|question| question.id.as_str());
        let question = questions
            .list
            .iter()
            .find(|question| question.id == *id.get_ref());
        let question = question.ok_or_else(|| {
            let unknown = Error::unknown("question", id.get_ref(), known(), "`questions.toml`");
            malformed(at, unknown.to_string())
        })?;
        let answer = question
            .answer(answer.get_ref())
            .map_err(|message| malformed(at, format!("`{}`: {message}", id.get_ref())))?;
        answers.insert(id.into_inner(), answer);
    }
    Ok(answers)
}
