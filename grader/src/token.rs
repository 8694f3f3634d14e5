//! The text that a person copies into `replay`: a schedule, and what it belongs to.
//!
//! `9f02a 77c1 3de 1-0x12-1` without the spaces: a hash of the sources, one of all that judges them, one
//! of the rest and of the check's name, and the schedule as the simulation writes it. A schedule is a list of decisions: with other sources it would lead somewhere
//! else, and show a failure that never was. So whatever does not fit is refused, each by its name.

use crate::{
    error::{Error, Result},
    submission::Submission,
    suite::Suite,
};

/// Hexadecimal digits of the three hashes.
const SOURCES: usize = 5;
const JUDGE: usize = 4;
const SUM: usize = 3;

/// What the schedules of a topic belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    sources: String,
    judge: String,
}

/// A token that was read, and not yet compared with anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    mark: Mark,
    sum: String,
    schedule: String,
}

impl Mark {
    /// The mark of a submission, judged by this suite and by what submissions are linked with, of which
    /// `kit` is the key.
    #[must_use]
    pub fn of(submission: &Submission, suite: &Suite, kit: &str) -> Mark {
        let sources = submission.files.iter();
        let sources = sources.map(|(name, text)| (name.as_str(), text.as_str()));
        let version = ("grader", env!("CARGO_PKG_VERSION"));
        let judge = suite.texts().chain([version, ("kit", kit)]);
        Mark {
            sources: hash(sources, SOURCES),
            judge: hash(judge, JUDGE),
        }
    }

    /// The token of a schedule under which a check, as `topic/task/check`, fails.
    #[must_use]
    pub fn token(&self, check: &str, schedule: &str) -> String {
        let sum = self.sum(check, schedule);
        format!("{}{}{sum}-{schedule}", self.sources, self.judge)
    }

    fn sum(&self, check: &str, schedule: &str) -> String {
        let parts = [
            (self.sources.as_str(), self.judge.as_str()),
            (check, schedule),
        ];
        hash(parts.into_iter(), SUM)
    }
}

impl Token {
    /// Reads a token.
    ///
    /// # Errors
    /// If the text is none.
    pub fn read(text: &str) -> Result<Token> {
        let damaged = || {
            let message = "this is no token: expected all of what a report prints behind `replay`, \
                           as `9f02a77c13de-1-0x12-1`";
            Error::Usage(message.to_owned())
        };
        let (hashes, schedule) = text.trim().split_once('-').ok_or_else(damaged)?;
        let is_hash = hashes.len() == SOURCES + JUDGE + SUM
            && hashes.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash || schedule.is_empty() {
            return Err(damaged());
        }
        if !matches!(schedule.split('-').next(), Some("1" | "2")) {
            return Err(Error::Usage(
                "this token is of another version of the simulation; judge the topic again for a \
                 new one"
                    .to_owned(),
            ));
        }
        let (sources, rest) = hashes.split_at(SOURCES);
        let (judge, sum) = rest.split_at(JUDGE);
        Ok(Token {
            mark: Mark {
                sources: sources.to_owned(),
                judge: judge.to_owned(),
            },
            sum: sum.to_owned(),
            schedule: schedule.to_owned(),
        })
    }

    /// The schedule, if the token was made for this check, as `topic/task/check`, with this mark.
    ///
    /// # Errors
    /// If it was made for something else, with what that is.
    pub fn schedule(&self, mark: &Mark, check: &str) -> Result<String> {
        let topic = check.split('/').next().unwrap_or(check);
        let again = format!("`cargo run -- check {topic}` gives a new one");
        let refused = |why: &str| Err(Error::Usage(format!("{why}; {again}")));
        if self.sum != self.mark.sum(check, &self.schedule) {
            return refused(&format!("this token is damaged, or not of {check}"));
        }
        if self.mark.judge != mark.judge {
            return refused("this token was made by another version of the grader or its checks");
        }
        if self.mark.sources != mark.sources {
            return refused(&format!(
                "the sources of `{topic}` are not those of this token"
            ));
        }
        Ok(self.schedule.clone())
    }
}

/// The first hexadecimal digits of a hash of named texts.
fn hash<'a>(parts: impl Iterator<Item = (&'a str, &'a str)>, digits: usize) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, text) in parts {
        for part in [name, text] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex()[..digits].to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Mark, Token};

    const CHECK: &str = "pool/run/ends";

    fn mark(sources: &str, judge: &str) -> Mark {
        Mark {
            sources: sources.to_owned(),
            judge: judge.to_owned(),
        }
    }

    #[test]
    fn a_token_gives_back_its_schedule() {
        let mark = mark("9f02a", "77c1");
        let text = mark.token(CHECK, "1-0x12-1");
        assert_eq!(text.len(), "9f02a77c13de-1-0x12-1".len());
        let token = Token::read(&text).unwrap();
        assert_eq!(token.schedule(&mark, CHECK).unwrap(), "1-0x12-1");
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        let ours = mark("9f02a", "77c1");
        let text = ours.token(CHECK, "1-0x12-1");
        let refuse = |text: &str, mark: &Mark, check: &str, expect: &str| {
            let schedule = |token: &Token| token.schedule(mark, check);
            let error = Token::read(text).and_then(|token| schedule(&token));
            let error = error.unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        };
        refuse("1-0x12-1", &ours, CHECK, "this is no token");
        refuse("9f02a77c13de", &ours, CHECK, "this is no token");
        refuse(
            "9f02a77c13de-3-1",
            &ours,
            CHECK,
            "another version of the simulation",
        );
        refuse(
            &text.replace("x12", "x13"),
            &ours,
            CHECK,
            "damaged, or not of pool/run/ends",
        );
        refuse(&text, &ours, "pool/run/begins", "not of pool/run/begins");
        refuse(
            &text,
            &mark("9f02a", "ffff"),
            CHECK,
            "another version of the grader",
        );
        let other = mark("00000", "77c1");
        refuse(
            &text,
            &other,
            CHECK,
            "the sources of `pool` are not those of this token",
        );
    }
}
