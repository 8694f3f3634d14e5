//! The workbook: the topics, their tasks, and what each is worth, from `exercises/*/exercise.toml`.
//!
//! The checkout's own copies are read, never a submission's. What a task's checks are is in the
//! suite ([`crate::suite`]); conceptual questions are in [`crate::questions`].

use crate::{
    error::{Error, Result},
    layout::Layout,
    points::Points,
    text::line_of,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs};
use toml::Spanned;

/// All topics, in the order of the curriculum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// In order.
    pub topics: Vec<Topic>,
}

/// One exercise crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its folder's name; permanent.
    pub id: String,
    /// For people.
    pub title: String,
    /// Its place in the curriculum.
    pub order: u32,
    /// One sentence.
    pub summary: String,
    /// In the order in which they are to be solved.
    pub tasks: Vec<Task>,
}

/// One thing to build, with its own points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its name, which is also that of its suite; permanent.
    pub id: String,
    /// For people.
    pub title: String,
    /// How hard it is.
    pub level: Level,
    /// What it is worth.
    pub points: Points,
    /// How its checks are run.
    pub engine: Engine,
    /// The public items of `src/lib.rs` that it asks for.
    pub items: Vec<String>,
    /// From a nudge to nearly the code.
    pub hints: [String; 3],
}

/// How hard a task is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A phone screen.
    WarmUp,
    /// The question as interviewers ask it.
    Core,
    /// What a senior candidate is asked next.
    Stretch,
}

impl Level {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::WarmUp => "warm-up",
            Level::Core => "core",
            Level::Stretch => "stretch",
        }
    }
}

/// How a task's checks are run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// In simulation, over many schedules.
    #[default]
    Simulated,
    /// On real threads.
    Native,
}

impl Workbook {
    /// Reads every `exercise.toml` of the checkout.
    ///
    /// # Errors
    /// If one cannot be read, or does not say what it must: with the file and the line.
    pub fn load(layout: &Layout) -> Result<Workbook> {
        let folder = layout.exercises();
        let entries = fs::read_dir(&folder).map_err(Error::io("cannot read", &folder))?;
        let mut topics = Vec::new();
        for entry in entries {
            let entry = entry.map_err(Error::io("cannot read", &folder))?;
            let manifest = entry.path().join("exercise.toml");
            if !manifest.is_file() {
                continue;
            }
            let text =
                fs::read_to_string(&manifest).map_err(Error::io("cannot read", &manifest))?;
            let id = entry.file_name().to_string_lossy().into_owned();
            topics.push(parse(&id, &layout.show(&manifest), &text)?);
        }
        topics.sort_by(|a: &Topic, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        Ok(Workbook { topics })
    }

    /// The topic of this name.
    ///
    /// # Errors
    /// If there is none: names the nearest.
    pub fn topic(&self, id: &str) -> Result<&Topic> {
        let ids = || self.topics.iter().map(|topic| topic.id.as_str());
        let found = self.topics.iter().find(|topic| topic.id == id);
        found.ok_or_else(|| Error::unknown("topic", id, ids(), "`cargo run -- list`"))
    }

    /// The task of this name: `topic/task`, or `task` alone if only one topic has one of this name.
    ///
    /// # Errors
    /// If there is none, or more than one.
    pub fn task(&self, name: &str) -> Result<(&Topic, &Task)> {
        let all = || {
            self.topics
                .iter()
                .flat_map(|topic| topic.tasks.iter().map(move |task| (topic, task)))
        };
        let matches = |(topic, task): &(&Topic, &Task)| {
            name == task.id || name == format!("{}/{}", topic.id, task.id)
        };
        let found: Vec<_> = all().filter(matches).collect();
        match found[..] {
            [one] => Ok(one),
            [] => {
                let full: Vec<_> = all()
                    .map(|(topic, task)| format!("{}/{}", topic.id, task.id))
                    .collect();
                let short = all().map(|(_, task)| task.id.as_str());
                let known = full.iter().map(String::as_str).chain(short);
                Err(Error::unknown("task", name, known, "`cargo run -- list`"))
            }
            [(topic, task), ..] => Err(Error::Usage(format!(
                "several topics have a task `{name}`; say which, as in `{}/{}`",
                topic.id, task.id
            ))),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTopic {
    title: Spanned<String>,
    order: u32,
    summary: String,
    #[serde(rename = "task")]
    tasks: Vec<RawTask>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTask {
    id: Spanned<String>,
    title: String,
    level: Level,
    points: Spanned<Points>,
    #[serde(default)]
    engine: Engine,
    items: Spanned<Vec<String>>,
    hints: Spanned<Vec<String>>,
}

/// Reads one `exercise.toml`. `file` is its name in messages.
///
/// # Errors
/// If it does not say what it must: with the line, and what was expected.
pub fn parse(id: &str, file: &str, text: &str) -> Result<Topic> {
    let malformed = |at: usize, message: String| Error::Malformed {
        file: file.to_owned(),
        line: line_of(text, at),
        message,
    };
    if !is_name(id) {
        return Err(malformed(
            0,
            format!("a topic's folder is named in snake_case, not `{id}`"),
        ));
    }
    let raw: RawTopic = toml::from_str(text).map_err(|error| {
        malformed(
            error.span().map_or(0, |span| span.start),
            error.message().replace('\n', "; "),
        )
    })?;
    if raw.tasks.is_empty() {
        return Err(malformed(
            raw.title.span().start,
            "expected at least one [[task]]".to_owned(),
        ));
    }
    let mut seen = BTreeMap::new();
    let mut tasks = Vec::new();
    for task in raw.tasks {
        let (at, name) = (task.id.span().start, task.id.get_ref().clone());
        if let Some(line) = seen.insert(name.clone(), line_of(text, at)) {
            let message = format!("the id `{name}` is taken by the task in line {line}");
            return Err(malformed(at, message));
        }
        tasks.push(checked(task).map_err(|(at, message)| malformed(at, message))?);
    }
    Ok(Topic {
        id: id.to_owned(),
        title: raw.title.into_inner(),
        order: raw.order,
        summary: raw.summary,
        tasks,
    })
}

/// A task whose fields make sense together.
fn checked(raw: RawTask) -> Result<Task, (usize, String)> {
    let id = raw.id.get_ref();
    if !is_name(id) || id == "common" || id == "main" {
        let message =
            format!("expected a snake_case id other than `common` and `main`, found `{id}`");
        return Err((raw.id.span().start, message));
    }
    if *raw.points.get_ref() == Points::ZERO {
        let message = format!("task `{id}` is worth nothing; expected points above 0");
        return Err((raw.points.span().start, message));
    }
    if raw.items.get_ref().is_empty() {
        let message = format!("expected the public items that `{id}` asks for, at least one");
        return Err((raw.items.span().start, message));
    }
    let at = raw.hints.span().start;
    let hints: [String; 3] = raw
        .hints
        .into_inner()
        .try_into()
        .map_err(|hints: Vec<String>| {
            (
                at,
                format!(
                    "expected exactly three hints for `{id}`, found {}",
                    hints.len()
                ),
            )
        })?;
    if hints.iter().any(|hint| hint.trim().is_empty()) {
        return Err((at, format!("a hint of `{id}` is empty")));
    }
    Ok(Task {
        id: raw.id.into_inner(),
        title: raw.title,
        level: raw.level,
        points: raw.points.into_inner(),
        engine: raw.engine,
        items: raw.items.into_inner(),
        hints,
    })
}

/// `snake_case`, as ids must be.
#[must_use]
pub fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
