//! The picture of a failing execution: a lane a thread, time downward, operations as boxes, messages
//! as arrows, waits shaded. Only numbers and words; the template draws.

use crate::{
    report::story::{self, Names},
    text::{duration, grouped},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use wire::{Failure, Occurrence, Operation, Step};

/// Lanes at most; steps of other threads are counted only.
const MOST_LANES: usize = 10;
/// Distances, in pixels.
const GUTTER: usize = 64;
const LANE: usize = 170;
const BOX: usize = 158;
const ROW: usize = 26;
const TOP: usize = 36;
/// Characters that fit into a box.
const FIT: usize = 22;

/// The picture.
#[derive(Serialize)]
pub(super) struct Trace {
    width: usize,
    height: usize,
    gutter: usize,
    r#box: usize,
    lanes: Vec<Lane>,
    spans: Vec<Span>,
    gaps: Vec<Note>,
    times: Vec<Note>,
    steps: Vec<Drawn>,
    arrows: Vec<Arrow>,
}

/// A thread.
#[derive(Serialize)]
struct Lane {
    x: usize,
    left: usize,
    name: String,
    full: String,
}

/// A wait.
#[derive(Serialize)]
struct Span {
    step: usize,
    x: usize,
    y: usize,
    height: usize,
}

/// Words beside the lanes.
#[derive(Serialize)]
struct Note {
    y: usize,
    text: String,
}

/// A step.
#[derive(Serialize)]
struct Drawn {
    number: u64,
    x: usize,
    y: usize,
    class: &'static str,
    short: String,
    text: String,
    file: Option<String>,
    line: u32,
}

/// Something that goes from one thread to another.
#[derive(Serialize)]
struct Arrow {
    step: usize,
    x1: usize,
    y1: usize,
    x2: usize,
    y2: usize,
}

/// What is being drawn.
struct Drawing<'f> {
    failure: &'f Failure,
    names: &'f Names,
    lanes: BTreeMap<u32, usize>,
    /// The row of the next step.
    row: usize,
    trace: Trace,
    /// Where each thread began to wait: its step and row.
    waiting: BTreeMap<u32, (usize, usize)>,
    /// Where something was sent that another step receives: its lane and row.
    sent: BTreeMap<(Operation, u32, String), (usize, usize)>,
    at: u64,
}

/// Draws at most so many steps of a failure; `None` if it has none.
pub(super) fn trace(
    failure: &Failure,
    names: &Names,
    most: usize,
    file: &dyn Fn(&str) -> Option<String>,
) -> Option<Trace> {
    let (head, tail) = shown(&failure.steps, most);
    if tail.is_empty() {
        return None;
    }
    let lanes = lanes(failure, head, tail);
    let mut drawing = Drawing::new(failure, names, lanes);
    drawing.all(head, file);
    let next = head.last().map_or(0, |step| step.number + 1);
    let left_out = tail
        .first()
        .map_or(0, |step| step.number.saturating_sub(next));
    if left_out > 0 {
        drawing.gap(&format!(
            "… {} steps are left out here …",
            grouped(left_out)
        ));
        drawing.waiting.clear();
    }
    drawing.all(tail, file);
    Some(drawing.finish())
}

/// The first and the last steps; a third and two thirds of what may be shown.
fn shown(steps: &[Step], most: usize) -> (&[Step], &[Step]) {
    let gap = steps
        .windows(2)
        .position(|it| it[1].number != it[0].number + 1);
    if steps.len() <= most && gap.is_none() {
        return (&[], steps);
    }
    let head = gap.map_or(steps.len(), |gap| gap + 1).min(most / 3);
    let tail = (most - head).min(steps.len() - head);
    (&steps[..head], &steps[steps.len() - tail..])
}

/// The threads that get a lane: who is in the circle, then who moved last.
fn lanes(failure: &Failure, head: &[Step], tail: &[Step]) -> BTreeMap<u32, usize> {
    let mut chosen: BTreeSet<u32> = failure.cycle.iter().copied().take(MOST_LANES).collect();
    for step in tail.iter().rev().chain(head.iter().rev()) {
        if chosen.len() < MOST_LANES {
            chosen.insert(step.thread);
        }
    }
    chosen.into_iter().zip(0..).collect()
}

impl<'f> Drawing<'f> {
    fn new(failure: &'f Failure, names: &'f Names, lanes: BTreeMap<u32, usize>) -> Self {
        let drawn = lanes.iter().map(|(&thread, &lane)| {
            let full = names.thread(thread);
            let left = GUTTER + lane * LANE;
            Lane {
                x: left + BOX / 2,
                left,
                name: fitted(&full.replace('`', "").replace("the thread of", "thread of")),
                full,
            }
        });
        let trace = Trace {
            width: GUTTER + lanes.len() * LANE,
            height: 0,
            gutter: GUTTER,
            r#box: BOX,
            lanes: drawn.collect(),
            spans: Vec::new(),
            gaps: Vec::new(),
            times: Vec::new(),
            steps: Vec::new(),
            arrows: Vec::new(),
        };
        Drawing {
            failure,
            names,
            lanes,
            row: 0,
            trace,
            waiting: BTreeMap::new(),
            sent: BTreeMap::new(),
            at: 0,
        }
    }

    /// Draws these steps; those of threads without a lane are counted.
    fn all(&mut self, steps: &[Step], file: &dyn Fn(&str) -> Option<String>) {
        let mut others = 0;
        for step in steps {
            let Some(&lane) = self.lanes.get(&step.thread) else {
                others += 1;
                continue;
            };
            self.others(&mut others);
            self.step(step, lane, file);
        }
        self.others(&mut others);
    }

    fn others(&mut self, count: &mut u64) {
        if *count > 0 {
            self.gap(&format!("… {} steps of other threads …", grouped(*count)));
            *count = 0;
        }
    }

    /// A row of words.
    fn gap(&mut self, text: &str) {
        let y = top(self.row) + 14;
        let text = text.to_owned();
        self.trace.gaps.push(Note { y, text });
        self.row += 1;
    }

    fn step(&mut self, step: &Step, lane: usize, file: &dyn Fn(&str) -> Option<String>) {
        if step.at != self.at {
            self.at = step.at;
            let text = duration(step.at).replace(' ', "");
            let y = top(self.row) + 14;
            self.trace.times.push(Note {
                y,
                text: cut(&text, 9),
            });
        }
        let index = self.trace.steps.len();
        self.end_wait(step.thread);
        self.arrow(step, lane, index);
        if step.occurrence == Occurrence::Blocked {
            self.waiting.insert(step.thread, (index, self.row));
        }
        let deed = story::deed(step, self.failure, self.names);
        let place = step.place.as_ref();
        let at = place.map(|place| format!(", {}:{}", place.file, place.line));
        let thread = self.names.thread(step.thread);
        let class = match step.occurrence {
            Occurrence::Blocked => " waits",
            Occurrence::Done
            | Occurrence::Refused
            | Occurrence::TimedOut
            | Occurrence::Disconnected => "",
        };
        self.trace.steps.push(Drawn {
            number: step.number + 1,
            x: GUTTER + lane * LANE,
            y: top(self.row),
            class,
            short: fitted(&story::brief(step, self.failure, self.names).replace('`', "")),
            text: format!("{thread} {deed}{}", at.unwrap_or_default()),
            file: place.and_then(|place| file(&place.file)),
            line: place.map_or(0, |place| place.line),
        });
        self.row += 1;
    }

    /// A thread moves again: its wait is over.
    fn end_wait(&mut self, thread: u32) {
        if let Some((step, from)) = self.waiting.remove(&thread) {
            self.shade(thread, step, from, self.row);
        }
    }

    fn shade(&mut self, thread: u32, step: usize, from: usize, to: usize) {
        let y = top(from) + 20;
        self.trace.spans.push(Span {
            step,
            x: GUTTER + self.lanes[&thread] * LANE,
            y,
            height: top(to).saturating_sub(y),
        });
    }

    /// Draws an arrow to a step from what it depends on, and remembers what may depend on it.
    fn arrow(&mut self, step: &Step, lane: usize, index: usize) {
        let object = step.object.unwrap_or(u32::MAX);
        let note = step.note.clone().unwrap_or_default();
        let done = step.occurrence == Occurrence::Done;
        let from = match step.operation {
            Operation::Receive if done => {
                self.sent.remove(&(Operation::Send, object, note.clone()))
            }
            Operation::Start => {
                let thread = format!("thread {}", step.thread);
                self.sent.remove(&(Operation::Spawn, u32::MAX, thread))
            }
            Operation::Lock if done => {
                self.sent
                    .remove(&(Operation::Unlock, object, String::new()))
            }
            _ => None,
        };
        if let Some((from, row)) = from.filter(|&(from, _)| from != lane) {
            let centre = |lane: usize| GUTTER + lane * LANE + BOX / 2;
            self.trace.arrows.push(Arrow {
                step: index,
                x1: centre(from),
                y1: top(row) + 20,
                x2: centre(lane),
                y2: top(self.row),
            });
        }
        if matches!(
            step.operation,
            Operation::Send | Operation::Spawn | Operation::Unlock
        ) {
            let key = (step.operation, object, note);
            self.sent.insert(key, (lane, self.row));
        }
    }

    /// Shades the waits that never end, and marks the step at which it was over.
    fn finish(mut self) -> Trace {
        let end = self.row + 1;
        for (thread, (step, from)) in std::mem::take(&mut self.waiting) {
            self.shade(thread, step, from, end);
        }
        let fatal = story::fatal(self.failure).map(|step| step.number);
        let last = self.trace.steps.len().saturating_sub(1);
        let fatal = self
            .trace
            .steps
            .iter()
            .position(|it| Some(it.number) == fatal);
        let fatal = fatal.unwrap_or(last);
        if let Some(step) = self.trace.steps.get_mut(fatal) {
            step.class = " fatal";
            step.short = fitted(&format!("✖ {}", step.short));
            step.text.push_str(" (here it goes wrong)");
        }
        self.trace.height = top(end) + 4;
        self.trace
    }
}

fn top(row: usize) -> usize {
    TOP + row * ROW
}

/// What fits into a box.
fn fitted(text: &str) -> String {
    cut(text, FIT)
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}
