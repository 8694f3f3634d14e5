//! What a person decided about answers in free text, in a file that `grade --reviews` reads:
//!
//! ```toml
//! [[review]]
//! learner = "ann"                          # as in their answers.toml, or as given to `grade --learner`
//! question = "timeout-short-no-kill"
//! fingerprint = "3f9a51c07b2e"             # the text that was read, as the report names it
//! granted = [1, 2, 5]                      # the key points that it makes, numbered as in the report
//! by = "B. Teacher"
//! note = "Nicely put."                     # optional
//! ```
//!
//! A learner who changes the text afterwards needs another review. The file is the grading person's
//! own: a mistake in it stops the grading instead of costing a learner points.

use super::{Form, Questions};
use crate::{
    error::{Error, Result},
    text::line_of,
};
use serde::Deserialize;
use std::{collections::BTreeSet, fs, path::Path};
use toml::Spanned;

/// All reviews.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviews(Vec<Review>);

/// One review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    learner: String,
    question: String,
    fingerprint: String,
    /// The key points that were granted, by index.
    pub granted: BTreeSet<usize>,
    /// Who read it.
    pub by: String,
    /// What that person says to the learner.
    pub note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default, rename = "review")]
    reviews: Vec<RawReview>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReview {
    #[serde(default)]
    learner: String,
    question: Spanned<String>,
    fingerprint: String,
    granted: Spanned<Vec<usize>>,
    by: String,
    #[serde(default)]
    note: String,
}

impl Reviews {
    /// Reads a file of reviews.
    ///
    /// # Errors
    /// If it cannot be read, or does not say what it must, with the line.
    pub fn load(path: &Path, questions: &Questions) -> Result<Reviews> {
        let text = fs::read_to_string(path).map_err(Error::io("cannot read", path))?;
        Reviews::parse(&path.display().to_string(), &text, questions)
    }

    /// Reads reviews. `file` is its name in messages.
    ///
    /// # Errors
    /// If it does not say what it must, with the line.
    pub fn parse(file: &str, text: &str, questions: &Questions) -> Result<Reviews> {
        let malformed = |at: usize, message: String| Error::Malformed {
            file: file.to_owned(),
            line: line_of(text, at),
            message,
        };
        let raw: RawFile = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            malformed(at, error.message().replace('\n', "; "))
        })?;
        let checked = |raw: RawReview| {
            let id = raw.question.get_ref();
            let form = questions.find(id).map(|question| &question.form);
            let Some(Form::Short { rubric }) = form else {
                let message = format!("there is no question `{id}` of kind `short`");
                return Err(malformed(raw.question.span().start, message));
            };
            let index = |number: &usize| {
                let index = number.checked_sub(1).filter(|index| *index < rubric.len());
                index.ok_or_else(|| {
                    let message = format!(
                        "there is no key point {number} in `{id}`; there are 1 to {}",
                        rubric.len()
                    );
                    malformed(raw.granted.span().start, message)
                })
            };
            let granted = raw
                .granted
                .get_ref()
                .iter()
                .map(index)
                .collect::<Result<_>>()?;
            Ok(Review {
                learner: raw.learner,
                question: raw.question.into_inner(),
                fingerprint: raw.fingerprint,
                granted,
                by: raw.by,
                note: raw.note,
            })
        };
        raw.reviews
            .into_iter()
            .map(checked)
            .collect::<Result<_>>()
            .map(Reviews)
    }

    /// The last review of this text.
    pub(super) fn find(&self, learner: &str, question: &str, fingerprint: &str) -> Option<&Review> {
        self.0.iter().rev().find(|review| {
            review.learner == learner
                && review.question == question
                && review.fingerprint == fingerprint
        })
    }
}
