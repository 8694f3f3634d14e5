//! The reports that the corpus gets, kept beside it: `grader/corpus/<topic>/reports/<name>.txt`.
//!
//! Each is what a learner would read. A change of one is a change of what learners read, so it is
//! looked at, and kept with `selftest --bless`.

use crate::{
    error::{Error, Result},
    layout::Layout,
    report::{
        TaskReport, TopicReport, TopicStatus,
        text::{self, Colour, Detail, Look, MOST_LINES},
    },
    store,
    workbook::Engine,
};
use std::{fs, io, path::PathBuf};

/// What is done with the reports that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reports {
    /// They are compared.
    Compare,
    /// They are written anew.
    Bless,
}

/// How the kept reports look.
const LOOK: Look = Look {
    colour: Colour::Plain,
    width: 100,
    detail: Detail::Short,
};

/// What the learner would read: the first failure of each task. Tasks on real threads are left out,
/// since their runs differ.
fn told(report: &TopicReport) -> Vec<String> {
    if let TopicStatus::Unbuilt(unbuilt) = &report.status {
        return vec![text::unbuilt(report, unbuilt, LOOK)];
    }
    let simulated = |task: &&TaskReport| task.engine == Engine::Simulated;
    let tasks = report.tasks.iter().filter(simulated);
    let first = |task| text::failures(task).next();
    tasks
        .filter_map(first)
        .map(|(check, failure)| text::failure(report, check, failure, LOOK))
        .collect()
}

/// Compares a submission's report with the one that is kept, or keeps it. What is wrong, in a line
/// each.
///
/// # Errors
/// If a file cannot be read or written.
pub(super) fn judge(
    layout: &Layout,
    name: &str,
    report: &TopicReport,
    reports: Reports,
) -> Result<Vec<String>> {
    let told = told(report);
    let lines = |text: &String| text.lines().count();
    let longest = told.iter().map(lines).max().unwrap_or(0);
    let mut wrong = Vec::new();
    if longest > MOST_LINES {
        wrong.push(format!(
            "a report has {longest} lines, more than {MOST_LINES}"
        ));
    }
    let text = without_tokens(&told.join("\n"));
    let path = place(layout, name, report);
    let kept = match fs::read_to_string(&path) {
        Ok(kept) => Some(kept),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::io("cannot read", &path)(error)),
    };
    match (kept, reports) {
        (Some(kept), _) if kept == text => {}
        // Nothing is told of tasks on real threads alone, and nothing is kept.
        (None, _) if text.is_empty() => {}
        (Some(_), Reports::Bless) if text.is_empty() => {
            fs::remove_file(&path).map_err(Error::io("cannot remove", &path))?;
        }
        (_, Reports::Bless) => {
            let folder = path.parent().expect("a file has a folder");
            fs::create_dir_all(folder).map_err(Error::io("cannot create", folder))?;
            store::replace(&path, text.as_bytes())?;
        }
        (Some(kept), Reports::Compare) => wrong.push(difference(&kept, &text)),
        // A topic whose reports nobody has kept yet is not judged by them.
        (None, Reports::Compare) if path.parent().is_none_or(|folder| !folder.is_dir()) => {}
        (None, Reports::Compare) => {
            wrong.push("its report is not kept yet: `selftest --bless`, and read it".to_owned());
        }
    }
    Ok(wrong)
}

/// A report without its commands to replay: their tokens change with every change of the judge.
fn without_tokens(text: &str) -> String {
    let kept = text.lines().filter(|line| !line.starts_with("  replay: "));
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// Where the report of a submission is kept.
fn place(layout: &Layout, name: &str, report: &TopicReport) -> PathBuf {
    let stem = name.rsplit('/').next().unwrap_or(name);
    let stem = stem.trim_end_matches(".rs");
    let folder = layout.corpus(&report.id).join("reports");
    folder.join(format!("{stem}.txt"))
}

/// The first line that differs.
fn difference(kept: &str, text: &str) -> String {
    let (line, was, is) = first_difference(kept, text);
    format!(
        "its report differs from the one that is kept, in line {line}: `{is}` was `{was}`; \
         `selftest --bless` keeps the new one"
    )
}

/// The first line in which two texts differ, from 1, and what each has there.
pub(super) fn first_difference<'t>(one: &'t str, other: &'t str) -> (usize, &'t str, &'t str) {
    let mut pairs = one.lines().zip(other.lines());
    let line = 1 + pairs
        .position(|(one, other)| one != other)
        .unwrap_or_else(|| one.lines().count().min(other.lines().count()));
    let show = |text: &'t str| text.lines().nth(line - 1).unwrap_or("(its end)");
    (line, show(one), show(other))
}

#[cfg(test)]
mod tests {
    use super::{difference, without_tokens};

    #[test]
    fn tokens_are_not_kept() {
        assert_eq!(without_tokens("a\n  replay: x 1-2\n\nb\n"), "a\n\nb\n");
    }

    #[test]
    fn the_first_different_line_is_told() {
        assert!(difference("a\nb\n", "a\nc\n").contains("line 2: `c` was `b`"));
        assert!(difference("a\n", "a\nc\n").contains("line 2: `c` was `(its end)`"));
    }
}
