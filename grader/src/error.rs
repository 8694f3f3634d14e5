//! What can keep the grader from grading. A learner's mistake is never here: that is a verdict.

use crate::exit_code::Exit;
use std::{fmt, io, path::PathBuf};

/// Why nothing, or not everything, was graded.
#[derive(Debug)]
pub enum Error {
    /// A file or folder could not be read or written.
    Io {
        /// What was tried: "cannot read".
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the project, or an answers file, does not say what it must.
    Malformed {
        /// Relative to the project where it lies inside.
        file: String,
        /// From 1; 0 if it concerns the file as a whole.
        line: usize,
        /// What was expected and what was found.
        message: String,
    },
    /// There is no topic, task or code of this name.
    Unknown {
        /// "topic", "task" or "code".
        kind: &'static str,
        /// What was asked for.
        name: String,
        /// What may have been meant.
        nearest: Option<String>,
        /// How to see all of them.
        list: String,
    },
    /// The command makes no sense as it was given.
    Usage(String),
    /// A topic's folder holds nothing that can be graded.
    Rejected {
        /// Which topic.
        topic: String,
        /// Why.
        reason: String,
    },
    /// Other people's code cannot be kept from these, and that is required.
    Unconfined(String),
    /// The support crates could not be built, so that nothing can be.
    Kit(String),
    /// A child did not do its part, and it is not the submission's doing.
    Child {
        /// What it was for.
        purpose: String,
        /// What happened.
        detail: String,
    },
    /// `selftest` found that the judge misjudges.
    Misjudged,
    /// `selftest` found that a topic lacks something.
    Lacking,
}

/// The grader's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The exit status that tells this error apart from others.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Error::Io { .. }
            | Error::Malformed { .. }
            | Error::Unknown { .. }
            | Error::Usage(_)
            | Error::Unconfined(_)
            | Error::Rejected { .. } => Exit::Usage,
            Error::Kit(_) | Error::Child { .. } => Exit::Fault,
            Error::Misjudged | Error::Lacking => Exit::Failed,
        }
    }

    /// For `map_err`: an action that failed on a path.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io {
            action,
            path,
            source,
        }
    }

    /// An unknown name, with the nearest known one.
    pub fn unknown<'a>(
        kind: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        list: &str,
    ) -> Error {
        let distance = |known: &str| strsim::damerau_levenshtein(name, known);
        let nearest = known
            .into_iter()
            .min_by_key(|known| distance(known))
            .filter(|known| distance(known) <= known.len().max(name.len()).div_ceil(2))
            .map(str::to_owned);
        Error::Unknown {
            kind,
            name: name.to_owned(),
            nearest,
            list: list.to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io {
                action,
                path,
                source,
            } => {
                write!(f, "{action} {}: {source}", path.display())?;
                f.write_str(next_step(action, source.kind()))
            }
            Error::Malformed {
                file,
                line: 0,
                message,
            } => write!(f, "{file}: {message}"),
            Error::Malformed {
                file,
                line,
                message,
            } => write!(f, "{file}:{line}: {message}"),
            Error::Unknown {
                kind,
                name,
                nearest,
                list,
            } => {
                write!(f, "there is no {kind} `{name}`")?;
                if let Some(nearest) = nearest {
                    write!(f, "; did you mean `{nearest}`?")?;
                }
                write!(f, " ({list} shows them all)")
            }
            Error::Usage(message) => f.write_str(message),
            Error::Rejected { topic, reason } => write!(f, "{topic}: {reason}"),
            Error::Unconfined(open) => write!(
                f,
                "nothing was built or run: here other people's code cannot be kept from {open}. \
                 `cargo grader doctor` tells why and what helps; `--confine=best` goes on with \
                 what there is, `--confine=off` with limits alone"
            ),
            Error::Kit(detail) => write!(
                f,
                "the grader could not build the crates that submissions are linked with; \
                 this is not your code's fault\n{detail}"
            ),
            Error::Child { purpose, detail } => {
                write!(
                    f,
                    "the grader failed while {purpose}; nothing was scored: {detail}"
                )
            }
            Error::Misjudged => f.write_str("the judge misjudged; see the table above"),
            Error::Lacking => f.write_str("something is missing; see the list above"),
        }
    }
}

/// What to do about an action that failed; empty where the system's own words say it.
fn next_step(action: &str, kind: io::ErrorKind) -> &'static str {
    match (action, kind) {
        ("cannot start", io::ErrorKind::NotFound) => {
            "; install it, or put it on the PATH (https://rustup.rs installs Rust)"
        }
        ("cannot start", io::ErrorKind::PermissionDenied) => {
            "; this user may not run it: install Rust for this user (https://rustup.rs)"
        }
        ("cannot read", io::ErrorKind::PermissionDenied) => {
            "; this user may not read it: mend the permissions"
        }
        (_, io::ErrorKind::PermissionDenied) => {
            "; the grader needs to write here: mend the permissions"
        }
        _ => "",
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            Error::Malformed { .. }
            | Error::Unknown { .. }
            | Error::Usage(_)
            | Error::Unconfined(_)
            | Error::Rejected { .. }
            | Error::Kit(_)
            | Error::Child { .. }
            | Error::Misjudged
            | Error::Lacking => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_not_be_done_names_the_next_step() {
        let told = |action| {
            Error::io(action, "there")(io::Error::from(io::ErrorKind::PermissionDenied)).to_string()
        };
        assert!(told("cannot start").contains("may not run it"));
        assert!(told("cannot read").contains("may not read it"));
        assert!(told("cannot open").contains("needs to write here"));
    }
}
