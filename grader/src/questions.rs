//! The conceptual questions: what there is to be asked, and what is right.
//!
//! How `questions.toml` is read is in `file`, what a learner is shown in `ask`, how `answers.toml` is
//! read in `answers` and written in `sheet`, what an answer earns in `marking`. How much questions
//! count beside the code is in [`crate::score`].

pub mod answers;
mod ask;
mod file;
mod form;
pub mod formula;
mod marking;
pub mod reviews;
mod rubric;
pub mod sheet;

pub use answers::{Answers, Problem, load_answers, read_answers};
pub use ask::{Answer, Asked, Essay, Learner, Written};
pub use file::parse;
pub use marking::{AnswerStatus, Judge, QuestionReport};

use crate::{
    error::{Error, Result},
    points::Points,
    score::Weights,
    workbook::Level,
};
use formula::Formula;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The version of `questions.toml`; an `answers.toml` for another one is told so.
pub const VERSION: u32 = 1;

/// All questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// How much they count beside the code.
    pub weights: Weights,
    /// Topics that have questions and need no exercise: their names, and titles for people.
    pub topics: BTreeMap<String, String>,
    /// The ids of questions that are no more. They are never given to another question.
    pub removed: BTreeSet<String>,
    /// In the file's order.
    pub list: Vec<Question>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Permanent.
    pub id: String,
    /// The topic that it belongs to.
    pub topic: String,
    /// How hard it is.
    pub level: Level,
    /// What it is worth.
    pub points: Points,
    /// What is asked.
    pub prompt: String,
    /// What kind of answer is asked for, and the right one.
    pub form: Form,
    /// Why it is right.
    pub explanation: String,
    /// Where it comes from.
    pub source: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What an interviewer asks next.
    pub followups: Vec<String>,
    /// Where it begins in the file, from 1.
    pub line: usize,
}

/// What kind of answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of the choices.
    Single,
    /// All of the choices that are right, and no other.
    Multiple,
    /// All choices, in the right order.
    Ordering,
    /// For each left side its right side.
    Matching,
    /// A whole number, computed from parameters that are drawn for each learner.
    Numeric,
    /// Everything that a program can print.
    Predict,
    /// A few sentences.
    Short,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 7] = [
        Kind::Single,
        Kind::Multiple,
        Kind::Ordering,
        Kind::Matching,
        Kind::Numeric,
        Kind::Predict,
        Kind::Short,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Single => "single",
            Kind::Multiple => "multiple",
            Kind::Ordering => "ordering",
            Kind::Matching => "matching",
            Kind::Numeric => "numeric",
            Kind::Predict => "predict",
            Kind::Short => "short",
        }
    }
}

/// What a kind of question consists of. Indices count choices, pairs and key points in the file's
/// order, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// One choice is right.
    Single {
        /// What can be chosen.
        choices: Vec<Choice>,
        /// Which is right.
        answer: usize,
    },
    /// Several choices may be right.
    Multiple {
        /// What can be chosen.
        choices: Vec<Choice>,
        /// Which are right.
        answer: BTreeSet<usize>,
    },
    /// All choices are to be brought into an order.
    Ordering {
        /// What is to be ordered.
        choices: Vec<Choice>,
        /// First to last.
        answer: Vec<usize>,
    },
    /// What can the program write to standard output? `(hangs)` on a line of its own stands for "and
    /// then it waits for ever".
    Predict {
        /// A whole `main.rs`.
        program: String,
        /// Outcomes to choose from: the lines written, without the last line break.
        choices: Vec<Choice>,
        /// Those of the choices that can happen; nothing else can.
        answer: BTreeSet<usize>,
    },
    /// Each left side has its own right side.
    Matching {
        /// What belongs together.
        pairs: Vec<Pair>,
    },
    /// A whole number.
    Numeric {
        /// What is drawn for each learner, by name.
        parameters: BTreeMap<String, Range>,
        /// Computes the number from what was drawn.
        formula: Formula,
        /// What it counts, for people.
        unit: String,
    },
    /// Free text, read by a person.
    Short {
        /// What a good answer says.
        rubric: Vec<KeyPoint>,
    },
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it says.
    pub text: String,
    /// Why it is right or wrong, or has its place; empty if the explanation says it.
    pub why: String,
}

/// Two things that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Shown in order.
    pub left: String,
    /// Shown shuffled.
    pub right: String,
    /// Why.
    pub why: String,
}

/// Whole numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub low: i64,
    /// The greatest.
    pub high: i64,
}

/// Something that a good answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPoint {
    /// What.
    pub point: String,
    /// Its share of the question's points.
    pub weight: u32,
    /// Words that show it.
    pub phrasings: Vec<String>,
}

impl Questions {
    /// Reads `questions.toml` of a checkout; a checkout without one has no questions. `topics` are
    /// the exercises that there are.
    ///
    /// # Errors
    /// If it does not say what it must, with the line.
    pub fn load(root: &Path, topics: &[&str]) -> Result<Questions> {
        let path = root.join("questions.toml");
        if !path.is_file() {
            return Ok(Questions::default());
        }
        let text = fs::read_to_string(&path).map_err(Error::io("cannot read", &path))?;
        parse("questions.toml", &text, topics)
    }

    /// The question of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Question> {
        self.list.iter().find(|question| question.id == id)
    }
}

impl Question {
    /// What kind of answer is asked for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.form {
            Form::Single { .. } => Kind::Single,
            Form::Multiple { .. } => Kind::Multiple,
            Form::Ordering { .. } => Kind::Ordering,
            Form::Predict { .. } => Kind::Predict,
            Form::Matching { .. } => Kind::Matching,
            Form::Numeric { .. } => Kind::Numeric,
            Form::Short { .. } => Kind::Short,
        }
    }

    /// What can be chosen; empty for the kinds without choices.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        match &self.form {
            Form::Single { choices, .. }
            | Form::Multiple { choices, .. }
            | Form::Ordering { choices, .. }
            | Form::Predict { choices, .. } => choices,
            Form::Matching { .. } | Form::Numeric { .. } | Form::Short { .. } => &[],
        }
    }
}
