//! Progress on a terminal, on standard error; silent anywhere else.
//!
//! Together with `main` the only module that writes to the terminal.

use crate::event::Event;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::{IsTerminal, Write, stderr},
    time::Duration,
};

/// One line that tells what is going on.
#[derive(Clone, Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Shows progress if standard error is a terminal.
    #[must_use]
    pub fn start() -> Progress {
        if !stderr().is_terminal() {
            return Progress { bar: None };
        }
        let bar = ProgressBar::new_spinner();
        let style = ProgressStyle::with_template("{spinner} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress { bar: Some(bar) }
    }

    /// Tells of an event. Without a terminal only what explains a long silence is told.
    pub fn tell(&self, event: &Event) {
        let message = match event {
            Event::Waiting => "another grader works in this checkout; waiting for it".to_owned(),
            Event::KitStarted => {
                "building the simulation: once, and after an update (about a minute)".to_owned()
            }
            Event::KitReady => "the simulation is built".to_owned(),
            Event::Building { topic } => format!("{topic}: building"),
            Event::Running { topic, checks } => format!("{topic}: exploring, {checks} checks"),
            Event::Checked { check } => format!("{check}: explored"),
            Event::Judged { done, total } => format!("{done} of {total} submissions judged"),
            Event::Finished => return self.clear(),
        };
        match &self.bar {
            Some(bar) => bar.set_message(message),
            None if matches!(event, Event::Waiting | Event::KitStarted) => {
                let _ = writeln!(stderr(), "{message}");
            }
            None => {}
        }
    }

    /// Leaves the terminal as it was.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
