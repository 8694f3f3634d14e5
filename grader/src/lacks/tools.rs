//! What clippy and rustfmt would change in the reference solutions. Both belong to the tool chain, and
//! are not installed everywhere: where one is not, that is said.

use crate::{
    build::kit,
    error::Result,
    layout::Layout,
    process::{self, Ended, Exit},
    workbook::Topic,
};
use serde::Deserialize;
use std::path::Path;

/// What the tools found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// What they would change, a line each.
    pub lacks: Vec<String>,
    /// What could not be looked at, and why, a sentence each.
    pub unseen: Vec<String>,
}

/// A tool that only says what it would change.
struct Tool {
    /// Its name, and that of the component of the tool chain.
    name: &'static str,
    /// How Cargo calls it.
    command: &'static str,
    /// What Cargo is told.
    asks: &'static [&'static str],
    /// What the tool is told.
    told: &'static [&'static str],
    /// Reads what it has written.
    read: fn(&Layout, &str) -> Vec<String>,
}

const TOOLS: [Tool; 2] = [
    Tool {
        name: "clippy",
        command: "clippy",
        asks: &["--message-format", "json"],
        told: &["-W", "clippy::pedantic"],
        read: lints,
    },
    Tool {
        name: "rustfmt",
        command: "fmt",
        asks: &[],
        told: &["--check", "-l"],
        read: unformatted,
    },
];

/// Has clippy (pedantic) and rustfmt look at the solutions of these topics.
///
/// # Errors
/// If Cargo cannot be started.
pub fn look(layout: &Layout, topics: &[&Topic]) -> Result<Look> {
    let there = |topic: &&&Topic| layout.solution(&topic.id).join("Cargo.toml").is_file();
    let name = |topic: &&Topic| ["--package".to_owned(), format!("{}_solution", topic.id)];
    let packages: Vec<String> = topics.iter().filter(there).flat_map(name).collect();
    let mut look = Look::default();
    if packages.is_empty() {
        return Ok(look);
    }
    for tool in TOOLS {
        let name = tool.name;
        let mut unseen = |why: &str| {
            let sentence = format!("{name} did not look at the solutions: {why}");
            look.unseen.push(sentence);
        };
        if cargo(layout, &[tool.command, "--version"])?.exit != Exit::Status(0) {
            unseen(&format!("`rustup component add {name}` installs it"));
            continue;
        }
        let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
        let parts = [&[tool.command], tool.asks, &packages, &["--"], tool.told];
        let ended = cargo(layout, &parts.concat())?;
        let found = (tool.read)(layout, &String::from_utf8_lossy(&ended.stdout));
        if let Some(why) = failure(&ended).filter(|_| found.is_empty()) {
            unseen(&why);
        }
        look.lacks.extend(found);
    }
    Ok(look)
}

/// What kept a tool from its work, in its own words; a status alone only says that it found something.
fn failure(ended: &Ended) -> Option<String> {
    let said = String::from_utf8_lossy(&ended.stderr);
    let error = said.lines().find(|line| line.starts_with("error"));
    error
        .filter(|_| ended.exit != Exit::Status(0))
        .map(str::to_owned)
}

/// Runs Cargo with these arguments.
fn cargo(layout: &Layout, arguments: &[&str]) -> Result<Ended> {
    let mut job = kit::cargo(layout);
    job.environment
        .push(("CARGO_TARGET_DIR", kit::target(layout).into()));
    job.arguments = arguments.iter().map(Into::into).collect();
    process::run(&job)
}

/// What clippy and the compiler say about the solutions, in Cargo's messages.
fn lints(_: &Layout, messages: &str) -> Vec<String> {
    let mut found: Vec<String> = messages.lines().filter_map(lint).collect();
    found.sort();
    found.dedup();
    found
}

/// One message, if it is about a solution.
fn lint(line: &str) -> Option<String> {
    let said = serde_json::from_str::<Message>(line).ok()?.message?;
    let span = said.spans.iter().find(|span| span.is_primary)?;
    let code = said
        .code
        .map(|code| format!(" ({})", code.code))
        .unwrap_or_default();
    span.file_name.starts_with("solutions/").then(|| {
        format!(
            "{}:{}: {}{code}",
            span.file_name, span.line_start, said.message
        )
    })
}

/// The solutions' files that rustfmt would change.
fn unformatted(layout: &Layout, listed: &str) -> Vec<String> {
    let shown = listed
        .lines()
        .map(|line| layout.show(Path::new(line.trim())));
    // The visible examples are compiled with a solution, and belong to the learner.
    let own = shown.filter(|file| file.starts_with("solutions/"));
    let mut found: Vec<String> = own
        .map(|file| format!("{file}: rustfmt would change it (`cargo fmt`)"))
        .collect();
    found.sort();
    found.dedup();
    found
}

#[derive(Deserialize)]
struct Message {
    message: Option<Said>,
}

#[derive(Deserialize)]
struct Said {
    message: String,
    code: Option<Code>,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
}

#[cfg(test)]
mod tests {
    use super::{failure, lints, unformatted};
    use crate::{
        layout::Layout,
        process::{Ended, Exit},
    };
    use std::path::Path;

    #[test]
    fn what_the_tools_say_is_told_with_its_place() {
        let layout = Layout::new(Path::new("/checkout"), None);
        let message = |file: &str| {
            format!(
                r#"{{"reason":"compiler-message","message":{{"message":"use `x`","code":
                {{"code":"clippy::y"}},"spans":[{{"file_name":"{file}","line_start":7,
                "is_primary":true}}]}}}}"#
            )
            .replace('\n', " ")
        };
        let said = [
            message("solutions/a/src/lib.rs"),
            message("elsewhere/lib.rs"),
        ]
        .join("\n");
        let summary = r#"{"message":{"message":"1 warning","code":null,"spans":[]}}"#;
        assert_eq!(
            lints(&layout, &format!("{said}\n{summary}\n{said}")),
            ["solutions/a/src/lib.rs:7: use `x` (clippy::y)"]
        );
        let listed = "/checkout/exercises/a/tests/examples.rs\n/checkout/solutions/a/src/lib.rs\n";
        assert_eq!(
            unformatted(&layout, listed),
            ["solutions/a/src/lib.rs: rustfmt would change it (`cargo fmt`)"]
        );
    }

    #[test]
    fn a_tool_that_cannot_work_is_told_from_one_that_found_something() {
        let ended = |status, stderr: &str| Ended {
            exit: Exit::Status(status),
            stdout: Vec::new(),
            stderr: stderr.as_bytes().to_vec(),
            records: Vec::new(),
        };
        assert_eq!(failure(&ended(0, "error: not really")), None);
        assert_eq!(failure(&ended(1, "")), None);
        let broken = failure(&ended(101, "  Checking a\nerror: no such package\n"));
        assert_eq!(broken.as_deref(), Some("error: no such package"));
    }
}
