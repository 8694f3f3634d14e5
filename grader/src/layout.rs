//! Where things are in a checkout of the project. Only names; what is in the files is for others.

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// A checkout, and the folder that holds the grader's own state.
#[derive(Clone, Debug)]
pub struct Layout {
    root: PathBuf,
    state: PathBuf,
}

impl Layout {
    /// The checkout around `from`: the nearest folder upwards with `grader/suites` and `exercises`;
    /// failing that, the one that this grader was built in.
    ///
    /// # Errors
    /// If there is no checkout.
    pub fn find(from: &Path) -> Result<Layout> {
        let is_root =
            |dir: &Path| dir.join("grader/suites").is_dir() && dir.join("exercises").is_dir();
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        from.ancestors()
            .chain(built_in)
            .find(|dir| is_root(dir))
            .map(|root| Layout::new(root, None))
            .ok_or_else(|| Error::Usage("run this inside a checkout of the project".to_owned()))
    }

    /// A checkout at a known place; its state is in `.grader` unless another folder is given.
    #[must_use]
    pub fn new(root: &Path, state: Option<&Path>) -> Layout {
        // Children run in other folders, where a relative path would lead elsewhere.
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let root = absolute(root);
        let state = state.map_or_else(|| root.join(".grader"), absolute);
        Layout { root, state }
    }

    /// The checkout itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The grader's own folder, ignored by git.
    #[must_use]
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// Where `selftest` builds, for as long as it runs.
    #[must_use]
    pub fn selftest(&self) -> PathBuf {
        self.state.join("selftest")
    }

    /// Where the learner works.
    #[must_use]
    pub fn exercises(&self) -> PathBuf {
        self.root.join("exercises")
    }

    /// A topic's hidden suite.
    #[must_use]
    pub fn suite(&self, topic: &str) -> PathBuf {
        self.root.join("grader/suites").join(topic)
    }

    /// The pristine stub of a topic: the folder of what is in `src` before anybody works there.
    #[must_use]
    pub fn stub(&self, topic: &str) -> PathBuf {
        self.suite(topic).join("stub")
    }

    /// The corpus of a topic: submissions whose verdicts are known.
    #[must_use]
    pub fn corpus(&self, topic: &str) -> PathBuf {
        self.root.join("grader/corpus").join(topic)
    }

    /// The reference solution of a topic.
    #[must_use]
    pub fn solution(&self, topic: &str) -> PathBuf {
        self.root.join("solutions").join(topic)
    }

    /// A path as people should read it: relative to the checkout where it lies inside.
    #[must_use]
    pub fn show(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.display().to_string().replace('\\', "/")
    }
}
