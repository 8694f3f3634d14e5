//! The joint score taken apart: by topic, and by what kind of thing was checked. Sums only, computed
//! when asked.

use super::{Report, TopicReport};
use crate::{
    points::Points,
    questions::AnswerStatus,
    score::{self, Score, Weights},
    suite::Category,
};
use serde::Serialize;

/// What a topic earned, code and concepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicScore {
    /// Its name.
    pub id: String,
    /// What its code earned.
    pub code: Score,
    /// What the answers to its questions earned.
    pub concepts: Score,
}

/// A kind of thing that is checked, so that a learner sees what is weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// The right values.
    Correctness,
    /// The right order.
    Ordering,
    /// Nobody is stuck.
    DeadlockFreedom,
    /// Threads end, channels close, limits hold.
    Resources,
    /// Told to stop, it stops.
    Cancellation,
    /// The right moment.
    Timing,
    /// The conceptual questions.
    Concepts,
}

impl Area {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Area::Correctness => "correctness",
            Area::Ordering => "ordering",
            Area::DeadlockFreedom => "deadlock-freedom",
            Area::Resources => "resources",
            Area::Cancellation => "cancellation",
            Area::Timing => "timing",
            Area::Concepts => "concepts",
        }
    }

    /// Where a check of this category counts.
    #[must_use]
    pub fn of(category: Category) -> Area {
        match category {
            Category::Basic => Area::Correctness,
            Category::Ordering => Area::Ordering,
            Category::Deadlock => Area::DeadlockFreedom,
            Category::Resources => Area::Resources,
            Category::Cancellation => Area::Cancellation,
            Category::Timing => Area::Timing,
        }
    }
}

impl TopicScore {
    /// Code and concepts together, in per cent.
    #[must_use]
    pub fn percent(&self, weights: Weights) -> Points {
        score::joint(weights, self.code, self.concepts)
    }
}

impl Report {
    /// Code and concepts together, in per cent.
    #[must_use]
    pub fn percent(&self) -> Points {
        score::joint(self.weights, self.code(), self.concepts())
    }

    /// What each topic earned: those with code in the report's order, then those with questions only,
    /// as their questions come.
    #[must_use]
    pub fn by_topic(&self) -> Vec<TopicScore> {
        let entry = |topic: &TopicReport| TopicScore {
            id: topic.id.clone(),
            code: topic.score(),
            concepts: Score::default(),
        };
        let mut topics: Vec<TopicScore> = self.topics.iter().map(entry).collect();
        for question in &self.questions {
            match topics.iter_mut().find(|topic| topic.id == question.topic) {
                Some(topic) => topic.concepts = topic.concepts + question.points,
                None => topics.push(TopicScore {
                    id: question.topic.clone(),
                    code: Score::default(),
                    concepts: question.points,
                }),
            }
        }
        topics
    }

    /// What each area earned; areas without anything to earn are left out.
    #[must_use]
    pub fn by_area(&self) -> Vec<(Area, Score)> {
        let tasks = self.topics.iter().flat_map(|topic| &topic.tasks);
        let checks: Vec<_> = tasks.flat_map(|task| &task.checks).collect();
        let of = |category: Category| {
            let checks = checks.iter().filter(|it| it.check.category == category);
            (Area::of(category), checks.map(|it| it.score).sum::<Score>())
        };
        let areas = Category::ALL.map(of);
        let all = areas.into_iter().chain([(Area::Concepts, self.concepts())]);
        all.filter(|(_, score)| score.possible != Points::ZERO)
            .collect()
    }

    /// What answers may still earn that nobody has read yet.
    #[must_use]
    pub fn pending(&self) -> Points {
        let pending = self
            .questions
            .iter()
            .filter(|it| it.status == AnswerStatus::Pending);
        pending.map(|it| it.points.possible).sum()
    }
}
