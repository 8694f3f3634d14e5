//! `doctor`: whether this machine has what grading needs.

use super::Context;
use crate::print;
use grader::{
    doctor::{self, State},
    exit_code::Exit,
};

impl Context<'_> {
    /// Looks at this machine.
    pub(super) fn doctor(&self) -> Exit {
        let findings = doctor::examine(&self.layout);
        print(&doctor::render(&findings));
        if findings.iter().any(|it| it.state == State::Broken) {
            Exit::Failed
        } else {
            Exit::Passed
        }
    }
}
