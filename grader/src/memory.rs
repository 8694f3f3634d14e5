//! What the grader remembers between runs in a checkout: which tasks passed with which sources, and
//! how many hints were shown. Kept in `.grader/memory.json`; losing it costs nothing but time.

use crate::{error::Result, layout::Layout, store};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// For each task that passes, as `topic/task`, the hash of what it was judged by.
    passed: BTreeMap<String, String>,
    /// The tasks that passed once: whoever passes again is not congratulated again.
    #[serde(default)]
    celebrated: BTreeSet<String>,
    /// For each task the number of hints that were shown.
    #[serde(default)]
    hints: BTreeMap<String, usize>,
}

impl Memory {
    /// What is remembered in a checkout.
    #[must_use]
    pub fn load(layout: &Layout) -> Memory {
        store::read(&layout.state().join("memory.json")).unwrap_or_default()
    }

    /// Stores it.
    ///
    /// # Errors
    /// If the grader's folder cannot be written.
    pub fn save(&self, layout: &Layout) -> Result<()> {
        store::write(&layout.state().join("memory.json"), self)
    }

    /// The task passed with sources of this hash.
    #[must_use]
    pub fn passes(&self, task: &str, hash: &str) -> bool {
        self.passed.get(task).is_some_and(|known| known == hash)
    }

    /// The task passed when it was judged last, whatever its sources are now.
    #[must_use]
    pub fn passed_once(&self, task: &str) -> bool {
        self.passed.contains_key(task)
    }

    /// A task passed. Tells whether it did so for the first time.
    pub fn pass(&mut self, task: &str, hash: &str) -> Passed {
        self.passed.insert(task.to_owned(), hash.to_owned());
        if self.celebrated.insert(task.to_owned()) {
            Passed::ForTheFirstTime
        } else {
            Passed::Again
        }
    }

    /// A task failed.
    pub fn fail(&mut self, task: &str) {
        self.passed.remove(task);
    }

    /// One more hint of `most` is to be shown: how many in all.
    pub fn next_hint(&mut self, task: &str, most: usize) -> usize {
        let shown = self.hints.entry(task.to_owned()).or_default();
        *shown = (*shown + 1).min(most);
        *shown
    }

    /// A topic begins anew.
    pub fn forget(&mut self, topic: &str) {
        let prefix = format!("{topic}/");
        self.passed.retain(|task, _| !task.starts_with(&prefix));
        self.hints.retain(|task, _| !task.starts_with(&prefix));
        self.celebrated.retain(|task| !task.starts_with(&prefix));
    }
}

/// Whether a task passed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// It did not.
    ForTheFirstTime,
    /// It did.
    Again,
}
