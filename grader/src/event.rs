//! What happens while grading goes on, for whoever wants to show it. Grading itself never prints.

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Another grader works in this checkout; this one waits for it.
    Waiting,
    /// The crates that submissions are linked with are being built: once, and after an update.
    KitStarted,
    /// They are built.
    KitReady,
    /// A topic's code is being built.
    Building {
        /// Which topic.
        topic: String,
    },
    /// A topic's checks begin.
    Running {
        /// Which topic.
        topic: String,
        /// How many checks it has.
        checks: usize,
    },
    /// A check ended.
    Checked {
        /// `task/check`
        check: String,
    },
    /// A submission of the corpus was judged.
    Judged {
        /// How many so far.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// All is done.
    Finished,
}

/// Somebody who is told what happens.
pub type Listener<'a> = &'a (dyn Fn(&Event) + Sync);

/// Listens to nothing.
pub fn silent(_: &Event) {}
