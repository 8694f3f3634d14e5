//! The report: everything that is to be said about a submission, as one value. Pure.
//!
//! It keeps lists, and computes sums when asked. The modules below render it; a renderer decides
//! nothing.

mod advice;
pub mod breakdown;
mod concepts;
mod figures;
pub mod github;
pub mod gradescope;
pub mod html;
pub mod json;
pub mod junit;
pub mod lanes;
pub mod learners;
pub mod names;
mod snippet;
mod story;
pub mod text;

use crate::{
    build::Unbuilt,
    process::confine::Confinement,
    questions::{Problem, QuestionReport},
    score::{self, Score, Weights},
    suite::{Check, Suite},
    verdict::{CheckVerdict, TaskVerdict, TopicVerdict},
    workbook::{Engine, Level, Topic},
};
use names::Namer;
use std::collections::BTreeMap;
use wire::{Failure, Place};

/// Everything that is to be said about a submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// In the curriculum's order.
    pub topics: Vec<TopicReport>,
    /// In the question file's order.
    pub questions: Vec<QuestionReport>,
    /// What of the answers could not be understood, by line.
    pub problems: Vec<Problem>,
    /// How code and concepts join.
    pub weights: Weights,
    /// What kept the code from the rest of the machine.
    pub confinement: Confinement,
}

/// What is to be said about a topic.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicReport {
    /// Its name.
    pub id: String,
    /// For people.
    pub title: String,
    /// Whether it could be judged.
    pub status: TopicStatus,
    /// In the workbook's order; there even if nothing could be judged, with what they are worth.
    pub tasks: Vec<TaskReport>,
    /// What its files' names begin with, for people: `exercises/generator/`.
    pub folder: String,
    /// The learner's sources, to be quoted.
    pub sources: BTreeMap<String, String>,
}

/// Where a topic's sources come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// What the files' names begin with, for people: `exercises/generator/`.
    pub folder: String,
    /// The sources.
    pub sources: BTreeMap<String, String>,
}

/// Whether a topic could be judged.
#[derive(Clone, Debug, PartialEq)]
pub enum TopicStatus {
    /// It could.
    Judged,
    /// The library cannot be built.
    Unbuilt(Unbuilt),
    /// What was handed in cannot be taken in.
    Rejected(String),
    /// Nothing was handed in.
    Absent,
}

/// What is to be said about a task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskReport {
    /// Its name.
    pub id: String,
    /// For people.
    pub title: String,
    /// How hard it is.
    pub level: Level,
    /// How its checks are run.
    pub engine: Engine,
    /// Where its first item is declared in the learner's code, if it is.
    pub place: Option<Place>,
    /// The learner's items do not fit the contract.
    pub unfit: Option<Box<Failure>>,
    /// In the suite's order.
    pub checks: Vec<CheckReport>,
}

/// What is to be said about a check.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckReport {
    /// What is checked.
    pub check: Check,
    /// How it went; `None` if nothing of its task could run.
    pub verdict: Option<CheckVerdict>,
    /// What it earned.
    pub score: Score,
}

impl Report {
    /// What the code earned.
    #[must_use]
    pub fn code(&self) -> Score {
        self.topics.iter().map(TopicReport::score).sum()
    }

    /// What the answers earned.
    #[must_use]
    pub fn concepts(&self) -> Score {
        self.questions.iter().map(|question| question.points).sum()
    }

    /// Every check of every topic passed. Questions are not asked here: they have a score only.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.topics.iter().all(TopicReport::passed)
    }
}

impl TopicReport {
    /// The report on a topic.
    #[must_use]
    pub fn new(topic: &Topic, suite: &Suite, verdict: TopicVerdict, origin: Origin) -> TopicReport {
        let Origin { folder, sources } = origin;
        let (status, verdicts) = match verdict {
            TopicVerdict::Judged(tasks) => (TopicStatus::Judged, tasks),
            TopicVerdict::Unbuilt(unbuilt) => (TopicStatus::Unbuilt(unbuilt), Vec::new()),
            TopicVerdict::Rejected(reason) => (TopicStatus::Rejected(reason), Vec::new()),
            TopicVerdict::Absent => (TopicStatus::Absent, Vec::new()),
        };
        let mut namer = Namer::new(&sources);
        let mut verdicts = verdicts
            .into_iter()
            .map(|verdict| named(verdict, &mut namer))
            .collect::<Vec<_>>()
            .into_iter();
        let tasks = topic
            .tasks
            .iter()
            .map(|task| {
                let verdict = verdicts.next();
                let scores = score::award(task, suite, verdict.as_ref());
                let (unfit, judged) = match verdict {
                    Some(TaskVerdict::Judged(checks)) => (None, checks),
                    Some(TaskVerdict::Unfit(failure)) => (Some(failure), Vec::new()),
                    None => (None, Vec::new()),
                };
                let mut judged = judged.into_iter();
                let checks = suite.checks[&task.id].iter().zip(scores);
                let check = |(check, score): (&Check, Score)| CheckReport {
                    check: check.clone(),
                    verdict: judged.next(),
                    score,
                };
                TaskReport {
                    id: task.id.clone(),
                    title: task.title.clone(),
                    level: task.level,
                    engine: task.engine,
                    place: place_of(&task.items, &sources),
                    unfit,
                    checks: checks.map(check).collect(),
                }
            })
            .collect();
        TopicReport {
            id: topic.id.clone(),
            title: topic.title.clone(),
            status,
            tasks,
            folder,
            sources,
        }
    }

    /// A file's name, for people.
    #[must_use]
    pub fn path(&self, file: &str) -> String {
        format!("{}{file}", self.folder)
    }

    /// What the topic earned.
    #[must_use]
    pub fn score(&self) -> Score {
        self.tasks.iter().map(TaskReport::score).sum()
    }

    /// Every check passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.tasks.iter().all(TaskReport::passed)
    }
}

impl TaskReport {
    /// What the task earned.
    #[must_use]
    pub fn score(&self) -> Score {
        self.checks.iter().map(|check| check.score).sum()
    }

    /// Every check passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        let passed = |check: &CheckReport| matches!(check.verdict, Some(CheckVerdict::Passed(_)));
        self.checks.iter().all(passed)
    }
}

/// The verdict, with everything called as the learner calls it.
fn named(mut verdict: TaskVerdict, namer: &mut Namer<'_>) -> TaskVerdict {
    match &mut verdict {
        TaskVerdict::Unfit(failure) => namer.name(failure),
        TaskVerdict::Judged(checks) => {
            for check in checks {
                if let CheckVerdict::Failed(failure) = check {
                    namer.name(failure);
                }
            }
        }
    }
    verdict
}

/// Where the first of these items is declared: a function, if there is one.
fn place_of(items: &[String], sources: &BTreeMap<String, String>) -> Option<Place> {
    let inside = |item: &String| {
        sources.iter().find_map(|(file, text)| {
            let (line, column) = crate::build::item_line(text, item)?;
            Some(Place {
                file: file.clone(),
                line,
                column,
            })
        })
    };
    // A type says little of what is done with it.
    let is_function = |item: &&String| item.starts_with(char::is_lowercase);
    let functions = items.iter().filter(is_function);
    functions.chain(items).find_map(inside)
}
