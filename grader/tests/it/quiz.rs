//! `grader quiz`, as people run it: what is asked, what is kept, what is said.

use grader::{
    layout::Layout,
    questions::{Learner, Questions, Written},
};
use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

const QUESTIONS: &str = r#"version = 1

[topics]
go = "Go"
locks = "Locks"

[[question]]
id = "go-one"
topic = "go"
kind = "single"
level = "core"
points = 2
prompt = "Who closes a channel in Go, if several send on it and one of them is the last that sends?"
choices = [
    { id = "a", text = "Somebody who knows that all of them are done", why = "A send on a closed channel panics." },
    { id = "b", text = "Whoever sends last", why = "Nobody knows who that is." },
]
answer = "a"
explanation = "Close once, after the last send."
followups = ["And in Rust?"]

[[question]]
id = "locks-two"
topic = "locks"
kind = "predict"
level = "warm-up"
points = 1
prompt = "What can it print?"
program = '''
fn main() {
    println!("1");
}
'''
choices = ["1", "1\n(hangs)", "2"]
answer = ["a"]
explanation = "It prints 1."

[[question]]
id = "locks-three"
topic = "locks"
kind = "short"
level = "core"
points = 3
prompt = "Why?"
rubric = [
    { point = "a lock is held", weight = 2, phrasings = ["lock held"] },
    { point = "it leaks", weight = 1, phrasings = ["leak"] },
]
explanation = "Because."
"#;

fn checkout() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("exercises")).unwrap();
    fs::create_dir_all(root.path().join("grader/suites")).unwrap();
    fs::write(root.path().join("questions.toml"), QUESTIONS).unwrap();
    root
}

/// Runs the quiz and types this.
fn quiz(root: &Path, arguments: &[&str], input: &str) -> Output {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program is tested as people run it"
    )]
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    let mut child = command
        .args(["quiz", "--root"])
        .arg(root)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn kept(root: &Path) -> String {
    fs::read_to_string(root.join("answers.toml")).unwrap_or_default()
}

/// The letters that are right for a learner.
fn key(root: &Path, learner: &str, id: &str) -> String {
    let questions = Questions::load(Layout::new(root, None).root(), &[]).unwrap();
    match questions
        .find(id)
        .unwrap()
        .ask(&Learner::new(learner))
        .key()
    {
        Some(Written::Word(word)) => word,
        Some(Written::Words(words)) => words.join(" "),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_answer_is_kept_at_once_and_the_quiz_goes_on_there() {
    let root = checkout();
    let right = key(root.path(), "ann", "go-one");
    let said = out(&quiz(
        root.path(),
        &["--learner", "ann"],
        &format!("{right}\n"),
    ));
    assert!(said.contains("Question 1 of 3: go-one"), "{said}");
    assert!(said.contains("✓ Right: 2 of 2 points"), "{said}");
    assert!(
        said.contains("A send on a closed channel panics."),
        "{said}"
    );
    assert!(said.contains("Close once, after the last send."), "{said}");
    assert!(said.contains("And in Rust?"), "{said}");
    // The input ended at the second question.
    assert!(said.contains("Question 2 of 3: locks-two"), "{said}");
    assert!(
        said.contains("1 question answered, 1 of them fully right: 2 of 2 points"),
        "{said}"
    );
    assert!(
        kept(root.path()).contains(&format!("go-one = \"{right}\"")),
        "{}",
        kept(root.path())
    );
    assert!(kept(root.path()).contains("learner = \"ann\""));
    let said = out(&quiz(root.path(), &[], "a b c\n:quit\n"));
    assert!(
        said.contains("Question 1 of 2: locks-two") && !said.contains("go-one"),
        "{said}"
    );
    assert!(said.contains("✗ Wrong: 0 of 1 point."), "{said}");
    let said = out(&quiz(root.path(), &["go", "--again"], ""));
    assert!(said.contains("Question 1 of 1: go-one"), "{said}");
    let said = out(&quiz(root.path(), &["go"], ""));
    assert!(said.contains("Every question here is answered"), "{said}");
}

#[test]
fn free_text_is_kept_before_it_is_rated() {
    let root = checkout();
    let said = out(&quiz(
        root.path(),
        &["locks", "--level", "core"],
        "the lock held\nfor ever\n\n",
    ));
    assert!(said.contains("a lock is held (2 of 3; found)"), "{said}");
    assert!(said.contains("it leaks (1 of 3; not found)"), "{said}");
    assert!(said.contains("Not rated yet"), "{said}");
    assert!(
        kept(root.path()).contains("the lock held\nfor ever"),
        "{}",
        kept(root.path())
    );
    let said = out(&quiz(
        root.path(),
        &["locks", "--level", "core", "--again"],
        "x\n\nno\n9\n1\n",
    ));
    assert!(said.contains("Numbers, with spaces"), "{said}");
    assert!(said.contains("there is no key point 9"), "{said}");
    assert!(said.contains("By your own rating: 2 of 3 points"), "{said}");
    assert!(
        kept(root.path()).contains("{ text = \"x\", claims = [1] }"),
        "{}",
        kept(root.path())
    );
}

#[test]
fn what_makes_no_sense_is_asked_again() {
    let root = checkout();
    let said = out(&quiz(
        root.path(),
        &["--count", "1", "go"],
        "z\n?\na b\n:skip\n",
    ));
    assert!(
        said.contains("there is no choice `z`; there are a to b"),
        "{said}"
    );
    assert!(said.contains(":quit  stop"), "{said}");
    assert!(said.contains("Nothing was answered"), "{said}");
    let refuse = |arguments: &[&str], expect: &str| {
        let output = quiz(root.path(), arguments, "");
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(expect), "{said}");
    };
    refuse(
        &["lock"],
        "no topic with questions `lock`; did you mean `locks`?",
    );
    fs::write(
        root.path().join("answers.toml"),
        "version = 1\nlearner = \"ann\"\ngo-one = =\n",
    )
    .unwrap();
    refuse(&[], "answers.toml:3: ");
    fs::write(
        root.path().join("answers.toml"),
        "version = 1\nlearner = \"ann\"\n",
    )
    .unwrap();
    refuse(
        &["--learner", "ben"],
        "answers.toml is `ann`'s, not `ben`'s",
    );
    refuse(&["--template"], "there is an answers.toml already");
}

#[test]
fn a_template_is_written_once() {
    let root = checkout();
    let said = out(&quiz(root.path(), &["--template", "--learner", "ann"], ""));
    assert!(said.contains("room for 3 questions"), "{said}");
    let text = kept(root.path());
    for line in [
        "learner = \"ann\"",
        "go-one = \"\"",
        "locks-two = []",
        "locks-three = \"\"",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn a_screen_reader_gets_words_and_long_lines() {
    let root = checkout();
    let input = ["go-one", "locks-two"]
        .map(|id| key(root.path(), "ann", id))
        .join("\n");
    let output = quiz(
        root.path(),
        &["--plain", "--learner", "ann", "--color", "always"],
        &input,
    );
    let said = out(&output);
    let marks = ['✓', '✗', '\u{1b}', '•', '→'];
    assert!(!said.contains(marks), "{said}");
    assert!(said.contains("Who closes a channel in Go, if several send on it and one of them is the last that sends?\n"), "{said}");
    assert!(said.contains("Right: 2 of 2 points."), "{said}");
    assert!(
        said.contains(" is wrong: Nobody knows who that is."),
        "{said}"
    );
    assert!(
        said.contains("The program begins.\nfn main() {\n"),
        "{said}"
    );
    assert!(said.contains(": 1, new line, (hangs)\n"), "{said}");
}
