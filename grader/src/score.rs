//! Points: what verdicts and answers are worth. Pure.
//!
//! A check earns its share of its task's points by weight; code and concepts join by the weights of
//! the workbook. Amounts are exact; only the joint percentage is rounded, once.

use crate::{
    points::Points,
    suite::Suite,
    verdict::{CheckVerdict, TaskVerdict},
    workbook::Task,
};
use serde::Serialize;

/// Points earned of those possible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Score {
    /// What was earned.
    pub earned: Points,
    /// What could be earned.
    pub possible: Points,
}

impl Score {
    /// Everything was earned.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.earned == self.possible
    }
}

impl std::ops::Add for Score {
    type Output = Score;

    fn add(self, other: Score) -> Score {
        Score {
            earned: self.earned + other.earned,
            possible: self.possible + other.possible,
        }
    }
}

impl std::iter::Sum for Score {
    fn sum<I: Iterator<Item = Score>>(scores: I) -> Score {
        scores.fold(Score::default(), std::ops::Add::add)
    }
}

/// The score of each check of a task, in the suite's order.
#[must_use]
pub fn award(task: &Task, suite: &Suite, verdict: Option<&TaskVerdict>) -> Vec<Score> {
    let weights: Vec<u32> = suite.checks[&task.id]
        .iter()
        .map(|check| check.weight)
        .collect();
    let shares = task.points.share(&weights);
    let passed = |index: usize| match verdict {
        Some(TaskVerdict::Judged(checks)) => matches!(checks[index], CheckVerdict::Passed(_)),
        Some(TaskVerdict::Unfit(_)) | None => false,
    };
    let score = |(index, possible): (usize, Points)| Score {
        earned: if passed(index) {
            possible
        } else {
            Points::ZERO
        },
        possible,
    };
    shares.into_iter().enumerate().map(score).collect()
}

/// How much code and concepts count in the joint score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Weights {
    /// The weight of the code.
    pub code: u32,
    /// The weight of the conceptual questions.
    pub concepts: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            code: 80,
            concepts: 20,
        }
    }
}

/// The joint score in per cent, with two decimals, rounded half up. A part in which nothing is
/// possible does not count.
#[must_use]
pub fn joint(weights: Weights, code: Score, concepts: Score) -> Points {
    let part = |weight: u32, score: Score| {
        let possible = score.possible.hundredths();
        if possible == 0 {
            (0, 0, 1)
        } else {
            (weight, score.earned.hundredths(), possible)
        }
    };
    let (code_weight, code_earned, code_possible) = part(weights.code, code);
    let (concept_weight, concept_earned, concept_possible) = part(weights.concepts, concepts);
    let numerator =
        u128::from(code_weight) * u128::from(code_earned) * u128::from(concept_possible)
            + u128::from(concept_weight) * u128::from(concept_earned) * u128::from(code_possible);
    let denominator = u128::from(code_weight + concept_weight)
        * u128::from(code_possible)
        * u128::from(concept_possible);
    if denominator == 0 {
        return Points::ZERO;
    }
    let hundredths = (numerator * 20_000 + denominator) / (2 * denominator);
    Points::from_hundredths(u64::try_from(hundredths).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Score, Weights, joint};
    use crate::points::Points;

    fn score(earned: u64, possible: u64) -> Score {
        Score {
            earned: Points::from_hundredths(earned),
            possible: Points::from_hundredths(possible),
        }
    }

    #[test]
    fn code_and_concepts_join_by_weight() {
        let joined = |code, concepts| joint(Weights::default(), code, concepts).to_string();
        assert_eq!(joined(score(100, 100), score(100, 100)), "100");
        assert_eq!(joined(score(100, 100), score(0, 100)), "80");
        assert_eq!(joined(score(1, 3), score(1, 3)), "33.33");
        assert_eq!(joined(score(2, 3), score(2, 3)), "66.67");
        assert_eq!(joined(score(50, 100), score(0, 0)), "50");
        assert_eq!(joined(score(0, 0), score(0, 0)), "0");
    }
}
