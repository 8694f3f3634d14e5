//! What the architecture promises, checked on the sources themselves.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The grader's own source files, by their names below `src`, with what is before the tests.
fn own() -> Vec<(String, String)> {
    let src = root().join("grader/src");
    let named = |path: PathBuf| {
        let name = path.strip_prefix(&src).unwrap().display().to_string();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
        (name, code)
    };
    sources(&src).into_iter().map(named).collect()
}

/// Fails with all files in which a word stands that only some may use.
fn only_in(allowed: &[&str], words: &[&str]) {
    let is_allowed = |name: &str| allowed.iter().any(|allowed| name.starts_with(allowed));
    let mut found = Vec::new();
    for (name, code) in own().iter().filter(|(name, _)| !is_allowed(name)) {
        for (number, line) in (1..).zip(code.lines()) {
            let code = line.split("//").next().unwrap();
            found.extend(
                words
                    .iter()
                    .filter(|word| code.contains(*word))
                    .map(|word| format!("{name}:{number}: {word}")),
            );
        }
    }
    assert_eq!(found, Vec::<String>::new(), "these belong to {allowed:?}");
}

#[test]
fn every_file_says_what_it_owns() {
    let folders = ["grader/src", "grader/tests"];
    let files = folders
        .iter()
        .flat_map(|folder| sources(&root().join(folder)));
    let silent: Vec<_> = files
        .filter(|file| !fs::read_to_string(file).unwrap().starts_with("//!"))
        .collect();
    assert_eq!(silent, Vec::<PathBuf>::new());
}

#[test]
fn no_file_is_too_long() {
    let long = |(name, _): &(String, String)| {
        let text = fs::read_to_string(root().join("grader/src").join(name)).unwrap();
        text.lines().count() > 500
    };
    let long: Vec<_> = own()
        .into_iter()
        .filter(long)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn only_main_and_progress_write_to_the_terminal() {
    let words = [
        "println!", "print!(", "eprint", "stdout()", "stderr()", "dbg!",
    ];
    only_in(&["main.rs", "progress.rs"], &words);
}

#[test]
fn only_process_starts_and_ends_processes() {
    only_in(
        &["process"],
        &[
            "Command::new",
            "process::Command",
            "process::exit(",
            "libc::kill",
        ],
    );
}

#[test]
fn verdict_score_and_report_do_no_io() {
    let pure = ["verdict.rs", "score.rs", "report"];
    let words = [
        "std::fs", "std::io", "fs::", "io::", "std::env", "std::net", "File", "Instant",
    ];
    let mut found = Vec::new();
    for (name, code) in own() {
        if pure.iter().any(|pure| name.starts_with(pure)) {
            let lines = code.lines().map(|line| line.split("//").next().unwrap());
            // A parsed file is no file of the disk, and the name of a learner's clock no clock.
            let code = lines.collect::<Vec<_>>().join("\n");
            let code = code.replace("syn::File", "").replace("\"Instant\"", "");
            let used = words.iter().filter(|word| code.contains(*word));
            found.extend(used.map(|word| format!("{name}: {word}")));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn no_stage_calls_an_earlier_one() {
    let stages = [
        "workbook",
        "suite",
        "submission",
        "build",
        "run",
        "verdict",
        "score",
        "report",
    ];
    let calls = [
        ("workbook", "Workbook::load("),
        ("suite", "suite::load("),
        ("submission", "submission::take_in("),
        ("build", "build::build("),
        ("run", "run::run("),
        ("verdict", "verdict::judge("),
    ];
    let mut found = Vec::new();
    for (name, code) in own() {
        if stages.iter().any(|stage| name.starts_with(stage)) {
            let called = calls.iter().filter(|(_, call)| code.contains(call));
            found.extend(called.map(|(stage, _)| format!("{name} calls {stage}")));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn only_the_tool_chain_lookup_reads_the_environment() {
    only_in(
        &["build/kit.rs", "commands.rs"],
        &["env::var", "std::env", "env::current_dir"],
    );
}

#[test]
fn the_architecture_names_paths_that_exist() {
    let page = root().join("ARCHITECTURE.md");
    let text = fs::read_to_string(&page).unwrap();
    let mut missing = Vec::new();
    // Paths stand in code spans; what holds a placeholder, a command or a type is none.
    for span in text.split('`').skip(1).step_by(2) {
        let is_file = Path::new(span)
            .extension()
            .is_some_and(|it| it == "rs" || it == "toml");
        let is_path = (span.contains('/') || is_file)
            && !span.contains(['<', '>', ' ', '*', '{', '(', ':', '…', '\n', '$'])
            && !span.starts_with(['.', '/', '-']);
        let bases = [
            "",
            "grader",
            "grader/src",
            "grader/crates",
            "grader/suites/welcome",
            "grader/corpus/welcome",
        ];
        let exists = || {
            bases
                .iter()
                .any(|base| root().join(base).join(span).exists())
        };
        if is_path && !exists() {
            missing.push(span.to_owned());
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
