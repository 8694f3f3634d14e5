//! `grader new`, from the command to a verdict: what it writes builds without warnings, is formatted,
//! and is graded, in a copy of the checkout.

use crate::graded::{command, kit, put, read, root, text};
use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Output},
};
use tempfile::TempDir;

/// What a new topic needs of the checkout; what it does not change is linked.
fn checkout() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    for name in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "rustfmt.toml",
    ] {
        put(&base.join(name), &read(name));
    }
    fs::create_dir(base.join("grader")).unwrap();
    for name in ["Cargo.toml", "benches", "crates", "src", "tests"] {
        let name = format!("grader/{name}");
        symlink(root().join(&name), base.join(&name)).unwrap();
    }
    for topic in ["welcome", "generator"] {
        for part in ["exercises", "solutions", "grader/suites"] {
            let from = root().join(part).join(topic);
            fs::create_dir_all(base.join(part)).unwrap();
            symlink(from, base.join(part).join(topic)).unwrap();
        }
    }
    put(
        &base.join("state/kit.json"),
        &fs::read_to_string(kit()).unwrap(),
    );
    folder
}

fn grader(base: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = command(base, &base.join("state"), arguments)
        .output()
        .unwrap();
    (
        output.status.code(),
        text(&output.stdout) + &text(&output.stderr),
    )
}

/// Cargo in the copy; a warning is an error. What it builds is kept for the next run.
fn cargo(base: &Path, line: &str) -> Output {
    #[expect(
        clippy::disallowed_methods,
        reason = "what was written is built as people build it"
    )]
    let mut command = Command::new("cargo");
    command
        .current_dir(base)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("scaffold"),
        )
        .env("RUSTFLAGS", "-D warnings")
        .args(line.split_whitespace());
    command.output().unwrap()
}

#[test]
fn a_new_topic_builds_and_is_graded() {
    let folder = checkout();
    let base = folder.path();
    let (status, said) = grader(base, &["new", "train_yard", "--task", "signals"]);
    assert_eq!(status, Some(0), "{said}");
    for part in ["exercises", "grader/suites", "solutions", "grader/corpus"] {
        assert!(said.contains(&format!("{part}/train_yard/")), "{said}");
        assert!(base.join(part).join("train_yard").is_dir());
    }
    assert!(said.contains("cargo grader selftest train_yard"), "{said}");

    // The grader judges it: the stub, the solution, and what does nothing.
    let (status, said) = grader(base, &["check", "train_yard"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("not-implemented"), "{said}");
    let grade =
        |folder: &Path| grader(base, &["grade", "--confine=best", folder.to_str().unwrap()]);
    let (status, said) = grade(&base.join("solutions/train_yard"));
    assert_eq!(status, Some(0), "{said}");
    let idle = base.join("idle/train_yard");
    let corpus = base.join("grader/corpus/train_yard");
    let judged = [
        ("wrong/do_nothing.rs", Some(1), "lost-item"),
        ("right/an_iterator.rs", Some(0), "10 of 10 points"),
    ];
    for (name, expected, words) in judged {
        put(
            &idle.join("src/lib.rs"),
            &fs::read_to_string(corpus.join(name)).unwrap(),
        );
        let (status, said) = grade(&idle);
        assert_eq!(status, expected, "{name}: {said}");
        assert!(said.contains(words), "{name}: {said}");
    }

    // Cargo builds it as it is, with the examples, and rustfmt has nothing to say.
    for line in [
        "test --offline -p train_yard_solution --test examples",
        "build --offline --tests -p train_yard -p train_yard_solution",
        "fmt --check -p train_yard -p train_yard_solution",
    ] {
        let output = cargo(base, line);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success(), "cargo {line}: {said}");
    }

    // What is missing is named.
    let (status, said) = grader(base, &["selftest", "train_yard", "--lacks"]);
    assert_eq!(status, Some(1), "{said}");
    for words in [
        "exercises/train_yard/exercise.toml: no task is of level `core`",
        "still to be filled in: a nudge: where to look first",
        "shows: the stream is never closed",
        "1 right submission; at least 5",
        "signatures.txt: is not there",
    ] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
}

#[test]
fn a_name_that_is_taken_changes_nothing() {
    let folder = checkout();
    let base = folder.path();
    let (status, said) = grader(base, &["new", "generator"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(
        said.contains("there is a topic `generator` already"),
        "{said}"
    );
    let (status, said) = grader(base, &["new", "TrainYard"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("did you mean `train_yard`?"), "{said}");
    assert_eq!(fs::read_dir(base.join("exercises")).unwrap().count(), 2);
}
