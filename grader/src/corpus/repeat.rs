//! The same submission judged again: what is simulated must come out the same to the byte, and what
//! runs on real threads with the same verdict.

use crate::{
    report::{TaskReport, TopicReport},
    verdict::CheckVerdict,
    workbook::Engine,
};

/// How the run of this number differs from the first, one line for each check that does.
pub(super) fn differences(first: &TopicReport, again: &TopicReport, number: u32) -> Vec<String> {
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
                let (before, after) = (word(before.as_ref()), word(after.as_ref()));
                let what = if before == after {
                    format!("{before}, told otherwise")
                } else {
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
    use super::differences;
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
            "run 3 differs from the first in odds/ends: deadlock, then passed"
        );
    }
}
