//! `grader doctor`: whether this machine has what grading needs, and the next step where it has not.
//! What can be tried is tried; nothing is changed.

use crate::{
    build::kit,
    error::Result,
    layout::Layout,
    process::{
        self,
        confine::{self, Confinement},
    },
};
use std::{
    fmt::Write,
    fs,
    os::unix::fs::FileTypeExt,
    path::{Path, PathBuf},
    time::Duration,
};

/// What is needed on disk: the kit, and a dozen builds.
const ROOM: u64 = 1024 * 1024 * 1024;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Well,
    /// Grading your own work goes on without it.
    Lacking,
    /// Nothing can be graded.
    Broken,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub subject: &'static str,
    /// How it is.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do about it; empty if nothing.
    pub next: String,
}

impl Finding {
    fn new(subject: &'static str, state: State, found: impl Into<String>, next: &str) -> Finding {
        let next = if state == State::Well { "" } else { next };
        Finding {
            subject,
            state,
            found: found.into(),
            next: next.to_owned(),
        }
    }
}

/// Looks at everything.
#[must_use]
pub fn examine(layout: &Layout) -> Vec<Finding> {
    let mut findings = vec![
        tool_chain(layout),
        device(Path::new("/dev/null")),
        room(layout),
        kit_state(layout),
    ];
    findings.extend(confinement(Confinement::find()));
    findings
}

/// All of it for people.
#[must_use]
pub fn render(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let mark = match finding.state {
            State::Well => "✓",
            State::Lacking => "-",
            State::Broken => "✗",
        };
        let _ = writeln!(text, "{mark} {:<12} {}", finding.subject, finding.found);
        if !finding.next.is_empty() {
            let _ = writeln!(text, "    next: {}", finding.next);
        }
    }
    let broken = findings.iter().any(|it| it.state == State::Broken);
    let lacking = findings.iter().any(|it| it.state == State::Lacking);
    text.push_str(match (broken, lacking) {
        (true, _) => "\nNothing can be graded before what is marked ✗ is mended.\n",
        (false, true) => {
            "\nYour own work can be graded. What is marked - concerns other people's.\n"
        }
        (false, false) => "\nAll is well.\n",
    });
    text
}

/// The pinned compiler, and whether it answers.
fn tool_chain(layout: &Layout) -> Finding {
    let found = || -> Result<String> {
        let rustc = kit::compiler(layout)?;
        let mut job = process::tool(&rustc, layout.root(), Duration::from_mins(1));
        job.arguments = vec!["--version".into()];
        let ended = process::run(&job)?;
        Ok(String::from_utf8_lossy(&ended.stdout).trim().to_owned())
    };
    let next = "install Rust with rustup (https://rustup.rs); `rust-toolchain.toml` then chooses the version";
    match found() {
        Ok(version) if version.starts_with("rustc ") => {
            Finding::new("tool chain", State::Well, version, next)
        }
        Ok(_) => Finding::new("tool chain", State::Broken, "rustc says nothing", next),
        Err(error) => Finding::new("tool chain", State::Broken, error.to_string(), next),
    }
}

/// `/dev/null` is a device; a careless root process may have replaced it by a file.
fn device(path: &Path) -> Finding {
    let is_device = fs::metadata(path).is_ok_and(|it| it.file_type().is_char_device());
    let name = path.display();
    let (state, found) = if is_device {
        (State::Well, format!("{name} is a device"))
    } else {
        (State::Broken, format!("{name} is not a device"))
    };
    let next = "as root: rm -f /dev/null && mknod -m 666 /dev/null c 1 3";
    Finding::new("device", state, found, next)
}

/// The room on the disk where the grader builds.
fn room(layout: &Layout) -> Finding {
    let folder = layout
        .state()
        .ancestors()
        .find(|folder| folder.is_dir())
        .map_or_else(|| PathBuf::from("/"), Path::to_owned);
    let next = "make room, or remove the folder `.grader`: it is built again when needed";
    match confine::free_space(&folder) {
        Some(free) => {
            let state = if free < ROOM {
                State::Broken
            } else {
                State::Well
            };
            let found = format!("{} MiB free where builds are kept", free / 1024 / 1024);
            Finding::new("disk", state, found, next)
        }
        None => Finding::new("disk", State::Lacking, "the system does not tell", next),
    }
}

/// Whether the kit is there.
fn kit_state(layout: &Layout) -> Finding {
    let found = match kit::is_ready(layout) {
        Ok(true) => "built, and up to date".to_owned(),
        Ok(false) => "is built at the first run, which takes about a minute".to_owned(),
        Err(error) => {
            let next = "run this in a whole checkout of the project";
            return Finding::new("simulation", State::Broken, error.to_string(), next);
        }
    };
    Finding::new("simulation", State::Well, found, "")
}

/// What a confined child could not do.
fn confinement(found: Confinement) -> Vec<Finding> {
    let finding = |subject, held: bool, well: &str, lacking: &str, next: &str| {
        if held {
            Finding::new(subject, State::Well, well, next)
        } else {
            Finding::new(subject, State::Lacking, lacking, next)
        }
    };
    let landlock = "a Linux kernel from 5.13 on with Landlock among its `lsm=` modules; in a container, \
        a seccomp profile that allows it";
    let seccomp = "a Linux kernel with seccomp filters, on x86-64, aarch64 or riscv64";
    let held = found.held;
    vec![
        finding(
            "files",
            held.files,
            "a confined child could open none outside (Landlock)",
            "a child can open whatever you can",
            landlock,
        ),
        finding(
            "network",
            held.network,
            "a confined child got no socket (seccomp)",
            "a child can connect",
            seccomp,
        ),
        finding(
            "processes",
            held.processes,
            "a confined child could start none (seccomp)",
            "a child can start others",
            seccomp,
        ),
        finding(
            "signals",
            held.signals,
            "a confined child could not signal the grader",
            "a child can signal your processes",
            "a Linux kernel from 6.12 on, or seccomp",
        ),
        finding(
            "user",
            !found.as_root,
            "children have no rights of root",
            "children run as root",
            "run the grader as an ordinary user, or give it the capabilities SETUID, SETGID and SETPCAP",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Confinement, State, confinement, device, render};
    use std::path::Path;

    #[test]
    fn a_file_in_the_place_of_the_device_is_found() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let found = device(file.path());
        assert_eq!(found.state, State::Broken);
        assert!(found.next.contains("mknod"), "{}", found.next);
        assert_eq!(device(Path::new("/dev/null")).state, State::Well);
        let text = render(&[found]);
        assert!(text.contains("Nothing can be graded"), "{text}");
    }

    #[test]
    fn what_does_not_hold_has_a_next_step() {
        let findings = confinement(Confinement::OFF);
        let lacking = findings.iter().filter(|it| it.state == State::Lacking);
        assert_eq!(lacking.clone().count(), 4);
        assert!(lacking.clone().all(|it| !it.next.is_empty()));
        assert!(render(&findings).contains("Your own work can be graded"));
    }
}
