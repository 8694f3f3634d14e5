//! `grader new TOPIC`: a topic with one example task that builds, passes and is graded, and with marks
//! in every place where somebody has to write something ([`crate::lacks`] finds them).
//!
//! The workspace's manifest needs no line: it takes every folder of `exercises` and `solutions`.

use crate::{
    error::{Error, Result},
    lacks::OPEN_PLACE,
    layout::Layout,
    store,
    workbook::{Workbook, is_name},
};
use std::{fmt::Write as _, fs, path::PathBuf};
use tempfile::TempDir;

/// The longest name of a topic or a task: lines with both of them still fit.
const LONGEST: usize = 30;

/// Where the four parts of a topic are, and what is to be filled in there. The exercise comes last,
/// because a topic is known by its `exercise.toml`.
const PARTS: [(&str, &str); 4] = [
    (
        "grader/corpus",
        "right submissions of different styles, at least five, and a wrong one for each fault",
    ),
    ("solutions", "the reference solution, for study"),
    (
        "grader/suites",
        "the checks of each task; the stub, as in the exercise; the faults that must be caught",
    ),
    (
        "exercises",
        "the question and the contracts; tasks, three hints each; the stub; visible examples",
    ),
];

/// The files of a topic: where, with `@task@` for the task's name, and their templates.
const FILES: [(&str, &str, &str); 14] = [
    (
        "grader/suites",
        "@task@.rs",
        include_str!("scaffold/suite.txt"),
    ),
    (
        "grader/suites",
        "faults.toml",
        include_str!("scaffold/faults.txt"),
    ),
    (
        "grader/suites",
        "stub/lib.rs",
        include_str!("scaffold/stub.txt"),
    ),
    (
        "grader/corpus",
        "right/an_iterator.rs",
        include_str!("scaffold/right.txt"),
    ),
    (
        "grader/corpus",
        "wrong/do_nothing.rs",
        include_str!("scaffold/do_nothing.txt"),
    ),
    (
        "solutions",
        "Cargo.toml",
        include_str!("scaffold/solution_manifest.txt"),
    ),
    (
        "solutions",
        "src/lib.rs",
        include_str!("scaffold/solution.txt"),
    ),
    (
        "solutions",
        "tests/examples.rs",
        include_str!("scaffold/solution_examples.txt"),
    ),
    (
        "solutions",
        "tests/graded.rs",
        include_str!("scaffold/solution_graded.txt"),
    ),
    (
        "exercises",
        "Cargo.toml",
        include_str!("scaffold/exercise_manifest.txt"),
    ),
    (
        "exercises",
        "README.md",
        include_str!("scaffold/readme.txt"),
    ),
    (
        "exercises",
        "exercise.toml",
        include_str!("scaffold/exercise.txt"),
    ),
    ("exercises", "src/lib.rs", include_str!("scaffold/stub.txt")),
    (
        "exercises",
        "tests/examples.rs",
        include_str!("scaffold/examples.txt"),
    ),
];

/// Makes a topic, or nothing at all: it is written beside and then moved to where it belongs. Gives
/// what to do next, for people.
///
/// # Errors
/// If a name is taken or cannot be one, or a file cannot be written.
pub fn create(layout: &Layout, workbook: &Workbook, topic: &str, task: &str) -> Result<String> {
    check_topic(layout, workbook, topic)?;
    check_name("task", task)?;
    if ["common", "main"].contains(&task) {
        let message = format!("`{task}` is the name of a file of every suite; choose another");
        return Err(Error::Usage(message));
    }
    let order = workbook.topics.iter().map(|it| it.order).max().unwrap_or(0);
    let order = (order / 10 + 1) * 10;
    // Inside of the checkout, so that moving it is one step.
    let aside = layout.root().join(".grader");
    fs::create_dir_all(&aside).map_err(Error::io("cannot create", &aside))?;
    let aside = tempfile::Builder::new()
        .prefix("new-")
        .tempdir_in(&aside)
        .map_err(Error::io("cannot write in", &aside))?;
    for (part, name, template) in FILES {
        let path = aside.path().join(part).join(fill(name, topic, task, order));
        store::replace(&path, fill(template, topic, task, order).as_bytes())?;
    }
    install(layout, topic, &aside)?;
    Ok(next_steps(topic, task))
}

/// Moves the four parts to where they belong; if one cannot be moved, none is.
fn install(layout: &Layout, topic: &str, aside: &TempDir) -> Result<()> {
    let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (part, _) in PARTS {
        let (from, to) = (aside.path().join(part), place(layout, part, topic));
        let folder = layout.root().join(part);
        let done = fs::create_dir_all(folder).and_then(|()| fs::rename(&from, &to));
        if let Err(error) = done {
            for (from, to) in moved {
                // What cannot be moved back either is there for the next `new` to name.
                let _ = fs::rename(to, from);
            }
            return Err(Error::io("cannot create", &to)(error));
        }
        moved.push((from, to));
    }
    Ok(())
}

fn place(layout: &Layout, part: &str, topic: &str) -> PathBuf {
    layout.root().join(part).join(topic)
}

/// A template, filled in.
fn fill(template: &str, topic: &str, task: &str, order: u32) -> String {
    let mut uses = [
        "use check::prelude::*;".to_owned(),
        format!("use {topic}::{task};"),
    ];
    uses.sort();
    let mut title = topic.replace('_', " ");
    title[..1].make_ascii_uppercase();
    template
        .replace("@uses@", &uses.join("\n"))
        .replace("@topic@", topic)
        .replace("@task@", task)
        .replace("@title@", &title)
        .replace("@order@", &order.to_string())
        .replace("@open@", OPEN_PLACE)
}

/// What to do with a new topic.
fn next_steps(topic: &str, task: &str) -> String {
    let mut text = format!(
        "`{topic}` is there, with `{task}` as an example of a task. Four places are to be filled in; \
         each line to do says {OPEN_PLACE}:\n\n"
    );
    for (part, what) in PARTS.iter().rev() {
        let part = format!("{part}/{topic}/");
        let _ = writeln!(text, "  {part}\n      {what}");
    }
    let _ = write!(
        text,
        "\n  what is missing:   cargo grader selftest {topic}\n  \
         the walk-through:  CONTRIBUTING.md, \"Adding a topic\"\n"
    );
    text
}

/// The name can be that of a new topic.
fn check_topic(layout: &Layout, workbook: &Workbook, topic: &str) -> Result<()> {
    if workbook.topics.iter().any(|it| it.id == topic) {
        let message = format!(
            "there is a topic `{topic}` already (exercises/{topic}); `cargo grader list` shows them all"
        );
        return Err(Error::Usage(message));
    }
    check_name("topic", topic)?;
    let taken = PARTS.map(|(part, _)| place(layout, part, topic));
    if let Some(path) = taken.iter().find(|path| fs::symlink_metadata(path).is_ok()) {
        let path = layout.show(path);
        let message = format!("{path} is there already; move it away, or choose another name");
        return Err(Error::Usage(message));
    }
    if topic.ends_with("_solution") || packages(layout)?.iter().any(|it| it == topic) {
        let message = format!(
            "`{topic}` would be the name of two packages; choose another, as in `{topic}_pattern`"
        );
        return Err(Error::Usage(message));
    }
    Ok(())
}

/// The names of the packages that a topic's own could be taken for.
fn packages(layout: &Layout) -> Result<Vec<String>> {
    const OTHERS: [&str; 9] = [
        "alloc",
        "benches",
        "core",
        "grader",
        "hostile",
        "predict",
        "proc_macro",
        "std",
        "test",
    ];
    let manifest = layout.root().join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(Error::io("cannot read", &manifest))?;
    let table: toml::Table = text.parse().unwrap_or_default();
    let dependencies = table.get("workspace").and_then(|it| it.get("dependencies"));
    let names = dependencies
        .and_then(toml::Value::as_table)
        .into_iter()
        .flatten();
    let names = names.map(|(name, _)| name.replace('-', "_"));
    Ok(names.chain(OTHERS.map(str::to_owned)).collect())
}

/// The name can be that of a Rust item, and is in `snake_case`.
fn check_name(kind: &str, name: &str) -> Result<()> {
    let refused = |why: String| Err(Error::Usage(why));
    if !is_name(name) || name.ends_with('_') || name.contains("__") {
        let near = snake_case(name);
        let advice = if is_name(&near) && near.len() <= LONGEST {
            format!("; did you mean `{near}`?")
        } else {
            String::new()
        };
        return refused(format!(
            "a {kind} is named in snake_case, not `{name}`{advice}"
        ));
    }
    if name.len() > LONGEST {
        return refused(format!("`{name}` is too long: at most {LONGEST} letters"));
    }
    // `gen` is a keyword since the edition of 2024.
    if name == "gen" || syn::parse_str::<syn::Ident>(name).is_err() {
        return refused(format!(
            "`{name}` is a keyword of Rust, and nothing can be named so; did you mean \
             `{name}_{kind}`?"
        ));
    }
    Ok(())
}

/// The nearest name in `snake_case`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut before = '_';
    for c in name.chars() {
        let starts_word = c.is_ascii_uppercase() && !before.is_ascii_uppercase();
        let is_break = !c.is_ascii_alphanumeric();
        if (is_break || starts_word) && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        let is_leading_digit = snake.is_empty() && c.is_ascii_digit();
        if !is_break && !is_leading_digit {
            snake.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    snake.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{FILES, PARTS, create, fill, place, snake_case};
    use crate::{layout::Layout, workbook::Workbook};
    use std::fs;
    use tempfile::TempDir;

    fn checkout() -> (TempDir, Layout) {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("exercises")).unwrap();
        let manifest = "[workspace.dependencies]\nsignal-hook = \"0.4\"\n";
        fs::write(root.path().join("Cargo.toml"), manifest).unwrap();
        let layout = Layout::new(root.path(), None);
        (root, layout)
    }

    fn make(layout: &Layout, topic: &str, task: &str) -> Result<String, String> {
        let workbook = Workbook::load(layout).unwrap();
        create(layout, &workbook, topic, task).map_err(|error| error.to_string())
    }

    /// Nothing of a topic is there, and nothing is left of the attempt.
    fn is_clean(layout: &Layout, topic: &str) -> bool {
        let there = |part: &str| place(layout, part, topic).exists();
        let left = fs::read_dir(layout.root().join(".grader"));
        !PARTS.iter().any(|(part, _)| there(part)) && left.is_ok_and(|mut it| it.next().is_none())
    }

    #[test]
    fn a_topic_is_made_behind_the_others() {
        let (_root, layout) = checkout();
        let said = make(&layout, "rate_limiter", "take").unwrap();
        for words in [
            "exercises/rate_limiter/",
            "cargo grader selftest rate_limiter",
        ] {
            assert!(said.contains(words), "{said}");
        }
        let workbook = Workbook::load(&layout).unwrap();
        assert_eq!(workbook.topics[0].title, "Rate limiter");
        make(&layout, "alarm", "take").unwrap();
        let workbook = Workbook::load(&layout).unwrap();
        let orders: Vec<_> = workbook
            .topics
            .iter()
            .map(|it| (it.order, &*it.id))
            .collect();
        assert_eq!(orders, [(10, "rate_limiter"), (20, "alarm")]);
        assert!(
            FILES
                .iter()
                .all(|(_, _, text)| !fill(text, "a", "b", 1).contains('@')
                    || text.starts_with("//@"))
        );
    }

    #[test]
    fn names_that_cannot_be_are_refused_with_advice() {
        let (_root, layout) = checkout();
        make(&layout, "alarm", "example").unwrap();
        let refuse = |topic: &str, task: &str, expect: &str| {
            let error = make(&layout, topic, task).unwrap_err();
            assert!(error.contains(expect), "{topic}/{task}: {error}");
        };
        refuse("alarm", "x", "there is a topic `alarm` already");
        refuse("RateLimiter", "x", "did you mean `rate_limiter`?");
        refuse("rate-limiter", "x", "did you mean `rate_limiter`?");
        refuse("2_phase", "x", "did you mean `phase`?");
        refuse("../up", "x", "did you mean `up`?");
        refuse("", "x", "snake_case, not ``");
        refuse("été", "x", "snake_case");
        refuse("loop", "x", "keyword of Rust");
        refuse("gen", "x", "did you mean `gen_topic`?");
        refuse("signal_hook", "x", "two packages");
        refuse("alarm_solution", "x", "two packages");
        refuse("hostile", "x", "two packages");
        refuse("a_name_that_is_longer_than_any_other", "x", "too long");
        refuse("clock", "common", "every suite");
        refuse("clock", "async", "keyword of Rust");
        refuse("clock", "Tick", "did you mean `tick`?");
        assert!(is_clean(&layout, "clock"));
    }

    #[test]
    fn a_topic_is_made_whole_or_not_at_all() {
        let (_root, layout) = checkout();
        // A file where the folder of the solutions should be: that part cannot be moved there.
        fs::write(layout.root().join("solutions"), "in the way").unwrap();
        let error = make(&layout, "alarm", "ring").unwrap_err();
        assert!(error.contains("cannot create"), "{error}");
        assert!(is_clean(&layout, "alarm"));
        fs::remove_file(layout.root().join("solutions")).unwrap();
        fs::create_dir_all(layout.root().join("grader/corpus/alarm")).unwrap();
        let error = make(&layout, "alarm", "ring").unwrap_err();
        assert!(
            error.contains("grader/corpus/alarm is there already"),
            "{error}"
        );
        assert!(!layout.root().join("grader/suites/alarm").exists());
    }

    #[test]
    fn names_become_snake_case() {
        let cases = [
            ("RateLimiter", "rate_limiter"),
            ("HTTPServer", "httpserver"),
            ("fan-out fan-in", "fan_out_fan_in"),
            ("__x__", "x"),
            ("9", ""),
        ];
        for (from, to) in cases {
            assert_eq!(snake_case(from), to);
        }
    }
}
