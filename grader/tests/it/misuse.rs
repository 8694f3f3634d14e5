//! Programs that must not compile, judged with real submissions; and the same programs beside the
//! reference solutions, where every word of the compiler counts.

use crate::graded::{Checkout, put, read, root, solution};
use std::{fs, os::unix::fs::symlink};

const PROGRAM: &str = "//@ error: E0308\n//@ weight: 1\n//! Amounts are whole numbers: a text is refused.\n\n\
    use welcome::pay_each_other;\n\nfn main() {\n    let (ann, ben) = (10, 20);\n    \
    pay_each_other(\"10\", ben); //~ here\n    drop(ann);\n}\n";
const TWIN: &str =
    "use welcome::pay_each_other;\n\nfn main() {\n    let _ = pay_each_other(10, 20);\n}\n";

/// A checkout whose `welcome` has a program that must not compile.
fn checkout(program: &str, twin: &str) -> Checkout {
    let checkout = Checkout::new();
    let grader = checkout.folder.path().join("grader");
    fs::remove_file(&grader).unwrap();
    fs::create_dir(&grader).unwrap();
    for name in ["crates", "src"] {
        symlink(root().join("grader").join(name), grader.join(name)).unwrap();
    }
    for name in ["pay_each_other.rs", "stub/lib.rs"] {
        let name = format!("grader/suites/welcome/{name}");
        put(&checkout.folder.path().join(&name), &read(&name));
    }
    let contracts = grader.join("suites/welcome/contracts");
    put(&contracts.join("text_is_refused.rs"), program);
    put(&contracts.join("text_is_refused.ok.rs"), twin);
    checkout
}

#[test]
fn the_expected_error_at_the_marked_line_passes() {
    let (status, report) = checkout(PROGRAM, TWIN).check(&solution());
    assert_eq!(status, Some(0), "{report}");
    let line = "✓ Amounts are whole numbers: a text is refused  [the compiler refuses it]";
    assert!(report.contains(line), "{report}");
}

#[test]
fn what_compiles_and_must_not_is_told_with_its_line() {
    let generous = solution().replace(
        "pub fn pay_each_other(ann: i64, ben: i64)",
        "pub fn pay_each_other(ann: impl ToString, ben: i64)",
    );
    let generous = generous.replacen(
        "-> (i64, i64) {",
        "-> (i64, i64) {\n    let ann: i64 = ann.to_string().parse().unwrap();",
        1,
    );
    let (status, report) = checkout(PROGRAM, TWIN).check(&generous);
    assert_eq!(status, Some(1), "{report}");
    assert!(report.contains("error[contract-violated]"), "{report}");
    assert!(
        report.contains("`pay_each_other(\"10\", ben);`"),
        "{report}"
    );
    assert!(!report.contains("//~"), "{report}");
}

#[test]
fn another_error_is_not_the_expected_one() {
    let program = PROGRAM.replace("E0308", "E0382");
    let (status, report) = checkout(&program, TWIN).check(&solution());
    assert_eq!(status, Some(1), "{report}");
    for words in [
        "error[does-not-compile]",
        "for another reason than the contract's, which is E0382",
        "misuse = pay_each_other(\"10\", ben);",
        "compiler = E0308: mismatched types",
    ] {
        assert!(report.contains(words), "`{words}` is not in:\n{report}");
    }
    // The right error at another line is none either.
    let elsewhere = PROGRAM
        .replace(" //~ here", "")
        .replace("drop(ann);", "drop(ann); //~ here");
    let (status, report) = checkout(&elsewhere, TWIN).check(&solution());
    assert_eq!(status, Some(1), "{report}");
}

#[test]
fn a_twin_that_does_not_compile_says_that_nothing_was_tried() {
    let twin = TWIN.replace("(10, 20)", "(10, 20, 30)");
    let (status, report) = checkout(PROGRAM, &twin).check(&solution());
    assert_eq!(status, Some(1), "{report}");
    for words in [
        "a program that uses the code as the contract allows does not compile",
        "its line = let _ = pay_each_other(10, 20, 30);",
        "E0061",
    ] {
        assert!(report.contains(words), "`{words}` is not in:\n{report}");
    }
}

#[test]
fn a_program_without_a_twin_or_with_a_taken_name_is_malformed() {
    let checkout = checkout(PROGRAM, TWIN);
    let contracts = checkout
        .folder
        .path()
        .join("grader/suites/welcome/contracts");
    let refused = |expect: &str| {
        let output = checkout.command(&["check", "welcome"]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(expect), "{said}");
    };
    fs::remove_file(contracts.join("text_is_refused.ok.rs")).unwrap();
    refused("text_is_refused.ok.rs");
    let suite = read("grader/suites/welcome/pay_each_other.rs");
    let taken = suite
        .lines()
        .find_map(|line| line.trim().strip_prefix("fn ")?.split('(').next());
    let taken = taken.unwrap();
    fs::remove_file(contracts.join("text_is_refused.rs")).unwrap();
    put(&contracts.join(format!("{taken}.rs")), PROGRAM);
    put(&contracts.join(format!("{taken}.ok.rs")), TWIN);
    refused("has the name of a check of this task");
}

/// Each program lies beside the reference solution too, with exactly what the compiler says: once, or
/// with and without the sources of the standard library, where the compiler quotes them.
#[test]
fn solutions_are_tried_with_every_program() {
    let mut missing = Vec::new();
    for topic in fs::read_dir(root().join("grader/suites")).unwrap() {
        let topic = topic.unwrap().path();
        let Ok(programs) = fs::read_dir(topic.join("contracts")) else {
            continue;
        };
        let solution = root().join("solutions").join(topic.file_name().unwrap());
        for program in programs {
            let name = program.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".ok.rs") {
                continue;
            }
            let tests = solution.join("tests/contracts");
            let quoting = [
                tests.join("with_std_sources"),
                tests.join("without_std_sources"),
            ];
            let is_quoted = quoting.iter().any(|folder| folder.join(&name).is_file());
            let folders = if is_quoted {
                quoting.to_vec()
            } else {
                vec![tests]
            };
            let beside = folders.iter().map(|folder| folder.join(&name));
            for file in beside.flat_map(|file| [file.with_extension("stderr"), file]) {
                if !file.is_file() {
                    missing.push(file.strip_prefix(root()).unwrap().to_owned());
                }
            }
        }
    }
    assert_eq!(missing, Vec::<std::path::PathBuf>::new());
}
