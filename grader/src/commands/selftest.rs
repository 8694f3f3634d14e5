//! `selftest`: what topics lack, and then the judge is judged, once or again and again: by submissions whose
//! verdicts are known, or by faults put into the solutions.

use super::Context;
use crate::print;
use grader::{
    corpus::{self, Plan, Reports, Scope},
    error::{Error, Result},
    event::Event,
    exit_code::Exit,
    frozen, lacks,
    text::counted,
    workbook::{Engine, Topic},
};
use std::fmt::Write as _;

/// How the judge is judged.
pub(super) struct How {
    /// How often each submission is run.
    pub(super) repeat: u32,
    /// What is done with the reports that are kept.
    pub(super) reports: Reports,
    /// How much of a wrong submission is judged.
    pub(super) scope: Scope,
    /// Only tasks that run so, if that is said.
    pub(super) engine: Option<Engine>,
}

impl Context<'_> {
    /// Tells what topics lack, and judges nothing.
    pub(super) fn lacks(&self, topics: &[String], reports: Reports) -> Result<Exit> {
        match self.look_at(&self.topics(topics)?, reports)? {
            0 => Ok(Exit::Passed),
            _ => Err(Error::Lacking),
        }
    }

    /// Tells what topics lack, and judges the judge.
    pub(super) fn selftest(&self, topics: &[String], how: &How) -> Result<Exit> {
        let (hostile, named): (Vec<_>, Vec<_>) =
            topics.iter().cloned().partition(|it| it == corpus::HOSTILE);
        let topics = self.topics(&[])?;
        let (mut entries, mut lacking) = (Vec::new(), 0);
        if !named.is_empty() || hostile.is_empty() {
            let named = self.topics(&named)?;
            lacking = self.look_at(&named, how.reports)?;
            entries = corpus::collect(&self.layout, &topics, &named)?;
        }
        if !hostile.is_empty() || named.is_empty() {
            entries.extend(corpus::hostile(&self.layout, &topics)?);
        }
        let plan = Plan {
            entries,
            repeat: how.repeat,
            reports: how.reports,
            scope: how.scope,
            engine: how.engine,
        };
        self.judge_the_judge(&topics, &plan, lacking)
    }

    /// Judges the solutions with faults in them; each so many times.
    pub(super) fn mutants(&self, topics: &[String], repeat: u32) -> Result<Exit> {
        let all = self.topics(&[])?;
        let plan = Plan {
            entries: corpus::mutants(&self.layout, &all, &self.topics(topics)?)?,
            repeat,
            reports: Reports::Compare,
            scope: Scope::Whole,
            engine: None,
        };
        self.judge_the_judge(&all, &plan, 0)
    }

    fn judge_the_judge(&self, topics: &[&Topic], plan: &Plan, lacking: usize) -> Result<Exit> {
        let listener = |event: &Event| self.progress.tell(event);
        let outcome =
            self.with_grader(|grader| corpus::selftest(grader, topics, plan, &listener))?;
        print(&table(&outcome, plan.repeat));
        match (&outcome.misjudged[..], lacking) {
            ([], 0) => Ok(Exit::Passed),
            ([], _) => Err(Error::Lacking),
            _ => Err(Error::Misjudged),
        }
    }

    /// Prints what these topics lack, and gives how much that is. What is new in their signatures is
    /// frozen before, if reports are kept too.
    fn look_at(&self, topics: &[&Topic], reports: Reports) -> Result<usize> {
        if reports == Reports::Bless {
            topics
                .iter()
                .try_for_each(|topic| frozen::bless(&self.layout, topic))?;
        }
        let mut lines = lacks::find(&self.layout, topics)?;
        let look = self.exclusively(|| lacks::look(&self.layout, topics))?;
        lines.extend(look.lacks);
        let mut text = match lines.len() {
            0 => format!("{}: nothing is missing\n", counted(topics.len(), "topic")),
            many => format!("{} missing:\n", counted(many, "thing")),
        };
        for line in &lines {
            let _ = writeln!(text, "  {line}");
        }
        for line in &look.unseen {
            let _ = writeln!(text, "  ({line})");
        }
        text.push('\n');
        self.progress.clear();
        print(&text);
        Ok(lines.len())
    }
}

/// Expected against found, and every misjudgement.
fn table(outcome: &corpus::Outcome, repeat: u32) -> String {
    // Of mutants no diagnosis is expected, so that there is nothing to compare.
    let mut text = if outcome.matrix == corpus::Matrix::default() {
        String::new()
    } else {
        format!("{}\n", outcome.matrix)
    };
    let judged = counted(outcome.judged, "submission");
    let each = match repeat {
        1 => String::new(),
        repeat => format!(" {repeat} times each"),
    };
    let wrong = outcome.misjudged.len();
    let _ = writeln!(text, "{judged} judged{each}, {wrong} misjudgement(s)");
    for line in &outcome.misjudged {
        let _ = writeln!(text, "  {line}");
    }
    text
}
