//! `selftest`: the judge is judged, once or again and again.

use super::Context;
use crate::print;
use grader::{
    corpus::{self, Plan, Reports, Scope},
    error::{Error, Result},
    event::Event,
    exit_code::Exit,
    text::counted,
};
use std::fmt::Write as _;

impl Context<'_> {
    /// Judges the judge; each submission so many times.
    pub(super) fn selftest(
        &self,
        topics: &[String],
        repeat: u32,
        reports: Reports,
        scope: Scope,
    ) -> Result<Exit> {
        let (hostile, named): (Vec<_>, Vec<_>) =
            topics.iter().cloned().partition(|it| it == corpus::HOSTILE);
        let topics = self.topics(&[])?;
        let mut entries = Vec::new();
        if !named.is_empty() || hostile.is_empty() {
            entries = corpus::collect(&self.layout, &topics, &self.topics(&named)?)?;
        }
        if !hostile.is_empty() || named.is_empty() {
            entries.extend(corpus::hostile(&self.layout, &topics)?);
        }
        let plan = Plan {
            entries,
            repeat,
            reports,
            scope,
        };
        let listener = |event: &Event| self.progress.tell(event);
        let outcome =
            self.with_grader(|grader| corpus::selftest(grader, &topics, &plan, &listener))?;
        let mut text = outcome.matrix.to_string();
        let judged = counted(outcome.judged, "submission");
        let each = match repeat {
            1 => String::new(),
            repeat => format!(" {repeat} times each"),
        };
        let wrong = outcome.misjudged.len();
        let _ = writeln!(text, "\n{judged} judged{each}, {wrong} misjudgement(s)");
        for line in &outcome.misjudged {
            let _ = writeln!(text, "  {line}");
        }
        print(&text);
        if outcome.misjudged.is_empty() {
            Ok(Exit::Passed)
        } else {
            Err(Error::Misjudged)
        }
    }
}
