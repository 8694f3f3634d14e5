//! Where a run's time goes, for `--timings`. Nothing of it is ever in a report.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The time that each stage took, in order of first occurrence.
#[derive(Debug)]
pub struct Timings {
    begun: Instant,
    stages: Mutex<Vec<(&'static str, Duration)>>,
}

impl Default for Timings {
    fn default() -> Self {
        Timings {
            begun: Instant::now(),
            stages: Mutex::default(),
        }
    }
}

impl Timings {
    /// Does something and adds its time to a stage's.
    pub fn measure<T>(&self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = work();
        let took = begun.elapsed();
        let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        match stages.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, total)) => *total += took,
            None => stages.push((stage, took)),
        }
        result
    }

    /// One line a stage, and one for all.
    #[must_use]
    pub fn render(&self) -> String {
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |name: &str, took: Duration| {
            format!("{name:<10} {:>9.1} ms\n", took.as_secs_f64() * 1_000.0)
        };
        let mut text: String = stages
            .iter()
            .map(|&(name, took)| line(name, took))
            .collect();
        text.push_str(&line("total", self.begun.elapsed()));
        text
    }
}
