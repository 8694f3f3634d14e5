//! Reads `questions.toml`: each fault names the question, the line, and what was expected.
//!
//! `grader/schema/questions.schema.json` describes the fields; what fields must make sense together is
//! checked here.

use super::{Kind, Question, Questions, VERSION, form::form};
use crate::{
    error::{Error, Result},
    points::Points,
    score::Weights,
    text::Lines,
    workbook::Level,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    version: Spanned<u32>,
    #[serde(default)]
    weights: Option<RawWeights>,
    #[serde(default)]
    topics: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    removed: Vec<Spanned<String>>,
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
pub(super) struct RawQuestion {
    pub(super) id: Spanned<String>,
    pub(super) topic: Spanned<String>,
    pub(super) kind: Spanned<Kind>,
    pub(super) level: Level,
    pub(super) points: Spanned<Points>,
    pub(super) prompt: String,
    pub(super) program: Option<Spanned<String>>,
    pub(super) choices: Option<Spanned<Vec<RawChoice>>>,
    pub(super) pairs: Option<Spanned<Vec<RawPair>>>,
    pub(super) parameters: Option<Spanned<BTreeMap<String, (i64, i64)>>>,
    pub(super) rubric: Option<Spanned<Vec<RawKeyPoint>>>,
    pub(super) answer: Option<Spanned<RawAnswer>>,
    pub(super) unit: Option<Spanned<String>>,
    pub(super) explanation: String,
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) followups: Vec<String>,
}

/// A choice: a text, lettered by its place; or with its letter, which says the same, and a reason.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum RawChoice {
    Text(String),
    Lettered(RawLettered),
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLettered {
    pub(super) id: String,
    pub(super) text: String,
    #[serde(default)]
    pub(super) why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPair {
    pub(super) left: String,
    pub(super) right: String,
    #[serde(default)]
    pub(super) why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKeyPoint {
    pub(super) point: String,
    pub(super) weight: u32,
    pub(super) phrasings: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum RawAnswer {
    One(String),
    Several(Vec<String>),
}

/// A fault: where it is, in bytes, and what it is.
pub(super) type Fault = (usize, String);

/// Reads `questions.toml`. `file` is its name in messages, `exercises` are the topics that have tasks.
///
/// # Errors
/// If it does not say what it must, with the line and what was expected.
pub fn parse(file: &str, text: &str, exercises: &[&str]) -> Result<Questions> {
    let lines = Lines::of(text);
    let malformed = |(at, message): Fault| Error::Malformed {
        file: file.to_owned(),
        line: lines.at(at),
        message,
    };
    let raw: RawFile = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        malformed((at, error.message().replace('\n', "; ")))
    })?;
    if *raw.version.get_ref() != VERSION {
        let message = format!(
            "expected version {VERSION}, found {}",
            raw.version.get_ref()
        );
        return Err(malformed((raw.version.span().start, message)));
    }
    let weights = weights(raw.weights).map_err(malformed)?;
    let topics: BTreeMap<String, String> = raw
        .topics
        .into_iter()
        .map(|(id, title)| (id.into_inner(), title))
        .collect();
    let known = |topic: &str| exercises.contains(&topic) || topics.contains_key(topic);
    let mut seen = BTreeMap::new();
    let mut list = Vec::new();
    for question in raw.questions {
        let at = question.id.span().start;
        let id = question.id.get_ref().clone();
        if let Some(line) = seen.insert(id.clone(), lines.at(at)) {
            let message = format!("the id `{id}` is taken by the question in line {line}");
            return Err(malformed((at, message)));
        }
        let checked = checked(question, &known, lines.at(at))
            .map_err(|(at, message)| malformed((at, format!("question `{id}`: {message}"))))?;
        list.push(checked);
    }
    let removed = removed(raw.removed, &seen).map_err(malformed)?;
    Ok(Questions {
        weights,
        topics,
        removed,
        list,
    })
}

fn weights(raw: Option<RawWeights>) -> Result<Weights, Fault> {
    let weights = raw.map_or_else(Weights::default, |raw| Weights {
        code: raw.code,
        concepts: raw.concepts,
    });
    let sum = weights.code.checked_add(weights.concepts);
    if sum.is_none_or(|sum| sum == 0) {
        let message = "expected weights that add up to more than 0".to_owned();
        return Err((0, message));
    }
    Ok(weights)
}

/// The ids of former questions, none of which may be in use.
fn removed(
    raw: Vec<Spanned<String>>,
    seen: &BTreeMap<String, usize>,
) -> Result<BTreeSet<String>, Fault> {
    for id in &raw {
        if let Some(line) = seen.get(id.get_ref()) {
            let message = format!(
                "`{}` is said to be removed, and is the question in line {line}",
                id.get_ref()
            );
            return Err((id.span().start, message));
        }
    }
    Ok(raw.into_iter().map(Spanned::into_inner).collect())
}

/// A question whose fields make sense together.
fn checked(
    raw: RawQuestion,
    known_topic: &dyn Fn(&str) -> bool,
    line: usize,
) -> Result<Question, Fault> {
    let at = raw.id.span().start;
    let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !raw.id.get_ref().contains('-') || !raw.id.get_ref().chars().all(kebab) {
        return Err((at, "expected an id like `topic-what-it-asks`".to_owned()));
    }
    let topic = raw.topic.get_ref();
    if !known_topic(topic) {
        return Err((
            raw.topic.span().start,
            format!("there is no topic `{topic}`"),
        ));
    }
    if *raw.points.get_ref() == Points::ZERO {
        let at = raw.points.span().start;
        return Err((at, "expected points above 0".to_owned()));
    }
    for (field, text) in [("prompt", &raw.prompt), ("explanation", &raw.explanation)] {
        if text.trim().is_empty() {
            return Err((at, format!("expected a {field}, found none")));
        }
    }
    let form = form(&raw)?;
    Ok(Question {
        id: raw.id.into_inner(),
        topic: raw.topic.into_inner(),
        level: raw.level,
        points: raw.points.into_inner(),
        prompt: raw.prompt,
        form,
        explanation: raw.explanation,
        source: raw.source,
        tags: raw.tags,
        followups: raw.followups,
        line,
    })
}
