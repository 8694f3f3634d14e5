//! The report for GitHub Actions: annotations on the learner's lines, and a summary of the step.
//!
//! Whatever a submission said is escaped: it cannot begin a workflow command or end a code block.

use super::{
    Report, TaskReport, TopicReport, TopicStatus, story,
    text::{self, Colour, Detail, Look},
};
use crate::{build::CompileError, points::Points, questions::Problem, score::Score};
use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};
use wire::{Failure, Place, State};

/// GitHub shows at most 1 MiB of a step's summary.
const MOST_SUMMARY: usize = 900 * 1024;

const LOOK: Look = Look {
    colour: Colour::Plain,
    width: 100,
    detail: Detail::Short,
};

/// Where the files are that are annotated, as seen from the root of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// For each topic what its files' names begin with: `exercises/generator/`.
    pub topics: BTreeMap<String, String>,
    /// What the name of the answers' file begins with.
    pub answers: String,
}

/// Annotations, a workflow command a line: the first failure of each task, each error of the compiler,
/// each answer that could not be understood.
#[must_use]
pub fn annotations(report: &Report, base: &Base) -> String {
    let mut text = String::new();
    for topic in &report.topics {
        let folder = base.topics.get(&topic.id).unwrap_or(&topic.folder);
        text.push_str(&annotate(topic, folder));
    }
    for Problem {
        file,
        line,
        message,
    } in &report.problems
    {
        let place = Spot {
            file: format!("{}{file}", base.answers),
            line: u32::try_from(*line).unwrap_or(0).max(1),
            column: None,
        };
        text.push_str(&command("warning", Some(&place), "answers", message));
    }
    text
}

/// Where an annotation is shown.
struct Spot {
    file: String,
    line: u32,
    column: Option<u32>,
}

fn annotate(topic: &TopicReport, folder: &str) -> String {
    let spot = |place: &Place| Spot {
        file: format!("{folder}{}", place.file),
        line: place.line,
        column: Some(place.column),
    };
    let whole = Spot {
        file: format!("{folder}src/lib.rs"),
        line: 1,
        column: None,
    };
    match &topic.status {
        TopicStatus::Judged => topic
            .tasks
            .iter()
            .filter_map(|task| {
                let (check, failure) = text::failures(task).next()?;
                let check = check.map_or(String::new(), |it| format!("/{}", it.check.id));
                let title = format!("{}/{}{check}: {}", topic.id, task.id, failure.code);
                let place = place_of(failure)
                    .or(task.place.as_ref())
                    .map_or(whole_of(&whole), spot);
                Some(command(
                    "error",
                    Some(&place),
                    &title,
                    &failure_text(failure),
                ))
            })
            .collect(),
        TopicStatus::Unbuilt(unbuilt) if unbuilt.errors.is_empty() => {
            let title = format!("{}: {}", topic.id, unbuilt.code);
            command("error", Some(&whole), &title, &unbuilt.message)
        }
        TopicStatus::Unbuilt(unbuilt) => {
            let title = format!("{}: {}", topic.id, unbuilt.code);
            let error = |error: &CompileError| {
                let main = error.labels.iter().find(|label| label.primary);
                let place = main.map_or(whole_of(&whole), |label| spot(&label.place));
                command("error", Some(&place), &title, &error.message)
            };
            unbuilt.errors.iter().map(error).collect()
        }
        TopicStatus::Rejected(reason) => {
            let title = format!("{}: cannot be graded", topic.id);
            command("error", None, &title, reason)
        }
        TopicStatus::Absent => {
            let title = format!("{}: not handed in", topic.id);
            command("notice", None, &title, "nothing of this topic was graded")
        }
    }
}

fn whole_of(whole: &Spot) -> Spot {
    Spot {
        file: whole.file.clone(),
        ..*whole
    }
}

/// The place that tells most: where it happened, or where the first thread is stuck.
fn place_of(failure: &Failure) -> Option<&Place> {
    let stuck = |state: &'_ State| matches!(state, State::Blocked(_) | State::Panicked { .. });
    failure.place.as_ref().or_else(|| {
        let mut places = failure
            .threads
            .iter()
            .filter(|it| stuck(&it.state))
            .map(|it| match &it.state {
                State::Blocked(wait) => wait.place.as_ref(),
                State::Panicked { place, .. } => place.as_ref(),
                _ => None,
            });
        places.find_map(|place| place)
    })
}

fn failure_text(failure: &Failure) -> String {
    let (headline, _) = story::headline(failure, &story::Names::of(failure));
    format!("{headline}\ncargo run -- explain {}", failure.code)
}

/// `::error file=…,line=…,title=…::message`, escaped as the runner unescapes it.
fn command(kind: &str, place: Option<&Spot>, title: &str, message: &str) -> String {
    let mut text = format!("::{kind} ");
    if let Some(Spot { file, line, column }) = place {
        let _ = write!(text, "file={},line={line},", Property(file));
        if let Some(column) = column {
            let _ = write!(text, "col={column},");
        }
    }
    let _ = writeln!(text, "title={}::{}", Property(title), Data(message));
    text
}

/// The value of a property.
struct Property<'t>(&'t str);

/// What follows the command.
struct Data<'t>(&'t str);

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escaped(self.0, ":,", f)
    }
}

impl fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escaped(self.0, "", f)
    }
}

fn escaped(text: &str, more: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for c in text.chars() {
        if matches!(c, '%' | '\r' | '\n') || more.contains(c) {
            write!(f, "%{:02X}", u32::from(c))?;
        } else {
            f.write_char(c)?;
        }
    }
    Ok(())
}

/// The summary of a step, in Markdown.
#[must_use]
pub fn summary(report: &Report) -> String {
    let mut text = format!("## {} %\n\n{}\n\n", report.percent(), totals(report));
    text.push_str("| topic | code | concepts | together |\n|---|---:|---:|---:|\n");
    for topic in report.by_topic() {
        let percent = topic.percent(report.weights);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {percent} % |",
            cell(&topic.id),
            of(topic.code),
            of(topic.concepts)
        );
    }
    text.push_str("\n| category | points |\n|---|---:|\n");
    for (area, score) in report.by_area() {
        let _ = writeln!(text, "| {} | {} |", area.name(), of(score));
    }
    for topic in &report.topics {
        let told = tell(topic);
        if text.len() + told.len() > MOST_SUMMARY {
            text.push_str("\nMore failed than GitHub shows; the text report has it all.\n");
            break;
        }
        text.push_str(&told);
    }
    if !report.problems.is_empty() {
        text.push_str("\n### Answers that could not be understood\n\n");
    }
    for problem in &report.problems {
        let message = cell(&problem.message);
        let _ = writeln!(
            text,
            "- {}:{}: {message}",
            cell(&problem.file),
            problem.line
        );
    }
    text
}

fn totals(report: &Report) -> String {
    let weights = report.weights;
    let mut text = format!("Code {}", text::points(report.code()));
    if report.concepts().possible != Points::ZERO {
        let _ = write!(
            text,
            ", concepts {} (weighted {} to {})",
            text::points(report.concepts()),
            weights.code,
            weights.concepts
        );
    }
    if report.pending() != Points::ZERO {
        let _ = write!(
            text,
            ", {} points pending until a person has read them",
            report.pending()
        );
    }
    text + "."
}

/// What failed in a topic.
fn tell(topic: &TopicReport) -> String {
    let title = format!("{}: {}", topic.id, topic.title);
    match &topic.status {
        TopicStatus::Judged => {
            let tasks: String = topic
                .tasks
                .iter()
                .map(|task| tell_task(topic, task))
                .collect();
            if tasks.is_empty() {
                return tasks;
            }
            format!("\n### {}\n{tasks}", cell(&title))
        }
        TopicStatus::Unbuilt(unbuilt) => format!(
            "\n### {}\n{}",
            cell(&title),
            folded_block("does not compile", &text::unbuilt(topic, unbuilt, LOOK))
        ),
        TopicStatus::Rejected(reason) => {
            format!(
                "\n### {}\n\ncannot be graded: {}\n",
                cell(&title),
                cell(reason)
            )
        }
        TopicStatus::Absent => String::new(),
    }
}

fn tell_task(topic: &TopicReport, task: &TaskReport) -> String {
    let Some((check, failure)) = text::failures(task).next() else {
        return String::new();
    };
    let title = format!(
        "{} ({}): {}",
        task.id,
        text::points(task.score()),
        failure.code
    );
    folded_block(&title, &text::failure(topic, check, failure, LOOK))
}

/// A block of plain text that opens on a click.
fn folded_block(title: &str, content: &str) -> String {
    let mut longest = 0;
    for run in content.split(|c| c != '`') {
        longest = longest.max(run.len());
    }
    let fence = "`".repeat(longest.max(2) + 1);
    format!(
        "\n<details><summary>{}</summary>\n\n{fence}text\n{}\n{fence}\n\n</details>\n",
        cell(title),
        content.trim_end()
    )
}

fn of(score: Score) -> String {
    if score.possible == Points::ZERO {
        "–".to_owned()
    } else {
        format!("{} of {}", score.earned, score.possible)
    }
}

/// Text on one line that is not taken for Markdown or HTML.
fn cell(text: &str) -> String {
    let mut safe = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => safe.push(' '),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '#' => {
                safe.push('\\');
                safe.push(c);
            }
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{cell, command, folded_block};

    #[test]
    fn nothing_ends_a_command_or_a_block_early() {
        let line = command("error", None, "a,b:c", "50 %\n::stop-commands::x\r");
        assert_eq!(
            line,
            "::error title=a%2Cb%3Ac::50 %25%0A::stop-commands::x%0D\n"
        );
        let block = folded_block("<b>", "a\n````\nb");
        assert!(
            block.contains("\n`````text\n") && block.contains("&lt;b&gt;"),
            "{block}"
        );
        assert_eq!(cell("a|b\n`c`"), "a\\|b \\`c\\`");
    }
}
