//! One check under one recorded schedule: the same failure again.

use super::Grader;
use crate::{
    build::{self, Build, TaskBuild},
    error::{Error, Result},
    report::{Origin, TopicReport, TopicStatus, names::Namer},
    run,
    submission::Submission,
    suite,
    token::{Mark, Token},
    verdict::{self, CheckVerdict, TopicVerdict},
    workbook::{Task, Topic},
};

/// What is to be shown again.
#[derive(Clone, Copy)]
pub struct Replay<'a> {
    /// The topic.
    pub topic: &'a Topic,
    /// Its task.
    pub task: &'a Task,
    /// The name of the task's check.
    pub check: &'a str,
    /// The token of a failure.
    pub token: &'a Token,
}

impl Grader<'_> {
    /// Runs one check of a submission under the schedule of a token; gives the report on the topic,
    /// in which this check alone has a verdict. `folder` is what the files' names begin with, for
    /// people.
    ///
    /// # Errors
    /// If the token belongs to something else, if nothing fails, or if the grader fails.
    pub fn replay(
        &self,
        replay: Replay<'_>,
        submission: Submission,
        folder: String,
    ) -> Result<TopicReport> {
        let Replay { topic, task, .. } = replay;
        let suite = suite::load(self.layout, topic)?;
        let name = format!("{}/{}/{}", topic.id, task.id, replay.check);
        let mark = Mark::of(&submission, &suite, &self.kit.key);
        let schedule = replay.token.schedule(&mark, &name)?;
        // Where `check` has built it.
        let job = build::Job {
            incremental: true,
            ..self.job(topic, &suite, &submission)
        };
        let build = self.timings.measure("build", || build::build(&job))?;
        let report = |verdict, submission: Submission| {
            let sources = submission.files;
            TopicReport::new(topic, &suite, verdict, Origin { folder, sources })
        };
        let tasks = match &build {
            Build::Built(tasks) => tasks,
            Build::Unbuilt(unbuilt) => {
                let verdict = TopicVerdict::Unbuilt(unbuilt.clone());
                return Ok(report(verdict, submission));
            }
        };
        let mut verdict = match &tasks[&task.id] {
            TaskBuild::Unfit(failure) => CheckVerdict::Failed(failure.clone()),
            TaskBuild::Ready(binary) => {
                let job = self.run_job(binary, task.engine, &[], &submission);
                let name = format!("{}/{}", task.id, replay.check);
                let run = || run::replay(&job, &name, &schedule);
                verdict::of(&self.timings.measure("run", run)?)
            }
        };
        match &mut verdict {
            CheckVerdict::Failed(failure) => {
                failure.schedule = mark.token(&name, &schedule);
                // It was not searched for: the report that gave the token says how it was found.
                failure.exploration = None;
                Namer::new(&submission.files).name(failure);
            }
            CheckVerdict::Passed(_) | CheckVerdict::NotReached | CheckVerdict::OutOfTime => {
                let message = "nothing fails under this schedule: something outside the \
                               simulation's control decided when the token was made";
                return Err(Error::Usage(message.to_owned()));
            }
        }
        let mut report = report(TopicVerdict::Absent, submission);
        report.status = TopicStatus::Judged;
        let tasks = report.tasks.iter_mut().filter(|it| it.id == task.id);
        let mut checks = tasks.flat_map(|it| it.checks.iter_mut());
        if let Some(check) = checks.find(|it| it.check.id == replay.check) {
            check.verdict = Some(verdict);
        }
        drop(checks);
        Ok(report)
    }
}
