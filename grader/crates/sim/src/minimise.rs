//! A failing schedule, made simpler before anybody has to read it.

use crate::explore::Search;
use crate::strategy::{Replay, Strategy};
use wire::Code;

/// Replays spent on a simpler schedule.
const MOST_TRIALS: u32 = 400;
/// Steps that these replays may take together: of a long execution there are fewer, so that a learner does
/// not wait for what is only nicer to read. (About half a microsecond a step: `benches -- telling`.)
const MOST_STEPS: u64 = 250_000;

impl Search<'_> {
    /// Looks for a schedule with the same failure and fewer preemptions, then fewer steps, by
    /// replaying it with some decisions left to the default (delta debugging after Zeller and
    /// Hildebrandt 2002). Failures of fairness stay as they were found: an unfair schedule would
    /// accuse wrongly.
    pub(crate) fn minimise(&mut self, found: Vec<u32>, code: Code) -> Vec<u32> {
        let of_fairness = matches!(code, Code::Livelock | Code::BusyWait);
        if self.config.fair || of_fairness {
            return found;
        }
        let (mut trials, mut steps) = (MOST_TRIALS, MOST_STEPS);
        let Some((mut best, mut cost)) = self.attempt(found.clone(), code) else {
            return found;
        };
        let mut chunk = best.len().max(1);
        while chunk > 0 {
            let mut from = 0;
            loop {
                let chosen: Vec<usize> = (0..best.len()).filter(|&i| best[i] != 0).collect();
                let Some(window) = chosen.get(from..(from + chunk).min(chosen.len())) else {
                    break;
                };
                if window.is_empty() || trials == 0 || steps == 0 {
                    break;
                }
                trials -= 1;
                let mut candidate = best.clone();
                for &i in window {
                    candidate[i] = 0;
                }
                let attempt = self.attempt(candidate, code);
                steps = steps.saturating_sub(self.runtime.steps);
                match attempt {
                    Some((simpler, less)) if less < cost => (best, cost) = (simpler, less),
                    _ => from += chunk,
                }
            }
            chunk /= 2;
        }
        best
    }

    /// Replays decisions; if that fails with the same code, what was decided and what it cost.
    fn attempt(&mut self, decisions: Vec<u32>, code: Code) -> Option<(Vec<u32>, (u32, u64))> {
        self.runtime.strategy = Strategy::Replay(Replay::new(decisions));
        self.execute(false);
        self.schedules -= 1;
        let again = self.runtime.failure.take()?;
        let cost = (self.runtime.preemptions, self.runtime.steps);
        (again.code == code).then(|| (std::mem::take(&mut self.runtime.decisions), cost))
    }
}
