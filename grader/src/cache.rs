//! Verdicts on the learner's own work, kept until something changes that takes part in them: the
//! sources, the suite, what submissions are linked with and with what compiler, the grader itself, the
//! seed. Kept in `.grader/verdicts/`; losing them costs nothing but time, and what cannot be read is
//! judged again.
//!
//! A verdict that may depend on how fast or how large the machine is is not kept, nor one that is not
//! proved. One of real threads is kept like any other: what passed would be run some times more, as any
//! number of times it could; and a fault that was seen once is in these sources until they change, even
//! if it does not show the next time. `--fresh` runs them again. What is judged for somebody else never
//! comes from here.

use crate::{
    build::kit,
    error::Result,
    grade::Grader,
    layout::Layout,
    store,
    submission::Submission,
    suite::Suite,
    verdict::{CheckVerdict, TaskVerdict, TopicVerdict},
    workbook::Topic,
};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use wire::Code;

/// Whether what is known is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It is.
    Known,
    /// Everything is judged again.
    Fresh,
}

/// The verdicts that are known.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    /// A hash of the grader itself; without one nothing is kept.
    grader: Option<String>,
    freshness: Freshness,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    key: String,
    verdict: TopicVerdict,
}

impl Cache {
    /// The verdicts of a checkout.
    #[must_use]
    pub fn open(layout: &Layout, freshness: Freshness) -> Cache {
        Cache {
            folder: layout.state().join("verdicts"),
            grader: kit::own_hash(),
            freshness,
        }
    }

    /// A hash of all that takes part in a verdict.
    #[must_use]
    pub fn key(
        &self,
        grader: &Grader<'_>,
        topic: &Topic,
        suite: &Suite,
        submission: &Submission,
    ) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut add = |part: &str| {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        };
        add(self.grader.as_deref().unwrap_or_default());
        add(&grader.kit.key);
        add(&grader.kit.rustc.display().to_string());
        add(&grader.seed.to_string());
        // Names, points and engines of tasks decide which checks are run, and how.
        add(&format!("{topic:?}"));
        let sources = submission.files.iter();
        let sources = sources.map(|(name, text)| (name.as_str(), text.as_str()));
        for (name, text) in sources.chain(suite.texts()) {
            add(name);
            add(text);
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The verdict with this key, if it is known and whole.
    #[must_use]
    pub fn get(&self, topic: &Topic, suite: &Suite, key: &str) -> Option<TopicVerdict> {
        if self.freshness == Freshness::Fresh || self.grader.is_none() {
            return None;
        }
        let stored: Stored = store::read(&self.file(topic))?;
        (stored.key == key && is_whole(&stored.verdict, topic, suite)).then_some(stored.verdict)
    }

    /// Keeps a verdict, unless it may differ the next time.
    ///
    /// # Errors
    /// If the grader's folder cannot be written.
    pub fn put(&self, topic: &Topic, key: &str, verdict: &TopicVerdict) -> Result<()> {
        if self.grader.is_none() || !is_certain(verdict) {
            return Ok(());
        }
        let (key, verdict) = (key.to_owned(), verdict.clone());
        store::write(&self.file(topic), &Stored { key, verdict })
    }

    fn file(&self, topic: &Topic) -> PathBuf {
        self.folder.join(format!("{}.json", topic.id))
    }
}

/// There is a verdict on each check of each task.
fn is_whole(verdict: &TopicVerdict, topic: &Topic, suite: &Suite) -> bool {
    let TopicVerdict::Judged(tasks) = verdict else {
        return matches!(verdict, TopicVerdict::Unbuilt(_));
    };
    let whole = |(verdict, task): (&TaskVerdict, &crate::workbook::Task)| match verdict {
        TaskVerdict::Judged(checks) => checks.len() == suite.checks[&task.id].len(),
        TaskVerdict::Unfit(_) => true,
    };
    tasks.len() == topic.tasks.len() && tasks.iter().zip(&topic.tasks).all(whole)
}

/// It holds for these sources, on any machine.
fn is_certain(verdict: &TopicVerdict) -> bool {
    match verdict {
        TopicVerdict::Judged(tasks) => tasks.iter().all(|task| match task {
            TaskVerdict::Judged(checks) => checks.iter().all(is_repeatable),
            TaskVerdict::Unfit(_) => true,
        }),
        // Without an error of the compiler's it was the compiler that broke, or took too long.
        TopicVerdict::Unbuilt(unbuilt) => !unbuilt.errors.is_empty(),
        TopicVerdict::Rejected(_) | TopicVerdict::Absent => false,
    }
}

/// It is proved, and neither the machine's speed nor its memory decided.
fn is_repeatable(check: &CheckVerdict) -> bool {
    match check {
        CheckVerdict::Passed(_) | CheckVerdict::NotReached => true,
        CheckVerdict::OutOfTime => false,
        CheckVerdict::Failed(failure) => {
            let by_machine = matches!(
                failure.code,
                Code::EndlessComputation | Code::OutOfMemory | Code::Crash | Code::TooManyThreads
            );
            !failure.uncontrolled && !by_machine
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_certain;
    use crate::{
        build::{CompileError, Unbuilt},
        process::Movement,
        run::{Cause, CheckRun, Death},
        verdict::{self, CheckVerdict, TaskVerdict, TopicVerdict},
    };
    use wire::Code;

    #[test]
    fn a_compiler_that_took_too_long_may_not_do_so_again() {
        let unbuilt = |errors| {
            TopicVerdict::Unbuilt(Unbuilt {
                code: Code::DoesNotCompile,
                message: "the compiler reports errors".to_owned(),
                errors,
            })
        };
        let error = CompileError {
            code: Some("E0308".to_owned()),
            message: "mismatched types".to_owned(),
            labels: Vec::new(),
            notes: Vec::new(),
        };
        assert!(is_certain(&unbuilt(vec![error])));
        assert!(!is_certain(&unbuilt(Vec::new())));
    }
    #[test]
    fn what_is_proved_is_kept_and_what_the_machine_decided_is_not() {
        let kept = |checks| is_certain(&TopicVerdict::Judged(vec![TaskVerdict::Judged(checks)]));
        let died = |cause| {
            let said = String::new();
            vec![verdict::of(&CheckRun::Died(Death { cause, said }))]
        };
        assert!(kept(vec![CheckVerdict::NotReached]));
        assert!(kept(died(Cause::Quiescent { threads: 3 })));
        assert!(!kept(died(Cause::Overdue(Movement::None))));
        assert!(!kept(died(Cause::Overdue(Movement::Some))));
        assert!(!kept(died(Cause::OutOfMemory)));
        assert!(!kept(vec![CheckVerdict::OutOfTime]));
    }
}
