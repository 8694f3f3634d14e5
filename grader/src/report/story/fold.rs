//! Loops among the steps, folded from the end: what happened again and again is told once.

use wire::{Operation, Step};

/// Steps of one turn, at most.
const LONGEST: usize = 6;

/// Steps that were made so many times in a row.
pub(super) struct Fold<'f> {
    pub(super) steps: &'f [Step],
    pub(super) times: usize,
}

/// The last steps, as at most so many lines; a fold of several turns takes a line more.
pub(super) fn folded(steps: &[Step], most: usize) -> Vec<Fold<'_>> {
    let mut folds = Vec::new();
    let mut rest = steps;
    let mut lines = 0;
    while let Some((length, times)) = last_fold(rest) {
        lines += length + usize::from(times > 1);
        if lines > most && folds.is_empty() {
            let last = &rest[rest.len() - most.min(rest.len())..];
            folds.push(Fold {
                steps: last,
                times: 1,
            });
        }
        if lines > most {
            break;
        }
        let (before, turns) = rest.split_at(rest.len() - length * times);
        folds.push(Fold {
            steps: &turns[turns.len() - length..],
            times,
        });
        rest = before;
    }
    folds.reverse();
    folds
}

/// How long a turn is and how often it was made, at the end of these steps.
fn last_fold(steps: &[Step]) -> Option<(usize, usize)> {
    if steps.is_empty() {
        return None;
    }
    let turns = |length: usize| {
        let (_, last) = steps.split_at_checked(steps.len() - length)?;
        let equal = |turn: &&[Step]| turn.iter().zip(last).all(|(a, b)| same(a, b));
        let times = steps.rchunks_exact(length).take_while(equal).count();
        (times > 2).then_some((length, times))
    };
    let folds = (1..=LONGEST.min(steps.len())).filter_map(turns);
    Some(
        folds
            .max_by_key(|(length, times)| (length * times, usize::MAX - length))
            .unwrap_or((1, 1)),
    )
}

/// The same thread did the same at the same place with the same outcome.
fn same(a: &Step, b: &Step) -> bool {
    // Of two spawns each tells another thread.
    let note = |step: &Step| match step.operation {
        Operation::Spawn => step.note.clone(),
        _ => None,
    };
    (a.thread, a.operation, a.object, a.occurrence, &a.place)
        == (b.thread, b.operation, b.object, b.occurrence, &b.place)
        && note(a) == note(b)
}

#[cfg(test)]
mod tests {
    use super::folded;
    use wire::{Occurrence, Operation, Step};

    fn steps(threads: &[u32]) -> Vec<Step> {
        let step = |(number, &thread): (u64, &u32)| Step {
            number,
            thread,
            at: 0,
            operation: Operation::Send,
            object: None,
            occurrence: Occurrence::Done,
            place: None,
            via: Vec::new(),
            switch: None,
            note: Some(format!("message {number}")),
        };
        (0..).zip(threads).map(step).collect()
    }

    fn check(threads: &[u32], most: usize, want: &[(usize, usize)]) {
        let steps = steps(threads);
        let folds = folded(&steps, most);
        let got: Vec<_> = folds.iter().map(|it| (it.steps.len(), it.times)).collect();
        assert_eq!(got, want, "{threads:?}");
    }

    #[test]
    fn loops_are_told_once() {
        check(&[], 8, &[]);
        check(&[1, 2, 1, 2], 8, &[(1, 1), (1, 1), (1, 1), (1, 1)]);
        check(&[3, 1, 1, 1, 1], 8, &[(1, 1), (1, 4)]);
        check(&[3, 1, 2, 1, 2, 1, 2, 4], 8, &[(1, 1), (2, 3), (1, 1)]);
        check(&[3, 1, 2, 1, 2, 1, 2, 4], 4, &[(2, 3), (1, 1)]);
        check(&[3, 1, 2, 1, 2, 1, 2, 4], 3, &[(1, 1)]);
    }
}
