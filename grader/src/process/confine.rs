//! Confinement: what keeps other people's code away from files, the network and other processes, and
//! whether it holds here.
//!
//! Landlock says which files a child may open, seccomp which calls of the system are refused. If the
//! grader is root, the child becomes a user that is nobody. Whether all that holds is found out by
//! acting: a child that is confined so tries what it must not. Limits are not this module's: they hold
//! always.

use super::enclose;
use crate::error::{Error, Result};
use clap::ValueEnum;
use std::{
    fmt::Write,
    io,
    path::{Path, PathBuf},
};

/// How much confinement is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Wanted {
    /// All of it, or nothing is built or run
    Require,
    /// As much as there is
    Best,
    /// None but limits on time, memory and output
    Off,
}

/// What confines a child, and what of it was seen to hold.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is applied or not, whatever the others are"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confinement {
    /// Landlock is applied.
    pub landlock: bool,
    /// A seccomp filter is applied.
    pub seccomp: bool,
    /// Root becomes a user that is nobody.
    pub drops_user: bool,
    /// A child has the rights of root all the same.
    pub as_root: bool,
    /// What a child so confined could not do, when it tried.
    pub held: Held,
}

/// What a confined child could not do.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each was tried apart from the others"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Open what lies outside.
    pub files: bool,
    /// Open a socket.
    pub network: bool,
    /// Start a process.
    pub processes: bool,
    /// Signal the grader.
    pub signals: bool,
}

/// What a child is for: building starts linkers, running starts nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The compiler, on a submission.
    Build,
    /// The submission itself.
    Run,
}

/// The folders and files that a child may use, if it is confined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cage {
    /// What confines it.
    pub confinement: Confinement,
    /// What it is for.
    pub purpose: Purpose,
    /// What it may read and run, with all that lies below; what is not there is passed over.
    pub readable: Vec<PathBuf>,
    /// Where it may write, and what it may read there.
    pub writable: Vec<PathBuf>,
}

impl Confinement {
    /// None at all.
    pub const OFF: Confinement = Confinement {
        landlock: false,
        seccomp: false,
        drops_user: false,
        as_root: false,
        held: Held {
            files: false,
            network: false,
            processes: false,
            signals: false,
        },
    };

    /// The strongest confinement that holds here, each tried by a child. Costs a few milliseconds.
    #[must_use]
    pub fn find() -> Confinement {
        let candidates = [
            (true, true, true),
            (true, true, false),
            (true, false, false),
            (false, true, false),
        ];
        candidates
            .into_iter()
            .map(|(landlock, seccomp, user)| Confinement {
                landlock,
                seccomp,
                drops_user: user && enclose::is_root(),
                ..Confinement::OFF
            })
            .find_map(Confinement::tried)
            .unwrap_or_else(Confinement::none)
    }

    /// None, as whoever the grader is.
    fn none() -> Confinement {
        Confinement {
            as_root: enclose::is_root(),
            ..Confinement::OFF
        }
    }

    /// As much as is wanted.
    ///
    /// # Errors
    /// If all is required, and not all holds here.
    pub fn choose(wanted: Wanted) -> Result<Confinement> {
        let found = match wanted {
            Wanted::Off => Confinement::none(),
            Wanted::Require | Wanted::Best => Confinement::find(),
        };
        if wanted == Wanted::Require && !found.is_whole() {
            return Err(Error::Unconfined(found.missing()));
        }
        Ok(found)
    }

    /// Files, network and processes are out of reach, and the child is not root.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.held.files && self.held.network && self.held.processes && !self.as_root
    }

    /// One line for people, the same whenever the same holds.
    #[must_use]
    pub fn line(self) -> String {
        let reach = self.reach();
        let held: Vec<&str> = reach.iter().filter(|it| it.1).map(|it| it.0).collect();
        let open: Vec<&str> = reach.iter().filter(|it| !it.1).map(|it| it.0).collect();
        let means = [(self.landlock, "Landlock"), (self.seccomp, "seccomp")];
        let means: Vec<&str> = means.iter().filter(|it| it.0).map(|it| it.1).collect();
        let mut line = if held.is_empty() {
            "none but limits on time, memory and output".to_owned()
        } else {
            format!("no {} ({})", held.join(", no "), means.join(", "))
        };
        if !held.is_empty() && !open.is_empty() {
            let _ = write!(line, "; not confined: {}", open.join(", "));
        }
        if self.as_root {
            line.push_str("; run as root");
        }
        line
    }

    /// What is missing for other people's code.
    fn missing(self) -> String {
        let reach = self.reach();
        let mut open: Vec<&str> = reach.iter().filter(|it| !it.1).map(|it| it.0).collect();
        if self.as_root {
            open.push("the rights of root");
        }
        open.join(", ")
    }

    fn reach(self) -> [(&'static str, bool); 3] {
        [
            ("files", self.held.files),
            ("network", self.held.network),
            ("other processes", self.held.processes),
        ]
    }

    /// This confinement with what holds of it; `None` if it cannot be applied, or does not keep what it
    /// is for.
    fn tried(self) -> Option<Confinement> {
        let (held, as_root) = enclose::try_out(self)?;
        let kept = (!self.landlock || held.files)
            && (!self.seccomp || held.network && held.processes)
            && !(self.drops_user && as_root);
        kept.then_some(Confinement {
            as_root,
            held,
            ..self
        })
    }
}

/// The room on the disk that a folder lies on, in bytes, for ordinary users; `None` if the system does
/// not tell.
#[must_use]
pub fn free_space(folder: &Path) -> Option<u64> {
    enclose::free_space(folder)
}

/// Makes a folder that of the user that confined children of root become.
///
/// # Errors
/// If the system refuses.
pub fn give_to_nobody(folder: &Path) -> io::Result<()> {
    std::os::unix::fs::chown(folder, Some(enclose::NOBODY), Some(enclose::NOBODY))
}

#[cfg(test)]
mod tests {
    use super::{Confinement, Held};

    #[test]
    fn the_line_says_what_holds_and_what_does_not() {
        let all = Held {
            files: true,
            network: true,
            processes: true,
            signals: true,
        };
        let whole = Confinement {
            landlock: true,
            seccomp: true,
            held: all,
            ..Confinement::OFF
        };
        assert!(whole.is_whole());
        let line = "no files, no network, no other processes (Landlock, seccomp)";
        assert_eq!(whole.line(), line);
        let half = Confinement {
            landlock: false,
            held: Held {
                files: false,
                ..all
            },
            ..whole
        };
        assert!(!half.is_whole());
        let line = "no network, no other processes (seccomp); not confined: files";
        assert_eq!(half.line(), line);
        assert!(Confinement::OFF.line().starts_with("none but limits"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_found_was_tried() {
        let found = Confinement::find();
        // Only what a child could not do counts; without any confinement it could do all of it.
        assert_eq!(found.landlock, found.held.files);
        assert_eq!(found.seccomp, found.held.network && found.held.processes);
        let (free, _) = super::enclose::try_out(Confinement::OFF).unwrap();
        assert!(!free.files && !free.network && !free.processes && !free.signals);
    }
}
