//! The program as people run it: exit statuses, messages, and what it does to a checkout.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};
use tempfile::TempDir;

const EXERCISE: &str = "title = \"Welcome\"\norder = 0\nsummary = \"Two locks.\"\n\n[[task]]\n\
    id = \"pay\"\ntitle = \"Two payments\"\nlevel = \"warm-up\"\npoints = 5\nitems = [\"pay\"]\n\
    hints = [\"first\", \"second\", \"third\"]\n";

/// A checkout with one topic and nothing that could be built.
fn checkout() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("exercises/welcome/exercise.toml", EXERCISE);
    write("exercises/welcome/src/lib.rs", "pub fn pay() {}\n");
    write(
        "grader/suites/welcome/stub/lib.rs",
        "pub fn pay() { todo!() }\n",
    );
    root
}

fn grader(root: &Path, arguments: &[&str]) -> Output {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program is tested as people run it"
    )]
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    command
        .arg("--root")
        .arg(root)
        .args(arguments)
        .output()
        .unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn bad_usage_is_told_with_status_2() {
    let root = checkout();
    let refuse = |arguments: &[&str], expect: &str| {
        let output = grader(root.path(), arguments);
        assert_eq!(status(&output), 2, "{arguments:?}: {}", err(&output));
        assert!(
            err(&output).contains(expect),
            "{arguments:?}: {}",
            err(&output)
        );
        assert_eq!(out(&output), "");
    };
    refuse(
        &["check", "welcom"],
        "no topic `welcom`; did you mean `welcome`?",
    );
    refuse(&["hint", "pai"], "no task `pai`; did you mean `pay`?");
    refuse(
        &["explain", "dedlock"],
        "no code `dedlock`; did you mean `deadlock`?",
    );
    refuse(&["grade", "/nowhere"], "cannot read /nowhere");
    refuse(&["grade", "/etc/hostname"], "expected a folder");
    refuse(&["reset", "welcome"], "say --yes");
    refuse(&["test"], "<TOPIC>");
    refuse(&["test", "welcom"], "did you mean `welcome`?");
    refuse(&["replay", "welcome/pay/x"], "<TOKEN>");
    refuse(&["completions", "cmd"], "invalid value 'cmd'");
    refuse(&["selftest", "--repeat", "0"], "invalid value '0'");
    refuse(&["selftest", "welcom"], "did you mean `welcome`?");
    refuse(&["selftest", "--lacks", "--quick"], "cannot be used with");
    refuse(&["selftest", "--mutants", "--quick"], "cannot be used with");
    refuse(&["new"], "<TOPIC>");
    refuse(&["dance"], "unrecognized subcommand");
    refuse(&["grade", ".", "--format", "xml"], "invalid value 'xml'");
    let two = ["grade", ".", "--format", "json", "--format", "junit"];
    refuse(&two, "with more than one --format each needs its --out");
    refuse(
        &[&two[..], &["--out", "a"]].concat(),
        "2 formats and 1 places",
    );
    refuse(
        &[&two[..], &["--out", "-", "--out", "-"]].concat(),
        "only one format can go to standard output",
    );
}

#[test]
fn a_malformed_exercise_is_told_with_its_line() {
    let root = checkout();
    let file = root.path().join("exercises/welcome/exercise.toml");
    fs::write(file, EXERCISE.replace("warm-up", "easy")).unwrap();
    let output = grader(root.path(), &["list"]);
    assert_eq!(status(&output), 2);
    let expected = "error: exercises/welcome/exercise.toml:8: unknown variant `easy`";
    assert!(err(&output).starts_with(expected), "{}", err(&output));
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let root = checkout();
    fs::write(root.path().join(".grader"), "a file is in the way").unwrap();
    let output = grader(root.path(), &["check"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("cannot create"), "{}", err(&output));
    assert!(err(&output).contains(".grader"), "{}", err(&output));
}

#[test]
fn a_kit_that_cannot_be_built_is_the_graders_fault() {
    let root = checkout();
    let output = grader(root.path(), &["check"]);
    assert!(matches!(status(&output), 2 | 3), "{}", err(&output));
    assert_eq!(out(&output), "");
}

#[test]
fn hints_come_one_by_one() {
    let root = checkout();
    let texts: Vec<_> = (0..4)
        .map(|_| out(&grader(root.path(), &["hint", "pay"])))
        .collect();
    assert!(
        texts[0].contains("1. first") && !texts[0].contains("second"),
        "{}",
        texts[0]
    );
    assert!(
        texts[0].contains("2 more hints: cargo run -- hint welcome/pay"),
        "{}",
        texts[0]
    );
    assert!(
        texts[1].contains("2. second") && !texts[1].contains("third"),
        "{}",
        texts[1]
    );
    assert!(
        texts[2].contains("3. third") && !texts[2].contains("more"),
        "{}",
        texts[2]
    );
    assert_eq!(texts[2], texts[3]);
}

#[test]
fn reset_brings_the_stub_back_and_keeps_the_old_file() {
    let root = checkout();
    let output = grader(root.path(), &["reset", "welcome", "--yes"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let src = root.path().join("exercises/welcome/src");
    let read = |name: &str| fs::read_to_string(src.join(name)).unwrap();
    assert_eq!(read("lib.rs"), "pub fn pay() { todo!() }\n");
    assert_eq!(read("lib.rs.old"), "pub fn pay() {}\n");
}

#[test]
fn reset_brings_back_each_module_of_a_stub() {
    let root = checkout();
    let stub = root.path().join("grader/suites/welcome/stub");
    let src = root.path().join("exercises/welcome/src");
    fs::write(stub.join("queue.rs"), "pub struct Queue;\n").unwrap();
    fs::write(stub.join("water.rs"), "pub struct Water;\n").unwrap();
    fs::write(src.join("water.rs"), "// my work\n").unwrap();
    let output = grader(root.path(), &["reset", "welcome", "--yes"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let read = |name: &str| fs::read_to_string(src.join(name)).unwrap();
    assert_eq!(read("lib.rs"), "pub fn pay() { todo!() }\n");
    assert_eq!(read("queue.rs"), "pub struct Queue;\n");
    assert_eq!(read("water.rs"), "pub struct Water;\n");
    assert_eq!(read("water.rs.old"), "// my work\n");
}

#[test]
fn lists_are_for_people_and_for_programs() {
    let root = checkout();
    let text = out(&grader(root.path(), &["list"]));
    assert!(
        text.contains("pay") && text.contains("5 points in all"),
        "{text}"
    );
    let json = out(&grader(root.path(), &["list", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["topics"][0]["tasks"][0]["points"], 5);
    assert_eq!(json["topics"][0]["tasks"][0]["passed"], false);
}

#[test]
fn every_code_is_explained() {
    let root = checkout();
    let all = out(&grader(root.path(), &["explain"]));
    assert_eq!(all.lines().count(), wire::Code::ALL.len());
    let page = out(&grader(root.path(), &["explain", "deadlock"]));
    assert!(page.starts_with("# deadlock: "), "{page}");
}

#[test]
fn every_command_shows_an_example() {
    use clap::CommandFactory;
    for mut command in grader::cli::Cli::command().get_subcommands().cloned() {
        let help = command.render_long_help().to_string();
        assert!(help.contains("\nExample: "), "{help}");
    }
}

#[test]
fn every_shell_gets_completions() {
    let root = checkout();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = grader(root.path(), &["completions", shell]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        for word in ["replay", "fresh", "selftest"] {
            assert!(out(&output).contains(word), "{shell}: no {word}");
        }
    }
}

#[test]
fn two_graders_in_one_checkout_take_turns() {
    use grader::{event::Event, grade::exclusively, layout::Layout};
    let root = checkout();
    let layout = Layout::new(root.path(), None);
    let (inside, waited) = (AtomicBool::new(false), AtomicBool::new(false));
    let turn = || {
        let listener = |event: &Event| waited.store(*event == Event::Waiting, Ordering::SeqCst);
        exclusively(&layout, &listener, || {
            assert!(!inside.swap(true, Ordering::SeqCst), "two at once");
            thread::sleep(Duration::from_millis(50));
            inside.store(false, Ordering::SeqCst);
            Ok(())
        })
        .unwrap();
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(turn);
        }
    });
    assert!(waited.load(Ordering::SeqCst), "nobody had to wait");
}
