//! The trace of a failure in lanes: a column a thread, the learner's lines only, loops folded, and
//! between the rows why another thread goes on. For `replay`; a report tells the last steps only.
//!
//! The idea is Lincheck's (`switch (reason: lock is already acquired)`); what was done in between is its
//! alone.

mod fold;
mod reason;

use super::{
    story::{self, Names},
    text::Look,
};
use crate::text::{counted, duration, folded, grouped, inert};
use fold::Folded;
use std::{collections::BTreeMap, fmt::Write};
use wire::{Failure, State, Step};

/// The narrowest lane in which an operation can still be read, and the widest that is of use.
const NARROW: usize = 15;
const WIDE: usize = 38;
/// What stands before the lanes: a step's number and two spaces.
const GUTTER: usize = 7;

/// A row, before it is laid out.
enum Row<'f> {
    /// A step of a thread that has a lane.
    Step(&'f Step),
    /// Across all lanes.
    Across(String),
}

/// Renders the trace; a sentence, if no step of it is in the learner's code.
#[must_use]
pub fn render(failure: &Failure, look: Look) -> String {
    let names = Names::of(failure);
    let visible: Vec<usize> = failure
        .steps
        .iter()
        .enumerate()
        .filter(|(_, step)| step.place.is_some())
        .map(|(index, _)| index)
        .collect();
    if visible.is_empty() {
        return "no step of this execution is in your code\n".to_owned();
    }
    let lanes = Lanes::choose(failure, &visible, &names, look.width);
    let mut text = lanes.title(failure, visible.len());
    text.push_str(&lanes.head());
    for row in rows(failure, &visible, &names, &lanes) {
        match row {
            Row::Step(step) => text.push_str(&lanes.row(step, &story::deed(step, failure, &names))),
            Row::Across(line) => text.push_str(&lanes.across(&line)),
        }
    }
    let (headline, _) = story::headline(failure, &names);
    text.push_str(&lanes.across(&format!("✗ {}: {headline}", failure.code)));
    inert(&text)
}

/// The rows, in order.
fn rows<'f>(failure: &'f Failure, visible: &[usize], names: &Names, lanes: &Lanes) -> Vec<Row<'f>> {
    let mut rows = Vec::new();
    let mut last: Option<usize> = None;
    let mut aside: Vec<u32> = Vec::new();
    for part in fold::folded(&failure.steps, visible) {
        let index = match part {
            Folded::Step(index) => index,
            Folded::Again { times, from, to } => {
                rows.extend(others(&mut aside));
                let steps = match (from, to) {
                    (from, to) if from == to => format!("step {from}"),
                    (from, to) => format!("steps {from} to {to}"),
                };
                rows.push(Row::Across(format!("↻ {} ({steps})", again(times))));
                last = failure.steps.iter().position(|step| step.number == to);
                continue;
            }
        };
        let step = &failure.steps[index];
        if let Some(last) = last {
            let between = Between {
                failure,
                from: last,
                to: index,
            };
            if !lanes.has(step.thread) && lanes.has(failure.steps[last].thread) {
                rows.extend(between.told(names));
            } else if lanes.has(step.thread) {
                rows.extend(others(&mut aside));
                rows.extend(between.told(names));
            }
        }
        last = Some(index);
        if lanes.has(step.thread) {
            rows.push(Row::Step(step));
        } else {
            aside.push(step.thread);
        }
    }
    rows.extend(others(&mut aside));
    rows
}

/// "the same 12 times more"
fn again(times: usize) -> String {
    match times {
        1 => "the same once more".to_owned(),
        times => format!("the same {} times more", grouped(times as u64)),
    }
}

/// What threads without a lane did meanwhile.
fn others(aside: &mut Vec<u32>) -> Option<Row<'static>> {
    if aside.is_empty() {
        return None;
    }
    let steps = counted(aside.len(), "step");
    aside.sort_unstable();
    aside.dedup();
    let threads = counted(aside.len(), "thread");
    aside.clear();
    Some(Row::Across(format!("… {steps} of {threads} not shown")))
}

/// What lies between two steps that are shown.
struct Between<'f> {
    failure: &'f Failure,
    from: usize,
    to: usize,
}

impl Between<'_> {
    /// What is to be said about it: steps that are left out, time that passed, a switch.
    fn told(&self, names: &Names) -> Vec<Row<'static>> {
        let steps = &self.failure.steps;
        let (before, after) = (&steps[self.from], &steps[self.to]);
        let mut told = Vec::new();
        let pairs = self.from..self.to;
        let left_out: u64 = pairs
            .map(|at| steps[at + 1].number.saturating_sub(steps[at].number + 1))
            .sum();
        if left_out > 0 {
            let noun = if left_out == 1 {
                "step is"
            } else {
                "steps are"
            };
            told.push(format!("⋮ {} {noun} left out", grouped(left_out)));
        }
        if before.thread != after.thread && left_out == 0 {
            told.push(format!(
                "⇄ {}",
                reason::reason(self.failure, self.from, self.to, names)
            ));
        }
        if before.at != after.at {
            told.push(format!("◷ {} of virtual time", duration(after.at)));
        }
        told.into_iter().map(Row::Across).collect()
    }
}

/// Which threads have a lane, and how wide it is.
struct Lanes {
    threads: Vec<(u32, String)>,
    /// Threads that take part and have none.
    left_out: usize,
    lane: usize,
    width: usize,
}

impl Lanes {
    /// Takes as many threads as fit: those that are stuck first, then those that do most.
    fn choose(failure: &Failure, visible: &[usize], names: &Names, width: usize) -> Lanes {
        let mut steps: BTreeMap<u32, usize> = BTreeMap::new();
        for &index in visible {
            *steps.entry(failure.steps[index].thread).or_default() += 1;
        }
        let fit = (width.saturating_sub(GUTTER) / (NARROW + 1)).max(1);
        let is_stuck = |id: u32| {
            let state = failure.threads.iter().find(|thread| thread.id == id);
            state.is_some_and(|thread| {
                matches!(thread.state, State::Blocked(_) | State::Panicked { .. })
            })
        };
        let mut ranked: Vec<u32> = steps.keys().copied().collect();
        ranked.sort_by_key(|id| {
            let in_cycle = failure.cycle.contains(id);
            (!in_cycle, !is_stuck(*id), std::cmp::Reverse(steps[id]), *id)
        });
        let left_out = ranked.len().saturating_sub(fit);
        ranked.truncate(fit);
        ranked.sort_unstable();
        let lane = width.saturating_sub(GUTTER) / ranked.len();
        let threads = ranked.into_iter().map(|id| (id, names.thread(id)));
        Lanes {
            threads: threads.collect(),
            left_out,
            lane: lane.clamp(NARROW, WIDE),
            width,
        }
    }

    fn has(&self, thread: u32) -> bool {
        self.threads.iter().any(|(id, _)| *id == thread)
    }

    /// What is shown.
    fn title(&self, failure: &Failure, visible: usize) -> String {
        let all = failure.steps.len() as u64 + failure.elided;
        let mut text = format!(
            "the trace, a column a thread: {} of {} in your code",
            grouped(visible as u64),
            if all == 1 {
                "1 step".to_owned()
            } else {
                format!("{} steps", grouped(all))
            },
        );
        if self.left_out > 0 {
            let threads = counted(self.left_out, "more thread");
            let _ = write!(text, "; {threads} without a column");
        }
        folded(&text, self.width).join("\n") + "\n\n"
    }

    /// The names above the lanes.
    fn head(&self) -> String {
        let cells: Vec<Vec<String>> = self
            .threads
            .iter()
            .map(|(_, name)| cell(name, self.lane - 1))
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        let mut text = String::new();
        for line in 0..height {
            let mut row = " ".repeat(GUTTER);
            for cell in &cells {
                let part = cell.get(line).map_or("", String::as_str);
                let _ = write!(row, "{part:<width$}", width = self.lane);
            }
            text.push_str(row.trim_end());
            text.push('\n');
        }
        let rule = format!("{} ", "─".repeat(self.lane - 1)).repeat(self.threads.len());
        let _ = writeln!(text, "{}{}", " ".repeat(GUTTER), rule.trim_end());
        text
    }

    /// A step in its lane.
    fn row(&self, step: &Step, deed: &str) -> String {
        let lane = self.threads.iter().position(|(id, _)| *id == step.thread);
        let indent = " ".repeat(lane.unwrap_or(0) * self.lane);
        let place = step.place.as_ref().map_or_else(String::new, |place| {
            let file = match place.file.as_str() {
                "src/lib.rs" => String::new(),
                other => format!("{}:", other.strip_prefix("src/").unwrap_or(other)),
            };
            format!("{file}{}: ", place.line)
        });
        let mut text = String::new();
        for (number, line) in (0..).zip(cell(&format!("{place}{deed}"), self.lane - 1)) {
            let gutter = if number == 0 {
                format!("{:>5}  ", step.number + 1)
            } else {
                " ".repeat(GUTTER)
            };
            text.push_str(format!("{gutter}{indent}{line}").trim_end());
            text.push('\n');
        }
        text
    }

    /// A line across all lanes.
    fn across(&self, line: &str) -> String {
        let room = self.width.saturating_sub(GUTTER + 2);
        let lines = folded(line, room);
        let indent = format!("\n{}", " ".repeat(GUTTER));
        format!("     {}\n", lines.join(&indent))
    }
}

/// Text folded to a cell's width, words that are too long cut in pieces.
fn cell(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in folded(text, width) {
        let chars: Vec<char> = line.chars().collect();
        lines.extend(chars.chunks(width.max(1)).map(|part| part.iter().collect()));
    }
    lines
}
