//! Faults put into the reference solutions by hand: `grader/corpus/<topic>/mutants.toml`.
//!
//! Tools that change programs at random know nothing of locks, channels and threads. These tables do: each
//! mutant is one replacement in the solution, and the task that it breaks must fail. Which diagnosis it gets is
//! for the rest of the corpus.

use super::{Entry, Expected};
use crate::{
    error::{Error, Result},
    layout::Layout,
    report::{TopicReport, TopicStatus},
    submission::{self, Intake, Submission},
    workbook::Topic,
};
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    mutant: Vec<Mutant>,
}

/// One fault.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutant {
    /// What kind of mistake it is, in a few words.
    kind: String,
    /// The task that it breaks.
    task: String,
    /// What is replaced; it stands in the solution exactly once.
    find: String,
    /// What comes in its place.
    replace: String,
}

/// The mutants of some topics; entries refer to the list of all.
///
/// # Errors
/// If a file is not there or cannot be read, names no task of its topic, or does not fit the solution.
pub fn mutants(layout: &Layout, all: &[&Topic], topics: &[&Topic]) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for topic in topics {
        let file = mutants_of(layout, topic);
        let index = all.iter().position(|it| it.id == topic.id).unwrap_or(0);
        entries.extend(of_topic(layout, topic, index, &file)?);
    }
    Ok(entries)
}

/// Where the mutants of a topic stand.
pub(crate) fn mutants_of(layout: &Layout, topic: &Topic) -> PathBuf {
    layout.corpus(&topic.id).join("mutants.toml")
}

fn of_topic(layout: &Layout, topic: &Topic, index: usize, file: &Path) -> Result<Vec<Entry>> {
    let text = fs::read_to_string(file).map_err(Error::io("cannot read", file))?;
    let malformed = |line: usize, message: String| Error::Malformed {
        file: layout.show(file),
        line,
        message,
    };
    let table: Table =
        toml::from_str(&text).map_err(|error| malformed(1, error.message().to_owned()))?;
    if table.mutant.is_empty() {
        return Err(malformed(1, "expected a `[[mutant]]` at least".to_owned()));
    }
    let folder = layout.solution(&topic.id);
    let Intake::Ready(solution) = submission::take_in(&topic.id, &folder)? else {
        return Err(malformed(1, "there is no solution to change".to_owned()));
    };
    // The headings are in the order of the mutants.
    let headings = (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.trim() == "[[mutant]]")
        .map(|(number, _)| number);
    let entry = |(line, mutant): (usize, &Mutant)| {
        if !topic.tasks.iter().any(|task| task.id == mutant.task) {
            return Err(malformed(line, format!("no task `{}`", mutant.task)));
        }
        let (submission, place) =
            mutate(&solution, mutant).map_err(|message| malformed(line, message))?;
        Ok(Entry {
            name: format!("{}:{line} ({}, {place})", layout.show(file), mutant.kind),
            topic: index,
            submission,
            expected: Expected::Caught {
                task: mutant.task.clone(),
            },
        })
    };
    headings.zip(&table.mutant).map(entry).collect()
}

/// The solution with the fault in it, and where that is.
fn mutate(
    solution: &Submission,
    mutant: &Mutant,
) -> std::result::Result<(Submission, String), String> {
    let count = |text: &String| text.matches(&mutant.find).count();
    let found: usize = solution.files.values().map(count).sum();
    let holder = solution.files.iter().find(|(_, text)| count(text) > 0);
    let (Some((file, text)), 1) = (holder, found) else {
        return Err(format!(
            "what is to be replaced must stand in the solution once, and stands there {found} times: {:?}",
            mutant.find
        ));
    };
    let before = text.split(&mutant.find).next().unwrap_or_default();
    let place = format!("{file}:{}", 1 + before.matches('\n').count());
    let changed = text.replacen(&mutant.find, &mutant.replace, 1);
    let mut submission = solution.clone();
    submission.files.insert(file.clone(), changed);
    Ok((submission, place))
}

/// What is wrong with the verdict on a mutant of which this task must fail.
pub(super) fn survived(report: &TopicReport, task: &str) -> Vec<String> {
    if report.status != TopicStatus::Judged {
        return vec!["it does not compile, so that it shows nothing".to_owned()];
    }
    let judged = report.tasks.iter().find(|it| it.id == task);
    match judged {
        Some(judged) if judged.unfit.is_some() => {
            vec![format!("it does not fit the suite of `{task}`")]
        }
        Some(judged) if !judged.passed() => Vec::new(),
        Some(_) | None => vec![format!("it survived: `{task}` gets full marks")],
    }
}

#[cfg(test)]
mod tests {
    use super::{Mutant, mutate, survived};
    use crate::{
        report::{TopicReport, TopicStatus},
        submission::single,
    };
    use std::collections::BTreeMap;

    fn replaced(find: &str) -> Result<(String, String), String> {
        let solution = single("topic", "one();\ntwo();\ntwo();\n".to_owned());
        let mutant = Mutant {
            kind: "a fault".to_owned(),
            task: "task".to_owned(),
            find: find.to_owned(),
            replace: "three();".to_owned(),
        };
        mutate(&solution, &mutant)
            .map(|(changed, place)| (changed.files["src/lib.rs"].clone(), place))
    }

    #[test]
    fn what_stands_there_once_is_replaced() {
        let (text, place) = replaced("two();\ntwo();").unwrap();
        assert_eq!(text, "one();\nthree();\n");
        assert_eq!(place, "src/lib.rs:2");
    }

    #[test]
    fn what_stands_there_twice_or_not_at_all_is_refused() {
        assert!(replaced("two();").unwrap_err().contains("2 times"));
        assert!(replaced("four();").unwrap_err().contains("0 times"));
    }

    #[test]
    fn a_mutant_that_is_not_judged_shows_nothing() {
        let report = TopicReport {
            id: "topic".to_owned(),
            title: "A topic".to_owned(),
            status: TopicStatus::Absent,
            tasks: Vec::new(),
            folder: String::new(),
            sources: BTreeMap::new(),
        };
        assert!(survived(&report, "task")[0].contains("does not compile"));
    }
}
