//! `test`: the learner's own tests, in simulation.

use super::Context;
use crate::print;
use grader::{error::Result, exit_code::Exit, learner, report::learners};

impl Context<'_> {
    /// Runs the learner's own tests of a topic, those whose names contain the filter.
    pub(super) fn test(&self, topic: &str, filter: &str) -> Result<Exit> {
        let topic = self.workbook.topic(topic.trim_end_matches('/'))?;
        let submission = learner::own_with_tests(&self.layout, topic)?;
        let folder = learner::folder(topic);
        let report = self.with_grader(|grader| grader.tests(topic, submission, folder, filter))?;
        print(&learners::render(&report, self.look));
        Ok(if report.passed() {
            Exit::Passed
        } else {
            Exit::Failed
        })
    }
}
