//! Tables of bad input: each is refused with its file, its line, and what was expected.

use grader::{
    error::Error,
    layout::Layout,
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
