//! The report for people: what happened, why it matters, where to look.

mod cut;

use super::{
    CheckReport, Report, TaskReport, TopicReport, TopicStatus, advice, concepts, figures, snippet,
    story::{self, Names},
};
use crate::{
    build::Unbuilt,
    points::Points,
    score::Score,
    text::{counted, folded, grouped, inert},
    verdict::CheckVerdict,
    workbook::Engine,
};
use annotate_snippets::renderer::{AnsiColor, Style};
use std::fmt::Write;
use wire::{Code, Exploration, Extent, Failure};

/// How the text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// With colours or without.
    pub colour: Colour,
    /// Columns.
    pub width: usize,
    /// How much is told.
    pub detail: Detail,
}

/// With colours or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Without.
    Plain,
    /// With ANSI colours.
    Styled,
}

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The first failure of each task, at most 40 lines each.
    Short,
    /// Everything.
    Full,
}

/// The most lines of a failure in a short report.
pub const MOST_LINES: usize = 40;

pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const RED: Style = AnsiColor::Red.on_default();
pub(super) const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

impl Look {
    /// Text in a style, if there are styles.
    pub(super) fn paint(self, style: Style, text: &str) -> String {
        match self.colour {
            Colour::Plain => text.to_owned(),
            Colour::Styled => format!("{style}{text}{style:#}"),
        }
    }

    /// Text that stands out, if there are styles.
    #[must_use]
    pub fn bold(self, text: &str) -> String {
        self.paint(BOLD, text)
    }
}

/// Renders the whole report.
#[must_use]
pub fn render(report: &Report, look: Look) -> String {
    let mut text = String::new();
    for topic in &report.topics {
        text.push_str(self::topic(topic, look).trim_end());
        text.push_str("\n\n");
    }
    if !report.questions.is_empty() {
        text.push_str(&concepts::questions(report, look));
    }
    text.push_str(&concepts::problems(report, look));
    if !report.questions.is_empty() || !report.problems.is_empty() {
        text.push('\n');
    }
    text.push_str(&concepts::breakdown(report, look));
    text.push_str(&total(report, look));
    let confined = format!("confinement: {}", report.confinement.line());
    inert(&text) + &look.paint(DIM, &confined) + "\n"
}

/// Renders one topic.
fn topic(topic: &TopicReport, look: Look) -> String {
    let title = look.paint(BOLD, &format!("{}: {}", topic.id, topic.title));
    let mut text = format!("{title}  {}\n", points(topic.score()));
    match &topic.status {
        TopicStatus::Judged => {
            for task in &topic.tasks {
                text.push_str(&self::task(topic, task, look));
            }
        }
        TopicStatus::Unbuilt(unbuilt) => text.push_str(&self::unbuilt(topic, unbuilt, look)),
        TopicStatus::Rejected(reason) => {
            let _ = writeln!(text, "  cannot be graded: {reason}");
        }
        TopicStatus::Absent => text.push_str("  not handed in\n"),
    }
    text
}

/// Why a topic's library cannot be built.
#[must_use]
pub fn unbuilt(topic: &TopicReport, unbuilt: &Unbuilt, look: Look) -> String {
    let reason = format!("ungradable ({}): {}", unbuilt.code, unbuilt.message);
    let reason = folded(&reason, look.width.saturating_sub(4)).join("\n    ");
    let mut text = format!("  {reason}\n\n");
    let most = if look.detail == Detail::Full {
        usize::MAX
    } else {
        3
    };
    for error in unbuilt.errors.iter().take(most) {
        text.push_str(&snippet::compile_error(topic, error, look));
        text.push_str("\n\n");
    }
    if unbuilt.errors.len() > most {
        let more = unbuilt.errors.len() - most;
        let _ = writeln!(
            text,
            "  and {}; -v shows all\n",
            counted(more, "more error")
        );
    }
    text.push_str(&farewell(unbuilt.code, advice::by_code(unbuilt.code), look));
    inert(&text)
}

/// Renders one task: its checks, and the report of what failed.
fn task(topic: &TopicReport, task: &TaskReport, look: Look) -> String {
    let mark = if task.passed() {
        look.paint(GREEN, "✓")
    } else {
        look.paint(RED, "✗")
    };
    let name = look.paint(BOLD, &task.id);
    let level = look.paint(DIM, task.level.name());
    let mut text = format!("{mark} {name} ({level})  {}\n", points(task.score()));
    for check in &task.checks {
        text.push_str(&check_line(check, task.engine, look));
    }
    let most = if look.detail == Detail::Full {
        usize::MAX
    } else {
        1
    };
    for (check, failure) in failures(task).take(most) {
        text.push('\n');
        text.push_str(&self::failure(topic, check, failure, look));
        text.push('\n');
    }
    text
}

/// The failures of a task, each with its check; a task that does not fit has one, without.
pub fn failures(task: &TaskReport) -> impl Iterator<Item = (Option<&CheckReport>, &Failure)> {
    let unfit = task.unfit.as_deref().map(|failure| (None, failure));
    let failed = task.checks.iter().filter_map(|check| match &check.verdict {
        Some(CheckVerdict::Failed(failure)) => Some((Some(check), &**failure)),
        Some(CheckVerdict::Passed(_) | CheckVerdict::NotReached | CheckVerdict::OutOfTime)
        | None => None,
    });
    unfit.into_iter().chain(failed)
}

/// One line for a check.
fn check_line(check: &CheckReport, engine: Engine, look: Look) -> String {
    let promise = check.check.promise.trim_end_matches('.');
    let (mark, remark) = match &check.verdict {
        Some(CheckVerdict::Passed(exploration)) => (Mark::Passed, extent(exploration, engine)),
        Some(CheckVerdict::Failed(failure)) => (Mark::Failed, failure.code.name().to_owned()),
        Some(CheckVerdict::NotReached) => (
            Mark::Skipped,
            "not reached: basic correctness comes first".to_owned(),
        ),
        Some(CheckVerdict::OutOfTime) => (
            Mark::Skipped,
            "not reached: the time for this task is used up".to_owned(),
        ),
        None => (Mark::Skipped, "could not run".to_owned()),
    };
    marked(mark, promise, &remark, look)
}

/// How something went, at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Well.
    Passed,
    /// Not well.
    Failed,
    /// Not at all.
    Skipped,
}

/// A line with a mark before it and a remark behind it; several lines, if it is long.
pub(super) fn marked(mark: Mark, what: &str, remark: &str, look: Look) -> String {
    let (mark, painted) = match mark {
        Mark::Passed => (look.paint(GREEN, "✓"), remark.to_owned()),
        Mark::Failed => (look.paint(RED, "✗"), look.paint(RED, remark)),
        Mark::Skipped => (look.paint(DIM, "-"), remark.to_owned()),
    };
    let lines = folded(what, look.width.saturating_sub(6));
    let text = lines.join("\n      ");
    let last = lines.last().map_or(0, |line| line.chars().count());
    let gap = if last + remark.chars().count() + 10 > look.width {
        "\n      "
    } else {
        "  "
    };
    let remark = look.paint(DIM, &format!("[{painted}]"));
    format!("    {mark} {text}{gap}{remark}\n")
}

/// What was explored.
#[must_use]
pub fn extent(exploration: &Exploration, engine: Engine) -> String {
    let count = grouped(exploration.schedules);
    if exploration.schedules == 0 {
        return "the compiler refuses it".to_owned();
    }
    if engine == Engine::Native {
        return format!("{count} runs on real threads");
    }
    let text = match (exploration.extent, exploration.schedules) {
        (Extent::All, 1) => "the only interleaving".to_owned(),
        (Extent::All, _) => format!("all {count} interleavings"),
        (Extent::Preemptions(most), _) => {
            let most = counted(usize::try_from(most).unwrap_or(usize::MAX), "preemption");
            format!("all with at most {most}: {count} schedules")
        }
        (Extent::Sampled, 1) => "1 schedule explored".to_owned(),
        (Extent::Sampled, _) => format!("{count} schedules explored"),
    };
    if exploration.atomics {
        text + "; atomics as if SeqCst"
    } else {
        text
    }
}

/// The report of one failure.
#[must_use]
pub fn failure(
    topic: &TopicReport,
    check: Option<&CheckReport>,
    failure: &Failure,
    look: Look,
) -> String {
    let names = Names::of(failure).with_sources(&topic.sources);
    let mut lines: Vec<String> = Vec::new();
    if let Some(check) = check {
        let checked = format!("checked: {}", check.check.promise);
        lines.extend(folded(&checked, look.width));
    }
    let (drawn, labels) = snippet::failure(topic, failure, &names, look);
    lines.extend(drawn.lines().map(str::to_owned));
    lines.extend(message_rest(failure, &names, look));
    lines.extend(figures::figures(failure, look));
    let advice = match check {
        Some(_) => advice::asked::advice(topic, failure, &names),
        None => advice::UNFIT,
    };
    let again = check.and_then(|check| replay(topic, check, failure));
    let tail = ending(failure, advice, again, look);
    let room = match look.detail {
        Detail::Short => MOST_LINES.saturating_sub(lines.len() + tail.len()),
        Detail::Full => usize::MAX,
    };
    lines.extend(
        circumstances(failure, &names, look, (room, &labels))
            .into_iter()
            .take(room),
    );
    let tail_length = tail.len();
    lines.extend(tail);
    if look.detail == Detail::Short && lines.len() > MOST_LINES {
        let cut = lines.len() - MOST_LINES + 1;
        let from = MOST_LINES - tail_length - 1;
        lines.splice(from..from + cut, ["  …".to_owned()]);
    }
    inert(&(lines.join("\n") + "\n"))
}

/// The message beyond its headline.
fn message_rest(failure: &Failure, names: &Names, look: Look) -> Vec<String> {
    let (_, rest) = story::headline(failure, names);
    if rest.is_empty() {
        return Vec::new();
    }
    let lines = folded(&rest, look.width.saturating_sub(2));
    lines.into_iter().map(|line| format!("  {line}")).collect()
}

/// Who waits for whom, the last steps, what was printed. Where there is little room, the earlier steps go.
fn circumstances(
    failure: &Failure,
    names: &Names,
    look: Look,
    (room, labels): (usize, &[String]),
) -> Vec<String> {
    let mut lines = Vec::new();
    for sentence in story::sentences(failure, names) {
        let mut folds = folded(&sentence, look.width.saturating_sub(4)).into_iter();
        lines.extend(folds.next().map(|first| format!("  = {first}")));
        lines.extend(folds.map(|rest| format!("    {rest}")));
    }
    lines.extend(
        story::timeline(failure, names)
            .into_iter()
            .map(|line| format!("  {line}")),
    );
    let printed = printed(failure, look);
    let most = if look.detail == Detail::Full {
        usize::MAX
    } else {
        room.saturating_sub(lines.len() + printed.len() + 1).min(8)
    };
    if most > 0 && story::wants_steps(failure) {
        let cited = story::cited(failure, names, labels);
        lines.extend(
            story::steps(failure, names, most, &cited)
                .into_iter()
                .map(|line| cut::cut(&format!("  {line}"), look)),
        );
    }
    lines.extend(printed);
    lines
}

/// What it printed.
fn printed(failure: &Failure, look: Look) -> Vec<String> {
    if failure.output.trim().is_empty() {
        return Vec::new();
    }
    let most = if look.detail == Detail::Full {
        usize::MAX
    } else {
        3
    };
    let lines = failure.output.trim_end().lines().take(most);
    let title = "  it printed:".to_owned();
    let lines = lines.map(|line| format!("    {line}"));
    std::iter::once(title).chain(lines).collect()
}

/// Advice, and where to read on.
fn ending(failure: &Failure, advice: &str, again: Option<String>, look: Look) -> Vec<String> {
    let mut lines: Vec<String> = farewell(failure.code, advice, look)
        .lines()
        .map(str::to_owned)
        .collect();
    for note in notes(failure).into_iter().rev() {
        let note = folded(&note, look.width.saturating_sub(9)).join("\n         ");
        let note = format!("  {note}");
        lines.splice(0..0, note.lines().map(str::to_owned));
    }
    if let Some(again) = again {
        lines.push(format!("  {} {again}", look.paint(BOLD, "replay:")));
    }
    lines
}

/// How far a failure can be trusted: how the search found it, and what it could not see.
pub(super) fn notes(failure: &Failure) -> Vec<String> {
    let mut notes = Vec::new();
    if failure.uncontrolled {
        let note = if failure.code == Code::Deadlock && failure.schedule.is_empty() {
            "real threads were seen from outside only: potential, not proved"
        } else {
            "something outside the simulation's control was seen: potential, not proved"
        };
        notes.push(format!("note: {note}"));
    }
    notes.extend(found(failure));
    notes
}

/// How far the search had come when it found this.
fn found(failure: &Failure) -> Option<String> {
    let exploration = failure.exploration.as_ref()?;
    let steps = failure.steps.len() as u64 + failure.elided;
    let steps = match steps {
        1 => "1 step".to_owned(),
        steps => format!("{} steps", grouped(steps)),
    };
    let count = grouped(exploration.schedules);
    let mut text = match (failure.schedule.is_empty(), exploration.schedules) {
        (true, 1) => "found: in the first run".to_owned(),
        (true, _) => format!("found: in run {count}"),
        (false, 1) => format!("found: in the first schedule ({steps})"),
        (false, _) => {
            format!("found: in schedule {count} of a search that stops here; shrunk to {steps}")
        }
    };
    if exploration.atomics {
        text.push_str("; atomics as if SeqCst");
    }
    Some(text)
}

/// The command that shows a failure again, in lanes; to be copied, so that it is never folded.
fn replay(topic: &TopicReport, check: &CheckReport, failure: &Failure) -> Option<String> {
    if failure.schedule.is_empty() {
        return None;
    }
    let holds = |task: &&TaskReport| task.checks.iter().any(|it| std::ptr::eq(it, check));
    let task = topic.tasks.iter().find(holds)?;
    let name = format!("{}/{}/{}", topic.id, task.id, check.check.id);
    // Somebody else's work is wherever it was judged.
    let from = if topic.folder.starts_with("exercises/") {
        ""
    } else {
        " --from PATH"
    };
    let token = &failure.schedule;
    Some(format!("cargo run -- replay {name} {token}{from}"))
}

/// Advice, and where to read on.
fn farewell(code: Code, advice: &str, look: Look) -> String {
    let advice = folded(advice, look.width.saturating_sub(10)).join("\n          ");
    let help = look.paint(BOLD, "advice:");
    let more = look.paint(BOLD, "more:");
    format!("  {help} {advice}\n  {more}   cargo run -- explain {code}\n")
}

/// The last line: code, concepts, and both together.
#[must_use]
pub fn total(report: &Report, look: Look) -> String {
    look.paint(BOLD, &summary(report)) + "\n"
}

/// What code and concepts earned, apart and together.
#[must_use]
pub fn summary(report: &Report) -> String {
    let joint = report.percent();
    let code = format!("code {}", points(report.code()));
    if report.concepts().possible == Points::ZERO {
        return code;
    }
    let weights = report.weights;
    let pending = match report.pending() {
        Points::ZERO => String::new(),
        pending => format!(" ({pending} pending)"),
    };
    format!(
        "{code}, concepts {}{pending}; together {joint} % (weighted {} to {})",
        points(report.concepts()),
        weights.code,
        weights.concepts
    )
}

/// "12.5 of 40 points"
#[must_use]
pub fn points(score: Score) -> String {
    let plural = if score.possible.hundredths() == 100 {
        ""
    } else {
        "s"
    };
    format!("{} of {} point{plural}", score.earned, score.possible)
}
