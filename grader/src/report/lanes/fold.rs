//! Loops in a trace, folded: what happens again in the same way is shown once, with a count.

use wire::{Occurrence, Operation, Place, Step};

/// The longest loop body that is looked for, in steps.
const LONGEST: usize = 24;

/// A part of a folded trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    /// The step at this index is shown.
    Step(usize),
    /// What was shown last happened again.
    Again {
        /// How often.
        times: usize,
        /// The number of the first step that is folded.
        from: u64,
        /// The number of the last.
        to: u64,
    },
}

/// What makes two steps the same to whoever reads: not the object, since each round of a loop may
/// make its own.
fn key(step: &Step) -> (u32, Operation, Occurrence, Option<&Place>) {
    (
        step.thread,
        step.operation,
        step.occurrence,
        step.place.as_ref(),
    )
}

/// Folds the steps at these indices.
pub(super) fn folded(steps: &[Step], visible: &[usize]) -> Vec<Folded> {
    let same = |a: usize, b: usize| key(&steps[visible[a]]) == key(&steps[visible[b]]);
    let mut parts = Vec::new();
    let mut at = 0;
    while at < visible.len() {
        let left = visible.len() - at;
        let rounds = |period: usize| {
            let repeats = |offset: usize| same(at + offset, at + offset + period);
            let length = (0..left - period)
                .take_while(|&offset| repeats(offset))
                .count();
            1 + length / period
        };
        // The shortest body that saves most: of "a a a a", four of one and not two of two.
        let periods = 1..=LONGEST.min(left / 2);
        let best = periods
            .map(|period| (period, rounds(period)))
            .filter(|&(period, rounds)| (rounds - 1) * period > 2)
            .max_by_key(|&(period, rounds)| ((rounds - 1) * period, std::cmp::Reverse(period)));
        let Some((period, rounds)) = best else {
            parts.push(Folded::Step(visible[at]));
            at += 1;
            continue;
        };
        parts.extend(visible[at..at + period].iter().copied().map(Folded::Step));
        let end = at + period * rounds;
        parts.push(Folded::Again {
            times: rounds - 1,
            from: steps[visible[at + period]].number,
            to: steps[visible[end - 1]].number,
        });
        at = end;
    }
    parts
}
