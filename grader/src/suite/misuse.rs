//! Programs that must not compile: a contract's promise about types, kept by the compiler.
//!
//! Beside a topic's suites, in `contracts/`, lie pairs of programs. `name.rs` uses the learner's crate as
//! nobody must, and marks the line with `//~`; `name.ok.rs` differs from it in nothing that matters,
//! and compiles. The head of the first says what is expected:
//!
//! ```text
//! //@ error: E0382            the compiler's number; several, if the learner's types decide which
//! //@ task: semaphore         left out: the first task one of whose items the program names
//! //@ weight: 2               left out: 1
//! //@ category: cancellation  left out: resources
//! //! A permit cannot be given back twice.
//! ```
//!
//! Each pair is a check of its task. The compiling is `build`'s.

use super::{Category, Check};
use crate::{
    error::{Error, Result},
    layout::Layout,
    workbook::Topic,
};
use std::{collections::BTreeSet, fs, path::Path};

/// A pair of programs: one that must not compile, and one that must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse {
    /// The task whose promise it is.
    pub task: String,
    /// The check that it stands for.
    pub check: Check,
    /// The compiler's numbers for the error that is expected, as `E0382`; any of them.
    pub errors: Vec<String>,
    /// The line where it is expected, from 1.
    pub line: u32,
    /// The program that must be refused.
    pub program: String,
    /// The program that must compile.
    pub twin: String,
}

impl Misuse {
    /// The marked line, without its mark.
    #[must_use]
    pub fn marked(&self) -> &str {
        let index = usize::try_from(self.line).map_or(0, |line| line.saturating_sub(1));
        let line = self.program.lines().nth(index).unwrap_or_default();
        line.split("//~").next().unwrap_or(line).trim()
    }
}

/// Reads the programs of a topic, in order of their names.
///
/// # Errors
/// If one has no twin, or does not say what is expected of it.
pub(super) fn load(layout: &Layout, topic: &Topic) -> Result<Vec<Misuse>> {
    let folder = layout.suite(&topic.id).join("contracts");
    let names = names(&folder)?;
    let read = |name: String| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(Error::io("cannot read", &path))
    };
    let mut found = Vec::new();
    for name in &names {
        let file = layout.show(&folder.join(format!("{name}.rs")));
        let program = read(format!("{name}.rs"))?;
        let twin = read(format!("{name}.ok.rs"))?;
        found.push(parse(topic, &file, name, program, twin)?);
    }
    Ok(found)
}

/// The names of the programs in a folder; none if there is no folder.
fn names(folder: &Path) -> Result<BTreeSet<String>> {
    if !folder.is_dir() {
        return Ok(BTreeSet::new());
    }
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(Error::io("cannot read", folder))? {
        let name = entry
            .map_err(Error::io("cannot read", folder))?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if let Some(name) = name.strip_suffix(".rs") {
            names.insert(name.strip_suffix(".ok").unwrap_or(name).to_owned());
        }
    }
    Ok(names)
}

/// What the head of a program says.
#[derive(Default)]
struct Head {
    errors: Vec<String>,
    task: Option<String>,
    weight: Option<u32>,
    category: Option<Category>,
}

/// Reads one pair. `file` is the first one's name in messages.
///
/// # Errors
/// If it does not say what is expected of it, with the line.
fn parse(topic: &Topic, file: &str, name: &str, program: String, twin: String) -> Result<Misuse> {
    let malformed = |line: usize, message: String| Error::Malformed {
        file: file.to_owned(),
        line,
        message,
    };
    if !crate::workbook::is_name(name) {
        return Err(malformed(
            0,
            format!("expected a snake_case name, not `{name}`"),
        ));
    }
    let head = head(topic, &program).map_err(|(line, message)| malformed(line, message))?;
    if head.errors.is_empty() {
        let message = "expected the compiler's number first, as in `//@ error: E0382`";
        return Err(malformed(1, message.to_owned()));
    }
    let marks: Vec<u32> = (1..)
        .zip(program.lines())
        .filter(|(_, line)| line.contains("//~"))
        .map(|(number, _)| number)
        .collect();
    let [line] = marks[..] else {
        let message = "expected `//~ here` on exactly one line: the one to be refused";
        return Err(malformed(0, message.to_owned()));
    };
    let promise: Vec<&str> = program
        .lines()
        .filter_map(|line| Some(line.strip_prefix("//!")?.trim()))
        .collect();
    if promise.is_empty() {
        let message = "expected a `//!` line: the promise that the program breaks";
        return Err(malformed(0, message.to_owned()));
    }
    let Some(task) = head.task.or_else(|| named(topic, &program)) else {
        let message = "no task's items are named here: expected `//@ task: …`";
        return Err(malformed(0, message.to_owned()));
    };
    let check = Check {
        id: name.to_owned(),
        category: head.category.unwrap_or(Category::Resources),
        promise: promise.join(" "),
        weight: head.weight.unwrap_or(1),
        exhaustive: false,
    };
    Ok(Misuse {
        task,
        check,
        errors: head.errors,
        line,
        program,
        twin,
    })
}

/// Reads the lines that begin with `//@`.
fn head(topic: &Topic, program: &str) -> Result<Head, (usize, String)> {
    let mut head = Head::default();
    for (number, line) in (1..).zip(program.lines()) {
        let Some((key, value)) = line.strip_prefix("//@").and_then(|it| it.split_once(':')) else {
            continue;
        };
        let value = value.trim();
        let expected = |what: &str| (number, format!("expected {what}, found `{value}`"));
        match key.trim() {
            "error" => {
                let codes = value.split([' ', ',']).filter(|code| !code.is_empty());
                head.errors = codes.map(str::to_owned).collect();
                let is_number = |code: &String| code.len() == 5 && code.starts_with('E');
                if !head.errors.iter().all(is_number) {
                    return Err(expected("the compiler's numbers, as `E0382`"));
                }
            }
            "task" => {
                if !topic.tasks.iter().any(|task| task.id == value) {
                    return Err(expected("a task of the topic"));
                }
                head.task = Some(value.to_owned());
            }
            "weight" => {
                let weight = value
                    .parse()
                    .ok()
                    .filter(|weight| (1..=1000).contains(weight));
                head.weight = Some(weight.ok_or_else(|| expected("a weight from 1 to 1000"))?);
            }
            "category" => {
                let found = Category::ALL.into_iter().find(|it| it.name() == value);
                head.category = Some(found.ok_or_else(|| expected("a category"))?);
            }
            _ => return Err((number, format!("there is no `//@ {}:`", key.trim()))),
        }
    }
    Ok(head)
}

/// The first task one of whose items the program names.
fn named(topic: &Topic, program: &str) -> Option<String> {
    let code = program.lines().filter(|line| !line.starts_with("//"));
    let words: BTreeSet<&str> = code
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .collect();
    let names = |item: &String| words.contains(item.split("::").next().unwrap_or(item));
    let task = topic.tasks.iter().find(|task| task.items.iter().any(names));
    task.map(|task| task.id.clone())
}

#[cfg(test)]
mod tests {
    use super::{Misuse, parse};
    use crate::{suite::Category, workbook};

    const TOPIC: &str = "title = \"Pool\"\norder = 1\nsummary = \"A pool.\"\n\n\
        [[task]]\nid = \"run\"\ntitle = \"Run\"\nlevel = \"core\"\npoints = 5\nitems = [\"run_jobs\"]\n\
        hints = [\"a\", \"b\", \"c\"]\n\n\
        [[task]]\nid = \"pool\"\ntitle = \"Pool\"\nlevel = \"core\"\npoints = 5\n\
        items = [\"Pool\", \"Pool::submit\"]\nhints = [\"a\", \"b\", \"c\"]\n";
    const PROGRAM: &str = "//@ error: E0382\n//! A pool that was shut down\n//! is gone.\n\n\
        use pool::Pool;\n\nfn main() {\n    let pool = Pool::new(1);\n    pool.shutdown();\n    \
        pool.submit(1); //~ here\n}\n";

    fn read(program: &str) -> Result<Misuse, String> {
        let topic = workbook::parse("pool", "exercise.toml", TOPIC).unwrap();
        let program = program.to_owned();
        parse(&topic, "late.rs", "late", program, String::new()).map_err(|it| it.to_string())
    }

    #[test]
    fn a_program_says_what_it_breaks() {
        let misuse = read(PROGRAM).unwrap();
        assert_eq!((misuse.task.as_str(), misuse.line), ("pool", 10));
        assert_eq!(misuse.errors, ["E0382"]);
        assert_eq!(misuse.marked(), "pool.submit(1);");
        assert_eq!(misuse.check.promise, "A pool that was shut down is gone.");
        assert_eq!(misuse.check.category, Category::Resources);
        let head =
            "//@ error: E0382, E0505\n//@ task: run\n//@ weight: 3\n//@ category: deadlock\n";
        let misuse = read(&PROGRAM.replace("//@ error: E0382\n", head)).unwrap();
        assert_eq!((misuse.task.as_str(), misuse.check.weight), ("run", 3));
        assert_eq!(misuse.errors, ["E0382", "E0505"]);
        assert_eq!(misuse.check.category, Category::Deadlock);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_line() {
        let refuse = |from: &str, to: &str, expect: &str| {
            let error = read(&PROGRAM.replace(from, to)).unwrap_err();
            assert!(error.starts_with(expect), "{error}");
        };
        refuse(
            "E0382",
            "moved",
            "late.rs:1: expected the compiler's numbers",
        );
        refuse(
            "//@ error: E0382\n",
            "",
            "late.rs:1: expected the compiler's number first",
        );
        refuse(
            "error: E0382",
            "error: E0382\n//@ task: odd",
            "late.rs:2: expected a task",
        );
        refuse(
            "error: E0382",
            "error: E0382\n//@ weight: 0",
            "late.rs:2: expected a weight",
        );
        refuse(
            "error: E0382",
            "error: E0382\n//@ since: 2",
            "late.rs:2: there is no `//@ since:`",
        );
        refuse(
            "//~ here",
            "",
            "late.rs: expected `//~ here` on exactly one line",
        );
        refuse("Pool", "Other", "late.rs: no task's items are named here");
        refuse("//!", "//", "late.rs: expected a `//!` line");
    }
}
