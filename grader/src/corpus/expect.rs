//! What a file of the corpus says of itself: `//@ expect: CODE in TASK/CHECK`, `//@ expect: full`,
//! `//@ points: 12.50`, `//@ task: TASK` for a file that holds that task alone, and `//@ topic: TOPIC`
//! where the folder does not tell.

use crate::{
    error::{Error, Result},
    points::Points,
};
use std::collections::BTreeMap;
use wire::Code;

/// What is expected of a submission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// The failures, by what fails: `task/check`, `task` for one whose items do not fit the
    /// contract, and the empty name for a library that cannot be built.
    pub failures: BTreeMap<String, Code>,
    /// The points, if they are told: of the task alone, if there is one.
    pub points: Option<Points>,
    /// The task whose module the file holds, if it is not the whole library. No other is judged.
    pub task: Option<String>,
    /// The topic, if it is not told by the folder.
    pub topic: Option<String>,
}

impl Expectation {
    /// Nothing fails.
    #[must_use]
    pub fn full() -> Expectation {
        Expectation::default()
    }
}

/// Reads the expectation of a file. `file` is its name in messages.
///
/// # Errors
/// If it says nothing, or something that makes no sense.
pub fn parse(file: &str, text: &str) -> Result<Expectation> {
    let malformed = |line: usize, message: String| Error::Malformed {
        file: file.to_owned(),
        line,
        message,
    };
    let mut expectation = Expectation::default();
    let mut full = false;
    for (number, line) in (1..).zip(text.lines()) {
        let Some(rest) = line.strip_prefix("//@ ") else {
            break;
        };
        match rest
            .split_once(": ")
            .map(|(key, value)| (key.trim(), value.trim()))
        {
            Some(("expect", "full")) => full = true,
            Some(("expect", value)) => {
                let (code, place) = value.split_once(" in ").unwrap_or((value, ""));
                let found = Code::ALL.iter().find(|known| known.name() == code.trim());
                let names = Code::ALL.iter().map(|known| known.name());
                let code = found.ok_or_else(|| {
                    malformed(
                        number,
                        Error::unknown("code", code, names, "`explain`").to_string(),
                    )
                })?;
                if expectation
                    .failures
                    .insert(place.trim().to_owned(), *code)
                    .is_some()
                {
                    return Err(malformed(number, format!("`{place}` is expected twice")));
                }
            }
            Some(("topic", value)) => expectation.topic = Some(value.to_owned()),
            Some(("task", value)) => expectation.task = Some(value.to_owned()),
            Some(("points", value)) => {
                let points = Points::parse(value).map_err(|message| malformed(number, message))?;
                expectation.points = Some(points);
            }
            Some(_) | None => {
                let message = "expected `//@ expect: CODE in TASK/CHECK`, `//@ expect: full`, \
                               `//@ points: N`, `//@ task: TASK` or `//@ topic: TOPIC`";
                return Err(malformed(number, message.to_owned()));
            }
        }
    }
    if full == expectation.failures.is_empty() {
        return Ok(expectation);
    }
    let message = "expected either `//@ expect: full` or at least one `//@ expect: CODE in …` in \
                   the first lines";
    Err(malformed(1, message.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use wire::Code;

    #[test]
    fn expectations_are_read() {
        let text = "//@ expect: missing-close in odds/ends\n//@ expect: crash in odds\n\
                    //@ points: 12.50\n//@ task: odds\n//! Why.\n//@ nonsense\n";
        let found = parse("a.rs", text).unwrap();
        assert_eq!(found.failures["odds/ends"], Code::MissingClose);
        assert_eq!(found.failures["odds"], Code::Crash);
        assert_eq!(found.points.unwrap().to_string(), "12.5");
        assert_eq!(found.task.as_deref(), Some("odds"));
        assert!(
            parse("a.rs", "//@ expect: full\n")
                .unwrap()
                .failures
                .is_empty()
        );
        assert_eq!(
            parse("a.rs", "//@ expect: does-not-compile\n")
                .unwrap()
                .failures
                .len(),
            1
        );
    }

    #[test]
    fn nonsense_is_refused_with_its_line() {
        let refuse = |text: &str, expect: &str| {
            let error = parse("a.rs", text).unwrap_err().to_string();
            assert!(error.starts_with(expect), "{error}");
        };
        refuse("fn main() {}", "a.rs:1: expected either");
        refuse(
            "//@ expect: full\n//@ expect: panic in a/b",
            "a.rs:1: expected either",
        );
        refuse(
            "//@ expect: deadlok in a/b",
            "a.rs:1: there is no code `deadlok`; did you mean",
        );
        refuse(
            "//@ expect: full\n//@ score: 3",
            "a.rs:2: expected `//@ expect",
        );
        refuse("//@ expect: full\n//@ points: x", "a.rs:2: expected points");
        let twice = "//@ expect: panic in a/b\n//@ expect: crash in a/b";
        refuse(twice, "a.rs:2: `a/b` is expected twice");
    }
}
