//! Tables of bad input: each is refused with its file, its line, and what was expected.

use grader::{
    error::Error,
    layout::Layout,
    questions::{self, Answer},
    workbook::{self, Workbook},
};
use std::{fs, path::Path};

const EXERCISE: &str = r#"title = "Generator"
order = 10
summary = "Values on demand."

[[task]]
id = "odds"
title = "Odd numbers"
level = "warm-up"
points = 10
items = ["odds"]
hints = ["a", "b", "c"]

[[task]]
id = "fibonacci"
title = "Fibonacci"
level = "core"
points = 12.5
items = ["fibonacci"]
hints = ["a", "b", "c"]
"#;

fn refused(result: Result<impl std::fmt::Debug, Error>, expect: &str) {
    let error = result.expect_err(expect);
    assert_eq!(error.exit().number(), 2, "{error}");
    let text = error.to_string();
    assert!(text.contains(expect), "expected `{expect}` in `{text}`");
}

#[test]
fn a_good_exercise_is_read() {
    let topic = workbook::parse("generator", "exercise.toml", EXERCISE).unwrap();
    assert_eq!(topic.tasks.len(), 2);
    assert_eq!(topic.tasks[1].points.to_string(), "12.5");
    assert_eq!(topic.tasks[0].hints, ["a", "b", "c"]);
}

#[test]
fn a_bad_exercise_is_refused() {
    let change = |from: &str, to: &str, expect: &str| {
        let text = EXERCISE.replacen(from, to, 1);
        assert_ne!(text, EXERCISE, "{from}");
        refused(workbook::parse("generator", "exercise.toml", &text), expect);
    };
    change("order = 10", "order = \"x\"", "exercise.toml:2: ");
    change("order = 10", "", "missing field `order`");
    change(
        "summary",
        "sumary",
        "exercise.toml:3: unknown field `sumary`",
    );
    change(
        "id = \"odds\"",
        "id = \"Odds\"",
        "exercise.toml:6: expected a snake_case id",
    );
    change(
        "id = \"odds\"",
        "id = \"common\"",
        "exercise.toml:6: expected a snake_case id",
    );
    change(
        "fibonacci",
        "odds",
        "exercise.toml:14: the id `odds` is taken by the task in line 6",
    );
    change("warm-up", "easy", "exercise.toml:8: unknown variant `easy`");
    change(
        "points = 10",
        "points = 0",
        "exercise.toml:9: task `odds` is worth nothing",
    );
    change(
        "12.5",
        "12.555",
        "exercise.toml:17: expected points with at most two decimals",
    );
    change(
        "points = 10",
        "points = -1",
        "exercise.toml:9: expected points",
    );
    change(
        "[\"odds\"]",
        "[]",
        "exercise.toml:10: expected the public items",
    );
    change(
        "\"a\", \"b\", \"c\"",
        "\"a\"",
        "exercise.toml:11: expected exactly three hints",
    );
    change(
        "\"a\", \"b\"",
        "\"a\", \" \"",
        "exercise.toml:11: a hint of `odds` is empty",
    );
    change("title = \"Generator\"", "title = ", "exercise.toml:1: ");
    refused(
        workbook::parse("Gen", "exercise.toml", EXERCISE),
        "snake_case, not `Gen`",
    );
    let none = "title = \"G\"\norder = 1\nsummary = \"s\"\ntask = []\n";
    refused(
        workbook::parse("generator", "exercise.toml", none),
        "exercise.toml:1: expected at least",
    );
}

#[test]
fn unknown_topics_and_tasks_name_the_nearest() {
    let topic = workbook::parse("generator", "exercise.toml", EXERCISE).unwrap();
    let mut other = topic.clone();
    other.id = "pipeline".to_owned();
    other.tasks.pop();
    let workbook = Workbook {
        topics: vec![topic, other],
    };
    refused(
        workbook.topic("genrator"),
        "no topic `genrator`; did you mean `generator`?",
    );
    refused(workbook.task("fibbonaci"), "did you mean `fibonacci`?");
    refused(workbook.task("odds"), "several topics have a task `odds`");
    assert_eq!(workbook.task("pipeline/odds").unwrap().0.id, "pipeline");
    assert_eq!(workbook.task("fibonacci").unwrap().1.id, "fibonacci");
    let far = workbook.topic("zzzzzzzzzzzz").unwrap_err().to_string();
    assert!(!far.contains("did you mean"), "{far}");
}

#[test]
fn a_workbook_is_read_in_order() {
    let root = tempfile::tempdir().unwrap();
    for (name, order) in [("later", 20), ("first", 0), ("middle", 10)] {
        let folder = root.path().join("exercises").join(name);
        fs::create_dir_all(&folder).unwrap();
        let text = EXERCISE.replace("order = 10", &format!("order = {order}"));
        fs::write(folder.join("exercise.toml"), text).unwrap();
    }
    fs::create_dir_all(root.path().join("exercises/no_exercise")).unwrap();
    let workbook = Workbook::load(&Layout::new(root.path(), None)).unwrap();
    let ids: Vec<_> = workbook
        .topics
        .iter()
        .map(|topic| topic.id.as_str())
        .collect();
    assert_eq!(ids, ["first", "middle", "later"]);
}

#[test]
fn a_missing_checkout_is_told() {
    refused(
        Workbook::load(&Layout::new(Path::new("/nowhere"), None)),
        "cannot read /nowhere",
    );
}

const QUESTIONS: &str = r#"version = 1

[weights]
code = 80
concepts = 20

[[question]]
id = "who-closes"
topic = "generator"
kind = "single"
level = "core"
points = 2
prompt = "Who closes?"
choices = ["the sender", "the receiver"]
answer = "a"
explanation = "Because."

[[question]]
id = "which-block"
topic = "generator"
kind = "multiple"
level = "core"
points = 1.5
prompt = "Which block?"
choices = ["recv", "try_recv", "send"]
answer = ["a", "c"]
explanation = "Because."

[[question]]
id = "what-order"
topic = "generator"
kind = "ordering"
level = "stretch"
points = 1
prompt = "In which order?"
choices = ["one", "two", "three"]
answer = ["b", "a", "c"]
explanation = "Because."
"#;

fn parsed(text: &str) -> Result<questions::Questions, Error> {
    questions::parse("questions.toml", text, &["generator"])
}

#[test]
fn good_questions_are_read_and_scored() {
    let questions = parsed(QUESTIONS).unwrap();
    assert_eq!(questions.list.len(), 3);
    assert_eq!(questions.list[0].answer, Answer::Single("a".to_owned()));
    let text =
        "who-closes = \"a\"\nwhich-block = [\"c\", \"a\"]\nwhat-order = [\"a\", \"b\", \"c\"]\n";
    let answers = questions::parse_answers("answers.toml", text, &questions).unwrap();
    let report = questions.grade(&answers, &["generator"]);
    let earned: Vec<_> = report
        .iter()
        .map(|it| it.points.earned.to_string())
        .collect();
    assert_eq!(earned, ["2", "1.5", "0"]);
    assert!(questions.grade(&answers, &["pipeline"]).is_empty());
}

#[test]
fn bad_questions_are_refused() {
    let change = |from: &str, to: &str, expect: &str| {
        let text = QUESTIONS.replacen(from, to, 1);
        assert_ne!(text, QUESTIONS, "{from}");
        refused(parsed(&text), expect);
    };
    change(
        "version = 1",
        "version = 2",
        "questions.toml:1: expected version 1, found 2",
    );
    change(
        "code = 80\nconcepts = 20",
        "code = 0\nconcepts = 0",
        "weights that add up",
    );
    change(
        "which-block",
        "who-closes",
        "questions.toml:19: the id `who-closes` is taken",
    );
    change(
        "\"generator\"",
        "\"nothing\"",
        "questions.toml:9: question `who-closes`: there is no topic",
    );
    change(
        "\"single\"",
        "\"numeric\"",
        "questions.toml:15: question `who-closes`: this kind",
    );
    change(
        "\"single\"",
        "\"guess\"",
        "questions.toml:10: unknown variant `guess`",
    );
    change(
        "points = 2",
        "points = 0",
        "questions.toml:12: question `who-closes`: expected points",
    );
    change(
        "prompt = \"Who closes?\"",
        "prompt = \" \"",
        "questions.toml:8: question `who-closes`: expected a prompt",
    );
    change(
        "[\"the sender\", \"the receiver\"]",
        "[\"one\"]",
        "questions.toml:14: question `who-closes`: expected at least two",
    );
    change("the receiver", "the sender", "says the same as another");
    change(
        "answer = \"a\"",
        "answer = \"z\"",
        "questions.toml:15: question `who-closes`: there is no choice `z`; there are a, b",
    );
    change(
        "answer = \"a\"",
        "answer = [\"a\", \"b\"]",
        "expected one choice",
    );
    change(
        "answer = [\"a\", \"c\"]",
        "answer = []",
        "expected at least one choice",
    );
    change(
        "answer = [\"a\", \"c\"]",
        "answer = [\"a\", \"a\"]",
        "named twice",
    );
    change(
        "[\"b\", \"a\", \"c\"]",
        "[\"b\", \"a\"]",
        "expected all 3 choices in order",
    );
    change(
        "explanation = \"Because.\"",
        "explnation = \"x\"",
        "unknown field `explnation`",
    );
}

#[test]
fn bad_answers_are_refused() {
    let questions = parsed(QUESTIONS).unwrap();
    let refuse = |text: &str, expect: &str| {
        refused(
            questions::parse_answers("answers.toml", text, &questions),
            expect,
        );
    };
    refuse(
        "\nwho-close = \"a\"",
        "answers.toml:2: there is no question `who-close`; did you mean `who-closes`?",
    );
    refuse(
        "who-closes = \"q\"",
        "answers.toml:1: `who-closes`: there is no choice `q`",
    );
    refuse("who-closes = 3", "answers.toml:1: expected lines like");
    refuse("who-closes = [\"a\", \"b\"]", "expected one choice");
    refuse("who-closes ==", "answers.toml:1: expected lines like");
}
