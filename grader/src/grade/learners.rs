//! The learner's own tests, through the same stages as a suite.

use super::Grader;
use crate::{
    build::{self, Binary, TestBuild},
    error::{Error, Result},
    report::{
        Origin, TopicReport,
        learners::{ProgramReport, TestReport, TestVerdict},
        names::Namer,
    },
    run::{self, CheckRun},
    side_by_side::side_by_side,
    submission::Submission,
    suite, verdict,
    verdict::{CheckVerdict, TopicVerdict},
    workbook::{Engine, Topic},
};

impl Grader<'_> {
    /// Runs the learner's own tests, those whose names contain `filter`. `folder` is what the files'
    /// names begin with, for people.
    ///
    /// # Errors
    /// If no test's name contains the filter, or the grader fails.
    pub fn tests(
        &self,
        topic: &Topic,
        submission: Submission,
        folder: String,
        filter: &str,
    ) -> Result<TestReport> {
        let suite = suite::load(self.layout, topic)?;
        let job = self.job(topic, &suite, &submission);
        let build = self.timings.measure("build", || build::tests(&job))?;
        let (programs, verdict) = match build {
            TestBuild::Built(programs) => (programs, TopicVerdict::Absent),
            TestBuild::Unbuilt(unbuilt) => (Vec::new(), TopicVerdict::Unbuilt(unbuilt)),
        };
        let run = |program: &(String, Binary)| self.program(program, &submission, filter);
        let programs = self
            .timings
            .measure("run", || side_by_side(&programs, self.threads, run));
        let mut found = Vec::new();
        let mut names = Vec::new();
        for program in programs {
            let (program, all) = program?;
            found.push(program);
            names.extend(all);
        }
        let none = found.iter().all(|program| program.tests.is_empty());
        if none && !names.is_empty() {
            let known = names.iter().map(String::as_str);
            let list = format!("`cargo run -- test {}`", topic.id);
            return Err(Error::unknown("test", filter, known, &list));
        }
        let sources = submission.files;
        let topic = TopicReport::new(topic, &suite, verdict, Origin { folder, sources });
        Ok(TestReport {
            topic,
            programs: found,
        })
    }

    /// Runs the tests of one program; gives the names of all its tests too.
    fn program(
        &self,
        (file, binary): &(String, Binary),
        submission: &Submission,
        filter: &str,
    ) -> Result<(ProgramReport, Vec<String>)> {
        let mut job = self.run_job(binary, Engine::Simulated, &[], submission);
        let listed = run::list(&job)?;
        let names: Vec<String> = listed.iter().map(|test| test.name.clone()).collect();
        let chosen: Vec<_> = listed
            .into_iter()
            .filter(|test| test.name.contains(filter))
            .collect();
        let to_run = chosen.iter().filter(|test| test.ignored.is_none());
        let checks: Vec<String> = to_run.map(|test| test.name.clone()).collect();
        job.checks = &checks;
        let mut runs = run::run(&job)?;
        let mut caller = Namer::new(&submission.files);
        let mut judged = |run: CheckRun| {
            let mut verdict = verdict::of(&run);
            if let CheckVerdict::Failed(failure) = &mut verdict {
                caller.name(failure);
            }
            verdict
        };
        let tests = chosen.into_iter().map(|test| TestVerdict {
            verdict: runs.remove(&test.name).map(&mut judged),
            test,
        });
        let program = ProgramReport {
            file: file.clone(),
            tests: tests.collect(),
        };
        Ok((program, names))
    }
}
