//! The same program run again and again: what is simulated must be told the same to the byte, and what runs on
//! real threads must get the same verdict.

use super::reports::first_difference;
use crate::{
    process::confine::Confinement,
    report::{
        Report, TaskReport, TopicReport, json,
        text::{self, Colour, Detail, Look},
    },
    score::Weights,
    verdict::{CheckVerdict, bare},
    workbook::Engine,
};

/// Everything that a report can tell.
const LOOK: Look = Look {
    colour: Colour::Plain,
    width: 100,
    detail: Detail::Full,
};

/// Compares the reports of each run with the first.
#[derive(Default)]
pub(super) struct Again {
    /// The first report, and all that is told of it.
    first: Option<(TopicReport, String)>,
    /// How many were compared with it.
    compared: u32,
    /// What differs, one line each.
    pub(super) differences: Vec<String>,
}

impl Again {
    /// Takes the report of the next run.
    pub(super) fn take(&mut self, report: &TopicReport) {
        let Some((first, told_first)) = &self.first else {
            self.first = Some((report.clone(), told(report)));
            return;
        };
        self.compared += 1;
        let number = self.compared + 1;
        let found = differences(first, report, number);
        let told = told(report);
        if *told_first != told {
            let (line, before, after) = first_difference(told_first, &told);
            self.differences.push(format!(
                "run {number}: line {line} of the report: `{}`, then `{}`",
                before.trim(),
                after.trim()
            ));
        }
        self.differences.extend(found);
    }
}

/// The whole report, for people and for programs. Of tasks on real threads there is the verdict alone, since
/// their runs differ.
fn told(report: &TopicReport) -> String {
    let mut report = report.clone();
    let native = |task: &&mut TaskReport| task.engine == Engine::Native;
    for task in report.tasks.iter_mut().filter(native) {
        for check in &mut task.checks {
            if let Some(CheckVerdict::Failed(failure)) = &check.verdict {
                let alone = bare(failure.code, String::new());
                check.verdict = Some(CheckVerdict::Failed(Box::new(alone)));
            }
        }
    }
    let report = Report {
        topics: vec![report],
        questions: Vec::new(),
        problems: Vec::new(),
        weights: Weights::default(),
        confinement: Confinement::OFF,
    };
    let mut told = text::render(&report, LOOK);
    told.push_str(&json::render(&report));
    told
}

/// How the run of this number differs from the first, one line for each check that does.
fn differences(first: &TopicReport, again: &TopicReport, number: u32) -> Vec<String> {
    if first.status != again.status {
        return vec![format!(
            "run {number} differs from the first in whether it builds"
        )];
    }
    let tasks = first.tasks.iter().zip(&again.tasks);
    let mut lines = Vec::new();
    for (first, again) in tasks {
        if first.unfit != again.unfit {
            let task = &first.id;
            lines.push(format!(
                "run {number} differs from the first in {task}: whether it fits"
            ));
        }
        let pairs = first.checks.iter().zip(&again.checks);
        for (one, other) in pairs {
            let (before, after) = (&one.verdict, &other.verdict);
            if !is_same(first, before.as_ref(), after.as_ref()) {
                let name = format!("{}/{}", first.id, one.check.id);
                let what = if word(before.as_ref()) == word(after.as_ref()) {
                    format!("{}, told otherwise", word(before.as_ref()))
                } else {
                    let (before, after) = (sentence(before.as_ref()), sentence(after.as_ref()));
                    format!("{before}, then {after}")
                };
                lines.push(format!(
                    "run {number} differs from the first in {name}: {what}"
                ));
            }
        }
    }
    lines
}

/// Whether two verdicts on a check of this task are as alike as they must be.
fn is_same(task: &TaskReport, one: Option<&CheckVerdict>, other: Option<&CheckVerdict>) -> bool {
    match task.engine {
        Engine::Simulated => one == other,
        Engine::Native => word(one) == word(other),
    }
}

/// A verdict in a word, and why, if it is a failure: a run that differs does not come again so soon.
fn sentence(verdict: Option<&CheckVerdict>) -> String {
    let word = word(verdict);
    match verdict {
        Some(CheckVerdict::Failed(failure)) if !failure.message.is_empty() => {
            format!("{word} ({})", failure.message)
        }
        _ => word.to_owned(),
    }
}

/// A verdict in a word.
fn word(verdict: Option<&CheckVerdict>) -> &'static str {
    match verdict {
        Some(CheckVerdict::Passed(_)) => "passed",
        Some(CheckVerdict::Failed(failure)) => failure.code.name(),
        Some(CheckVerdict::NotReached) => "not reached",
        Some(CheckVerdict::OutOfTime) => "out of time",
        None => "not run",
    }
}

#[cfg(test)]
mod tests {
    use super::{Again, differences};
    use crate::{
        report::{CheckReport, TaskReport, TopicReport, TopicStatus},
        score::Score,
        suite::{Category, Check},
        verdict::{CheckVerdict, bare},
        workbook::{Engine, Level},
    };
    use std::collections::BTreeMap;
    use wire::{Code, Exploration, Extent};

    fn report(engine: Engine, verdict: CheckVerdict) -> TopicReport {
        let check = CheckReport {
            check: Check {
                id: "ends".to_owned(),
                category: Category::Basic,
                promise: "It ends.".to_owned(),
                weight: 1,
                exhaustive: false,
            },
            verdict: Some(verdict),
            score: Score::default(),
        };
        let task = TaskReport {
            id: "odds".to_owned(),
            title: "Odds".to_owned(),
            level: Level::Core,
            engine,
            place: None,
            unfit: None,
            checks: vec![check],
        };
        TopicReport {
            id: "generator".to_owned(),
            title: "Generator".to_owned(),
            status: TopicStatus::Judged,
            tasks: vec![task],
            folder: String::new(),
            sources: BTreeMap::new(),
        }
    }

    fn failed(code: Code, message: &str) -> CheckVerdict {
        CheckVerdict::Failed(Box::new(bare(code, message.to_owned())))
    }

    #[test]
    fn simulated_reports_are_the_same_to_the_byte_and_native_ones_in_their_verdict() {
        let told = |engine, one, other| {
            differences(&report(engine, one), &report(engine, other), 3).join("; ")
        };
        let deadlock = || failed(Code::Deadlock, "a");
        let otherwise = || failed(Code::Deadlock, "b");
        assert_eq!(told(Engine::Simulated, deadlock(), deadlock()), "");
        assert_eq!(
            told(Engine::Simulated, deadlock(), otherwise()),
            "run 3 differs from the first in odds/ends: deadlock, told otherwise"
        );
        assert_eq!(told(Engine::Native, deadlock(), otherwise()), "");
        let passed = CheckVerdict::Passed(Exploration {
            schedules: 20,
            extent: Extent::Sampled,
            atomics: false,
        });
        assert_eq!(
            told(Engine::Native, deadlock(), passed),
            "run 3 differs from the first in odds/ends: deadlock (a), then passed"
        );
    }
    #[test]
    fn the_first_line_that_differs_is_told() {
        let told = |engine, one, other| {
            let mut again = Again::default();
            again.take(&report(engine, one));
            again.take(&report(engine, other));
            again.differences.join("; ")
        };
        let lock = || failed(Code::Deadlock, "the lock");
        let door = || failed(Code::Deadlock, "the door");
        assert_eq!(told(Engine::Simulated, lock(), lock()), "");
        let different = told(Engine::Simulated, lock(), door());
        assert!(different.contains("run 2: line "), "{different}");
        assert!(different.contains("the lock`, then `"), "{different}");
        assert_eq!(told(Engine::Native, lock(), door()), "");
    }
}
