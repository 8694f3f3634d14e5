//! `replay`: a failure again, exactly, with its whole trace in lanes.

use super::Context;
use crate::print;
use grader::{
    error::{Error, Result},
    exit_code::Exit,
    grade::Replay,
    learner,
    report::{TopicStatus, lanes, text},
    submission::{self, Intake, Submission},
    suite::{self, Suite},
    token::Token,
    workbook::{Engine, Task, Topic},
};
use std::path::Path;

impl Context<'_> {
    /// Shows the failure that a token stands for.
    pub(super) fn replay(&self, name: &str, token: &str, from: Option<&Path>) -> Result<Exit> {
        let (topic, rest) = name.split_once('/').unwrap_or((name, ""));
        let topic = self.workbook.topic(topic)?;
        let suite = suite::load(&self.layout, topic)?;
        let (task, check) = find(topic, &suite, rest)?;
        let shown = format!("{}/{}/{check}", topic.id, task.id);
        let refuse = |why: &str| Err(Error::Usage(format!("{shown} {why}")));
        if task.engine == Engine::Native {
            return refuse("runs on real threads, and nothing can replay those");
        }
        if !suite.run_checks(&task.id).any(|it| it.id == check) {
            return refuse("is decided by the compiler; there is nothing to replay");
        }
        let token = Token::read(token)?;
        let handed_in = from.map(|from| self.handed_in(topic, from)).transpose()?;
        let report = self.with_grader(|grader| {
            let (submission, folder) = match handed_in {
                Some(submission) => (submission, format!("{}/", topic.id)),
                None => (learner::own(grader, topic)?, learner::folder(topic)),
            };
            let replay = Replay {
                topic,
                task,
                check: &check,
                token: &token,
            };
            grader.replay(replay, submission, folder)
        })?;
        if let TopicStatus::Unbuilt(unbuilt) = &report.status {
            print(&text::unbuilt(&report, unbuilt, self.look));
            return Ok(Exit::Failed);
        }
        for task in &report.tasks {
            for (check, failure) in text::failures(task) {
                print(&text::failure(&report, check, failure, self.look));
                print(&format!("\n{}", lanes::render(failure, self.look)));
            }
        }
        Ok(Exit::Failed)
    }

    /// A topic's sources in a folder that was handed in.
    fn handed_in(&self, topic: &Topic, path: &Path) -> Result<Submission> {
        let rejected = |reason: String| Error::Rejected {
            topic: topic.id.clone(),
            reason,
        };
        let found = submission::locate(&self.workbook, path)?;
        let folder = found.into_iter().find(|(it, _)| it.id == topic.id);
        let Some((_, Some(folder))) = folder else {
            let shown = path.display();
            return Err(rejected(format!("`{shown}` holds no such topic")));
        };
        match submission::take_in(&topic.id, &folder)? {
            Intake::Ready(submission) => Ok(submission),
            Intake::Rejected(reason) => Err(rejected(reason)),
            Intake::Absent => Err(rejected("there is no such folder".to_owned())),
        }
    }
}

/// The check of this name, `task/check`, or `check` if only one task has one of this name.
fn find<'t>(topic: &'t Topic, suite: &Suite, name: &str) -> Result<(&'t Task, String)> {
    let full = |task: &Task, check: &str| format!("{}/{check}", task.id);
    let mut all: Vec<(&Task, String)> = Vec::new();
    for task in &topic.tasks {
        all.extend(
            suite.checks[&task.id]
                .iter()
                .map(|check| (task, check.id.clone())),
        );
    }
    let matches = |(task, check): &&(&Task, String)| *check == name || full(task, check) == name;
    let found: Vec<&(&Task, String)> = all.iter().filter(matches).collect();
    match found[..] {
        [(task, check)] => Ok((task, check.clone())),
        [] => {
            let names = all.iter();
            let names = names.flat_map(|(task, check)| [full(task, check), check.clone()]);
            let known: Vec<String> = names.map(|name| format!("{}/{name}", topic.id)).collect();
            let list = format!("`cargo run -- grade exercises/{} --format json`", topic.id);
            let name = format!("{}/{name}", topic.id);
            let known = known.iter().map(String::as_str);
            Err(Error::unknown("check", &name, known, &list))
        }
        [(task, check), ..] => {
            let full = format!("{}/{}", topic.id, full(task, check));
            Err(Error::Usage(format!(
                "several tasks have a check `{check}`; say which, as in `{full}`"
            )))
        }
    }
}
