//! The learner's main job: the one task that comes next, judged; or congratulations, and the task
//! after it.

use crate::{
    cache::Cache,
    error::{Error, Result},
    grade::Grader,
    layout::Layout,
    memory::{Memory, Passed},
    report::TopicReport,
    side_by_side::side_by_side,
    submission::{self, Intake, Submission},
    suite::Suite,
    workbook::{Task, Topic, Workbook},
};

/// Where the learner is.
#[derive(Clone, Debug, PartialEq)]
pub enum Lesson {
    /// This task is next and does not pass yet: its place in the topic's list.
    Open {
        /// The topic's report.
        report: Box<TopicReport>,
        /// The task's place in it.
        task: usize,
    },
    /// These tasks passed for the first time.
    Passed {
        /// As `topic/task`.
        tasks: Vec<String>,
        /// The topic's report.
        report: Box<TopicReport>,
        /// What comes next, if anything does.
        next: Option<Box<Next>>,
    },
    /// Every task of every topic passes.
    Done,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The topic.
    pub topic: String,
    /// The task.
    pub task: Task,
    /// Where the task's item is declared: `exercises/generator/src/lib.rs:12`.
    pub place: String,
}

/// Finds the first task that does not pass, and judges its topic.
///
/// # Errors
/// If a topic's sources cannot be taken in, or the grader fails.
pub fn lesson(
    grader: &Grader<'_>,
    workbook: &Workbook,
    memory: &mut Memory,
    cache: &Cache,
) -> Result<Lesson> {
    for topic in &workbook.topics {
        let submission = own(grader, topic)?;
        let suite = grader.suite(topic)?;
        let hash = hash(grader, &suite, &submission);
        let passes = |task: &Task| memory.passes(&name(topic, task), &hash);
        if topic.tasks.iter().all(passes) {
            continue;
        }
        let report = grader.topic_again(topic, &suite, submission, folder(topic), cache)?;
        let report = Box::new(report);
        let tasks = remember(memory, topic, &report, &hash);
        if !tasks.is_empty() {
            let next = next(grader, workbook, memory)?;
            return Ok(Lesson::Passed {
                tasks,
                report,
                next,
            });
        }
        if let Some(task) = report.tasks.iter().position(|task| !task.passed()) {
            return Ok(Lesson::Open { report, task });
        }
    }
    Ok(Lesson::Done)
}

/// Judges the learner's own work on these topics, one more at once than there are processors, since who builds waits
/// for the disk at times. Those that come last in the curriculum take longest, and are begun first, so that the end does
/// not wait for one of them alone. Reports come in the order of the topics.
///
/// # Errors
/// If a topic's sources cannot be taken in, or the grader fails.
pub fn check(
    grader: &Grader<'_>,
    topics: &[&Topic],
    memory: &mut Memory,
    cache: &Cache,
) -> Result<Vec<TopicReport>> {
    let workers = (grader.threads + 1).min(topics.len()).max(1);
    let threads = (grader.threads / workers).max(1);
    let judge = |topic: &&&Topic| {
        let grader = Grader {
            kit: grader.kit.clone(),
            scratch: grader.scratch.clone(),
            threads,
            ..*grader
        };
        let submission = own(&grader, topic)?;
        let suite = grader.suite(topic)?;
        let hash = hash(&grader, &suite, &submission);
        let report = grader.topic_again(topic, &suite, submission, folder(topic), cache)?;
        Ok((report, hash))
    };
    let last_first: Vec<_> = topics.iter().rev().collect();
    let judged = side_by_side(&last_first, workers, judge);
    let mut reports = Vec::new();
    for (topic, judged) in topics.iter().zip(judged.into_iter().rev()) {
        let (report, hash) = judged?;
        remember(memory, topic, &report, &hash);
        reports.push(report);
    }
    Ok(reports)
}

/// Remembers which tasks of a topic pass; gives those that do for the first time.
pub fn remember(
    memory: &mut Memory,
    topic: &Topic,
    report: &TopicReport,
    hash: &str,
) -> Vec<String> {
    let mut first = Vec::new();
    for (task, judged) in topic.tasks.iter().zip(&report.tasks) {
        let name = name(topic, task);
        if !judged.passed() {
            memory.fail(&name);
        } else if memory.pass(&name, hash) == Passed::ForTheFirstTime {
            first.push(name);
        }
    }
    first
}

/// The first task that did not pass when it was judged last, or was never judged.
fn next(grader: &Grader<'_>, workbook: &Workbook, memory: &Memory) -> Result<Option<Box<Next>>> {
    for topic in &workbook.topics {
        let open = topic
            .tasks
            .iter()
            .find(|task| !memory.passed_once(&name(topic, task)));
        if let Some(task) = open {
            let place = match own(grader, topic) {
                Ok(submission) => place(topic, task, &submission),
                Err(Error::Rejected { .. }) => format!("{}src/lib.rs", folder(topic)),
                Err(error) => return Err(error),
            };
            return Ok(Some(Box::new(Next {
                topic: topic.id.clone(),
                task: task.clone(),
                place,
            })));
        }
    }
    Ok(None)
}

/// The learner's own sources of a topic.
///
/// # Errors
/// If they cannot be taken in.
pub fn own(grader: &Grader<'_>, topic: &Topic) -> Result<Submission> {
    let folder = grader.layout.exercises().join(&topic.id);
    ready(topic, submission::take_in(&topic.id, &folder)?)
}

/// The learner's own sources of a topic, and their tests.
///
/// # Errors
/// If they cannot be taken in.
pub fn own_with_tests(layout: &Layout, topic: &Topic) -> Result<Submission> {
    let folder = layout.exercises().join(&topic.id);
    ready(topic, submission::take_in_with_tests(&topic.id, &folder)?)
}

/// What was taken in, if it can be built.
fn ready(topic: &Topic, intake: Intake) -> Result<Submission> {
    match intake {
        Intake::Ready(submission) => Ok(submission),
        Intake::Rejected(reason) => Err(Error::Rejected {
            topic: topic.id.clone(),
            reason,
        }),
        Intake::Absent => {
            let reason = "there is no such folder".to_owned();
            Err(Error::Rejected {
                topic: topic.id.clone(),
                reason,
            })
        }
    }
}

/// Where a task's first item is declared.
fn place(topic: &Topic, task: &Task, submission: &Submission) -> String {
    let found = task.items.iter().find_map(|item| {
        submission.files.iter().find_map(|(file, text)| {
            let (line, _) = crate::build::item_line(text, item)?;
            Some(format!("{file}:{line}"))
        })
    });
    format!(
        "{}{}",
        folder(topic),
        found.unwrap_or_else(|| "src/lib.rs".to_owned())
    )
}

/// What the names of a topic's files begin with.
#[must_use]
pub fn folder(topic: &Topic) -> String {
    format!("exercises/{}/", topic.id)
}

/// `topic/task`
fn name(topic: &Topic, task: &Task) -> String {
    format!("{}/{}", topic.id, task.id)
}

/// A hash of all that decides a topic's verdict.
#[must_use]
pub fn hash(grader: &Grader<'_>, suite: &Suite, submission: &Submission) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(grader.kit.key.as_bytes());
    hasher.update(&grader.seed.to_le_bytes());
    let sources = submission.files.iter();
    let sources = sources.map(|(name, text)| (name.as_str(), text.as_str()));
    for (name, text) in sources.chain(suite.texts()) {
        for part in [name, text] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}
