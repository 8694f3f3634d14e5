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

/// Has clippy (pedantic) and rustfmt look at the solutions of these topics; both only say what they
/// would change.
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
    let tools: [(&str, &str, &[&str], Reader); 2] = [
        ("clippy", "clippy", &["-W", "clippy::pedantic"], lints),
        ("rustfmt", "fmt", &["--check", "-l"], unformatted),
    ];
    for (tool, command, options, read) in tools {
        if cargo(layout, &[command, "--version"])?.exit != Exit::Status(0) {
            look.unseen.push(format!(
                "{tool} did not look at the solutions: it is not installed (`rustup component add \
                 {tool}`)"
            ));
            continue;
        }
        let json: &[&str] = if tool == "clippy" {
            &["--message-format", "json"]
        } else {
            &[]
        };
        let mut arguments = vec![command];
        arguments.extend(json);
        arguments.extend(packages.iter().map(String::as_str));
        arguments.push("--");
        arguments.extend(options);
        let ended = cargo(layout, &arguments)?;
        let found = read(layout, &String::from_utf8_lossy(&ended.stdout));
        if found.is_empty() && tool == "clippy" && ended.exit != Exit::Status(0) {
            let said = String::from_utf8_lossy(&ended.stderr);
            let said = said
                .lines()
                .find(|line| line.starts_with("error"))
                .unwrap_or("error");
            look.unseen
                .push(format!("{tool} did not look at the solutions: {said}"));
        }
        look.lacks.extend(found);
    }
    Ok(look)
}

/// Reads what a tool has written.
type Reader = fn(&Layout, &str) -> Vec<String>;

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
    use super::{lints, unformatted};
    use crate::layout::Layout;
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
}
