//! `grader/suites/<topic>/faults.toml`: the faults that a suite must catch, and which submissions of
//! the corpus show each; and what the topic need not have, with the reason.

use crate::{
    error::{Error, Result},
    layout::Layout,
    text::line_of,
    workbook::Topic,
};
use serde::Deserialize;
use std::{fs, io};
use toml::Spanned;

/// The name of the file, beside the suite.
pub(super) const FILE: &str = "faults.toml";

/// What is known of a topic's faults; nothing, if it has no such file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// The submission in `wrong` that does nothing: it must earn nothing.
    #[serde(default)]
    pub do_nothing: String,
    /// The faults that the suite must catch.
    #[serde(default)]
    pub must_catch: Vec<Fault>,
    /// What the topic need not have.
    #[serde(default)]
    pub exempt: Vec<Exemption>,
}

/// A fault that the suite must catch.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What is wrong, in a few words.
    pub fault: String,
    /// Submissions in `wrong`, by name without ending, that have it.
    pub shown_by: Vec<String>,
}

/// What a topic need not have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// What.
    pub from: Exempt,
    /// Why it is right without.
    pub because: Spanned<String>,
}

/// What a topic may be exempt from having.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exempt {
    /// A task of level `warm-up`.
    WarmUp,
    /// A task of level `core`.
    Core,
    /// A task of level `stretch`.
    Stretch,
    /// A check that covers all interleavings.
    Exhaustive,
}

impl Exempt {
    /// The word for it in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Exempt::WarmUp => "warm-up",
            Exempt::Core => "core",
            Exempt::Stretch => "stretch",
            Exempt::Exhaustive => "exhaustive",
        }
    }
}

impl Faults {
    /// Whether the topic need not have this.
    #[must_use]
    pub fn is_exempt(&self, from: Exempt) -> bool {
        self.exempt.iter().any(|it| it.from == from)
    }
}

/// Reads a topic's file.
///
/// # Errors
/// If it cannot be read although it is there, or does not say what it must: with the line.
pub(super) fn load(layout: &Layout, topic: &Topic) -> Result<Faults> {
    let path = layout.suite(&topic.id).join(FILE);
    match fs::read_to_string(&path) {
        Ok(text) => parse(&layout.show(&path), &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Faults::default()),
        Err(error) => Err(Error::io("cannot read", &path)(error)),
    }
}

/// Reads the text of such a file. `file` is its name in messages.
fn parse(file: &str, text: &str) -> Result<Faults> {
    let malformed = |at: usize, message: String| Error::Malformed {
        file: file.to_owned(),
        line: line_of(text, at),
        message,
    };
    let faults: Faults = toml::from_str(text).map_err(|error| {
        malformed(
            error.span().map_or(0, |span| span.start),
            error.message().replace('\n', "; "),
        )
    })?;
    let mut unreasoned = faults.exempt.iter().map(|it| &it.because);
    if let Some(because) = unreasoned.find(|it| it.get_ref().trim().is_empty()) {
        let message = "expected the reason why the topic need not have it".to_owned();
        return Err(malformed(because.span().start, message));
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::{Exempt, parse};

    const FAULTS: &str = "do_nothing = \"nobody_pays\"\nmust_catch = [\n    { fault = \"no close\", \
        shown_by = [\"kept\", \"forgotten\"] },\n]\nexempt = [\n    { from = \"core\", because = \
        \"one task\" },\n]\n";

    #[test]
    fn faults_are_read() {
        let faults = parse("faults.toml", FAULTS).unwrap();
        assert_eq!(faults.do_nothing, "nobody_pays");
        assert_eq!(faults.must_catch[0].shown_by, ["kept", "forgotten"]);
        assert!(faults.is_exempt(Exempt::Core) && !faults.is_exempt(Exempt::Stretch));
    }

    #[test]
    fn nonsense_is_refused_with_its_line() {
        let refuse = |from: &str, to: &str, expect: &str| {
            let text = FAULTS.replace(from, to);
            let error = parse("faults.toml", &text).unwrap_err().to_string();
            assert!(error.starts_with(expect), "{error}");
        };
        refuse("fault =", "what =", "faults.toml:3: unknown field `what`");
        refuse("\"core\"", "\"hard\"", "faults.toml:6: unknown variant");
        refuse("one task", " ", "faults.toml:6: expected the reason");
        refuse("do_nothing", "nothing", "faults.toml:1: unknown field");
    }
}
