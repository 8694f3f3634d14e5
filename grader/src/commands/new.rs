//! `new`: a topic to be filled in.

use super::Context;
use crate::print;
use grader::{error::Result, exit_code::Exit, scaffold};

impl Context<'_> {
    /// Makes a topic, and says what is to be filled in.
    pub(super) fn new_topic(&self, topic: &str, task: &str) -> Result<Exit> {
        let said =
            self.exclusively(|| scaffold::create(&self.layout, &self.workbook, topic, task))?;
        print(&said);
        Ok(Exit::Passed)
    }
}
