//! What answers earn. Pure.
//!
//! `single` and `numeric` earn all or nothing. `multiple` and `predict` earn the share of right choices
//! that were taken, less the share of wrong choices that were taken: whoever takes all earns nothing.
//! `ordering` earns by pairs: those in order less those out of order. `matching` earns a share for each
//! right pair. `short` earns the weights of the key points that a person grants: the learner in
//! self-study, a reviewer for a class; nothing is earned for what the grader itself seems to find.

use super::{
    Answer, Answers, Asked, Essay, Form, KeyPoint, Kind, Question, Questions,
    reviews::{Review, Reviews},
    rubric,
};
use crate::{points::Points, score::Score, workbook::Level};
use serde::Serialize;
use std::collections::BTreeSet;

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionReport {
    /// Which.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// What kind of answer it asks for.
    pub kind: Kind,
    /// How hard it is.
    pub level: Level,
    /// How it was answered.
    pub status: AnswerStatus,
    /// What it earned.
    pub points: Score,
    /// The line of the answer, from 1; `None` if there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// How the points came about, for people, if there is more to say than the status does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// For free text: which text it is, for a review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// For free text: key points of which a phrasing was found, as a help for whoever reads it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
    /// For free text: key points of which none was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// How a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerStatus {
    /// As it should be.
    Right,
    /// In part.
    Partial,
    /// Not as it should be.
    Wrong,
    /// Not at all.
    Unanswered,
    /// Something is there, and cannot be understood.
    Refused,
    /// In free text, rated by the learner.
    SelfAssessed,
    /// In free text, which nobody has read yet. It earns nothing until then.
    Pending,
    /// In free text, which a person has read.
    Reviewed,
}

/// Who decides what free text earns.
#[derive(Clone, Copy, Debug)]
pub enum Judge<'r> {
    /// The learner: nobody else is there.
    Learner,
    /// A person, in these reviews; what has none is pending.
    Reviewer(&'r Reviews),
}

/// A part of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Share {
    part: u64,
    whole: u64,
}

impl Share {
    const NONE: Share = Share { part: 0, whole: 1 };
    const ALL: Share = Share { part: 1, whole: 1 };

    /// `plus` less `minus`, not below nothing.
    fn less(plus: u64, minus: u64, whole: u64) -> Share {
        Share {
            part: plus.saturating_sub(minus),
            whole: whole.max(1),
        }
    }

    /// This share of some points, rounded down to hundredths.
    fn of(self, points: Points) -> Points {
        let hundredths =
            u128::from(points.hundredths()) * u128::from(self.part) / u128::from(self.whole);
        Points::from_hundredths(
            u64::try_from(hundredths)
                .unwrap_or(0)
                .min(points.hundredths()),
        )
    }

    fn status(self) -> AnswerStatus {
        if self.part == 0 {
            AnswerStatus::Wrong
        } else if self.part == self.whole {
            AnswerStatus::Right
        } else {
            AnswerStatus::Partial
        }
    }
}

impl Questions {
    /// Scores a learner's answers to the questions of the topics that `wanted` says.
    #[must_use]
    pub fn grade(
        &self,
        answers: &Answers,
        wanted: &dyn Fn(&str) -> bool,
        judge: Judge<'_>,
    ) -> Vec<QuestionReport> {
        let asked = self.list.iter().filter(|question| wanted(&question.topic));
        asked
            .map(|question| question.grade(answers, judge))
            .collect()
    }
}

impl Question {
    /// Scores the answer to this question.
    #[must_use]
    pub fn grade(&self, answers: &Answers, judge: Judge<'_>) -> QuestionReport {
        let mut report = QuestionReport {
            id: self.id.clone(),
            topic: self.topic.clone(),
            kind: self.kind(),
            level: self.level,
            status: AnswerStatus::Unanswered,
            points: Score {
                earned: Points::ZERO,
                possible: self.points,
            },
            line: None,
            remarks: Vec::new(),
            fingerprint: None,
            found: Vec::new(),
            missing: Vec::new(),
        };
        let Some(given) = answers.given.get(&self.id) else {
            return report;
        };
        report.line = Some(given.line);
        let Some(answer) = &given.answer else {
            report.status = AnswerStatus::Refused;
            return report;
        };
        if let (Form::Short { rubric }, Answer::Text(essay)) = (&self.form, answer) {
            let decision = judge.decision(answers.learner.name(), &self.id, essay);
            read_essay(&mut report, rubric, essay, decision);
        } else {
            let (share, remark) = self.ask(&answers.learner).mark(answer);
            report.status = share.status();
            report.points.earned = share.of(self.points);
            report.remarks.extend(remark);
        }
        report
    }
}

impl Asked<'_> {
    /// What an answer that is no free text earns, and how that came about.
    fn mark(&self, answer: &Answer) -> (Share, Option<String>) {
        match (&self.question.form, answer) {
            (Form::Single { answer: key, .. }, Answer::One(chosen)) => {
                (all_or_none(chosen == key), None)
            }
            (Form::Numeric { .. }, Answer::Number(number)) => {
                (all_or_none(self.number() == Some(*number)), None)
            }
            (
                Form::Multiple {
                    answer: key,
                    choices,
                }
                | Form::Predict {
                    answer: key,
                    choices,
                    ..
                },
                Answer::Several(chosen),
            ) => several(key, choices.len(), chosen),
            (Form::Ordering { answer: key, .. }, Answer::Sequence(given)) => ordered(key, given),
            (Form::Matching { pairs }, Answer::Sequence(given)) => {
                let right = given
                    .iter()
                    .enumerate()
                    .filter(|(left, right)| left == *right);
                let (right, whole) = (right.count() as u64, pairs.len() as u64);
                let remark = format!("{right} of {whole} pairs are right");
                (Share::less(right, 0, whole), Some(remark))
            }
            _ => (Share::NONE, None),
        }
    }
}

fn all_or_none(right: bool) -> Share {
    if right { Share::ALL } else { Share::NONE }
}

/// Right choices less wrong ones, each as a share of those there are.
fn several(
    key: &BTreeSet<usize>,
    count: usize,
    chosen: &BTreeSet<usize>,
) -> (Share, Option<String>) {
    let right = chosen.intersection(key).count() as u64;
    let wrong = chosen.len() as u64 - right;
    let (all_right, all_wrong) = (key.len() as u64, (count - key.len()) as u64);
    let all_wrong = all_wrong.max(1);
    let share = Share::less(right * all_wrong, wrong * all_right, all_right * all_wrong);
    let remark = format!("{right} of {all_right} right choices, and {wrong} wrong");
    (share, Some(remark))
}

/// Pairs of choices in their order less pairs out of order.
fn ordered(key: &[usize], given: &[usize]) -> (Share, Option<String>) {
    let place = |choice: &usize| given.iter().position(|it| it == choice);
    let (mut kept, mut whole) = (0_u64, 0_u64);
    for (index, earlier) in key.iter().enumerate() {
        for later in &key[index + 1..] {
            whole += 1;
            kept += u64::from(place(earlier) < place(later));
        }
    }
    let remark = format!("{kept} of {whole} pairs stand in the right order");
    (Share::less(kept, whole - kept, whole), Some(remark))
}

/// What somebody decided about a free text.
#[derive(Clone, Copy)]
enum Decision<'r> {
    Own(&'r BTreeSet<usize>),
    Person(&'r Review),
    None,
}

impl<'r> Judge<'r> {
    fn decision<'d>(self, learner: &str, question: &str, essay: &'d Essay) -> Decision<'d>
    where
        'r: 'd,
    {
        match self {
            Judge::Learner => essay.claims.as_ref().map_or(Decision::None, Decision::Own),
            Judge::Reviewer(reviews) => reviews
                .find(learner, question, &essay.fingerprint())
                .map_or(Decision::None, Decision::Person),
        }
    }
}

fn read_essay(
    report: &mut QuestionReport,
    rubric: &[KeyPoint],
    essay: &Essay,
    decision: Decision<'_>,
) {
    let seen = rubric::found(&essay.text, rubric);
    for (index, point) in rubric.iter().enumerate() {
        let named = format!("{}. {}", index + 1, point.point);
        if seen.contains(&index) {
            report.found.push(named);
        } else {
            report.missing.push(named);
        }
    }
    report.fingerprint = Some(essay.fingerprint());
    let weight = |points: &BTreeSet<usize>| -> u64 {
        points
            .iter()
            .map(|&index| u64::from(rubric[index].weight))
            .sum()
    };
    let whole = rubric.iter().map(|point| u64::from(point.weight)).sum();
    let earned = |granted: &BTreeSet<usize>| {
        Share::less(weight(granted), 0, whole).of(report.points.possible)
    };
    let granted = |granted: &BTreeSet<usize>, by: &str| {
        format!("{by}: {} of {} key points", granted.len(), rubric.len())
    };
    match decision {
        Decision::Own(claims) => {
            report.points.earned = earned(claims);
            report.remarks.push(granted(claims, "rated by the learner"));
            report.status = AnswerStatus::SelfAssessed;
        }
        Decision::Person(review) => {
            report.points.earned = earned(&review.granted);
            report
                .remarks
                .push(granted(&review.granted, &format!("read by {}", review.by)));
            report
                .remarks
                .extend((!review.note.is_empty()).then(|| review.note.clone()));
            report.status = AnswerStatus::Reviewed;
        }
        Decision::None => report.status = AnswerStatus::Pending,
    }
}
