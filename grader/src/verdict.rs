//! Verdicts: what each check's run means. Pure: everything it needs is handed to it.
//!
//! A task's basic checks gate the others: without right values nothing else of the task is reached.

use crate::{
    build::{Build, TaskBuild, Unbuilt},
    process::Movement,
    run::{Cause, CheckRun, Death},
    suite::{Category, Suite},
    text::counted,
    workbook::Topic,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wire::{Code, Exploration, Failure};

/// What is to be said of a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TopicVerdict {
    /// Each task was judged, in the workbook's order.
    Judged(Vec<TaskVerdict>),
    /// The library cannot be built: nothing of it could be judged.
    Unbuilt(Unbuilt),
    /// What was handed in cannot be taken in.
    Rejected(String),
    /// Nothing was handed in.
    Absent,
}

/// What is to be said of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TaskVerdict {
    /// Each check was judged, in the suite's order.
    Judged(Vec<CheckVerdict>),
    /// The learner's items do not fit the contract, so that no check could run.
    Unfit(Box<Failure>),
}

/// What is to be said of a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CheckVerdict {
    /// It holds, in all that was explored.
    Passed(Exploration),
    /// It does not.
    Failed(Box<Failure>),
    /// A basic check of its task failed, so that this one means nothing.
    NotReached,
    /// Other checks of its task used up the time that a task has.
    OutOfTime,
}

impl TopicVerdict {
    /// Every failed check, as `task/check`, with its failure.
    pub fn failures<'v>(
        &'v mut self,
        topic: &'v Topic,
        suite: &'v Suite,
    ) -> impl Iterator<Item = (String, &'v mut Failure)> {
        let tasks = match self {
            TopicVerdict::Judged(tasks) => &mut tasks[..],
            TopicVerdict::Unbuilt(_) | TopicVerdict::Rejected(_) | TopicVerdict::Absent => &mut [],
        };
        tasks
            .iter_mut()
            .zip(&topic.tasks)
            .flat_map(|(verdict, task)| {
                let verdicts = match verdict {
                    TaskVerdict::Judged(checks) => &mut checks[..],
                    TaskVerdict::Unfit(_) => &mut [],
                };
                let checks = verdicts.iter_mut().zip(&suite.checks[&task.id]);
                checks.filter_map(|(verdict, check)| match verdict {
                    CheckVerdict::Failed(failure) => {
                        Some((format!("{}/{}", task.id, check.id), &mut **failure))
                    }
                    CheckVerdict::Passed(_)
                    | CheckVerdict::NotReached
                    | CheckVerdict::OutOfTime => None,
                })
            })
    }
}

/// Judges a topic.
///
/// # Panics
/// If a check of the suite was not run: the run stage reports that as an error.
#[must_use]
pub fn judge(
    topic: &Topic,
    suite: &Suite,
    build: &Build,
    runs: &BTreeMap<String, CheckRun>,
) -> TopicVerdict {
    let tasks = match build {
        Build::Built(tasks) => tasks,
        Build::Unbuilt(unbuilt) => return TopicVerdict::Unbuilt(unbuilt.clone()),
    };
    let task = |id: &String| match &tasks[id] {
        TaskBuild::Unfit(failure) => TaskVerdict::Unfit(failure.clone()),
        TaskBuild::Ready(_) => TaskVerdict::Judged(checks(id, suite, runs)),
    };
    TopicVerdict::Judged(topic.tasks.iter().map(|it| task(&it.id)).collect())
}

/// Judges the checks of a task.
fn checks(task: &str, suite: &Suite, runs: &BTreeMap<String, CheckRun>) -> Vec<CheckVerdict> {
    let checks = &suite.checks[task];
    let verdict = |check: &str| of(&runs[&format!("{task}/{check}")]);
    let mut verdicts: Vec<_> = checks.iter().map(|check| verdict(&check.id)).collect();
    let basic_failed = checks.iter().zip(&verdicts).any(|(check, verdict)| {
        check.category == Category::Basic && matches!(verdict, CheckVerdict::Failed(_))
    });
    if basic_failed {
        for (check, verdict) in checks.iter().zip(&mut verdicts) {
            if check.category != Category::Basic {
                *verdict = CheckVerdict::NotReached;
            }
        }
    }
    verdicts
}

/// What one run means, whatever the other checks of its task found.
#[must_use]
pub fn of(run: &CheckRun) -> CheckVerdict {
    match run {
        CheckRun::Finished(outcome) => match &outcome.failure {
            Some(failure) => CheckVerdict::Failed(Box::new(Failure {
                exploration: Some(outcome.exploration.clone()),
                ..(**failure).clone()
            })),
            None => CheckVerdict::Passed(outcome.exploration.clone()),
        },
        CheckRun::Died(death) => CheckVerdict::Failed(Box::new(obituary(death))),
        CheckRun::OutOfTime => CheckVerdict::OutOfTime,
    }
}

/// The failure of a check whose child died.
fn obituary(death: &Death) -> Failure {
    let (code, message) = match death.cause {
        Cause::StackOverflow => (
            Code::StackOverflow,
            "a thread's stack overflowed: a recursion goes too deep, or never ends".to_owned(),
        ),
        Cause::OutOfMemory => (
            Code::OutOfMemory,
            "the code asked for more memory than a run may have (1 GiB)".to_owned(),
        ),
        Cause::Forbidden => (
            Code::ForbiddenApi,
            "`exit` and `abort` of `std::process` would end the whole process; in an exercise, \
             return instead"
                .to_owned(),
        ),
        Cause::Endless => (
            Code::EndlessComputation,
            "a thread computed for 10 seconds of real time without ever waiting, sending, \
             receiving or locking; how fast it computes depends on the machine, that it never \
             stops does not"
                .to_owned(),
        ),
        Cause::Quiescent { threads } => (Code::Deadlock, standstill(threads)),
        Cause::Overdue(movement) => overdue(movement),
        Cause::Flooded => (
            Code::TooMuchOutput,
            "the code printed more than a run may print (1 MiB)".to_owned(),
        ),
        Cause::Signal(signal) => (
            Code::Crash,
            format!("the process was ended by the system (signal {signal})"),
        ),
        Cause::Status(status) => (
            Code::Crash,
            format!("the process ended by itself (status {status}) during the check"),
        ),
        Cause::Disturbed => (
            Code::Crash,
            "somebody but the grader wrote into the grader's report, so that it does not count"
                .to_owned(),
        ),
    };
    let proved = !matches!(
        death.cause,
        Cause::Overdue(Movement::None | Movement::Unknown)
    );
    Failure {
        output: death.said.clone(),
        uncontrolled: !proved,
        ..bare(code, message)
    }
}

/// What is said of a proved deadlock on real threads.
fn standstill(threads: usize) -> String {
    let threads = counted(threads, "thread");
    format!(
        "every thread waits for another, on real threads: none of them can ever go on ({threads})"
    )
}

/// What is said of a check on real threads that was not over in time.
fn overdue(movement: Movement) -> (Code, String) {
    match movement {
        Movement::Some => (
            Code::EndlessComputation,
            "the check was not over after 10 seconds on real threads, and its threads still moved: \
             one of them computes, or looks again and again, without end"
                .to_owned(),
        ),
        Movement::None => (
            Code::Deadlock,
            "not proved: no thread moves any more, and the check is not over\n\
             On real threads nothing had moved for seconds when the 10 seconds of a check were \
             over. Some thread waits for the system or for the clock, not for a thread, so that \
             nobody can tell whether it would have gone on."
                .to_owned(),
        ),
        Movement::Unknown => (
            Code::Deadlock,
            "not proved: the check is not over after 10 seconds on real threads\n\
             This system does not show what the threads of a program wait for, so that a deadlock \
             cannot be told from a computation without end: only the time limit ended it. On Linux \
             the two are told apart."
                .to_owned(),
        ),
    }
}

/// A failure without any evidence but its message.
#[must_use]
pub fn bare(code: Code, message: String) -> Failure {
    Failure {
        code,
        message,
        figures: Vec::new(),
        place: None,
        threads: Vec::new(),
        objects: Vec::new(),
        steps: Vec::new(),
        elided: 0,
        cycle: Vec::new(),
        at: 0,
        output: String::new(),
        schedule: String::new(),
        uncontrolled: false,
        exploration: None,
    }
}
