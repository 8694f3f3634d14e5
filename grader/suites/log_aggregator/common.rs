//! What the suites of `log_aggregator` share: sources, and what is expected of a merged log.

use check::prelude::*;
use log_aggregator::{Entry, Line, Place};
use std::thread;

pub const SECOND: Duration = Duration::from_secs(1);
pub const NANOSECOND: Duration = Duration::from_nanos(1);

/// A source, a time, and whether it is where it belongs: what the checks compare.
pub type Brief = (usize, u64, Place);

/// A line of this source; its text tells where it came from.
pub fn line(source: usize, at: u64) -> Line {
    let text = format!("{source} wrote this at {at}");
    Line { at, text }
}

/// An open source that has written these, with its sender.
pub fn open(source: usize, times: &[u64]) -> (Sender<Line>, Receiver<Line>) {
    let (sender, lines) = unbounded();
    for at in times {
        // The receiver is still here, so this cannot fail.
        let _ = sender.send(line(source, *at));
    }
    (sender, lines)
}

/// A source that has written these, and closed.
pub fn closed(source: usize, times: &[u64]) -> Receiver<Line> {
    open(source, times).1
}

/// A source that writes each of these after a pause, and closes behind the last one.
pub fn paced(source: usize, times: &[(Duration, u64)]) -> Receiver<Line> {
    let (sender, lines) = unbounded();
    let times = times.to_vec();
    thread::spawn(move || {
        for (pause, at) in times {
            thread::sleep(pause);
            if sender.send(line(source, at)).is_err() {
                return;
            }
        }
    });
    lines
}

/// A source that writes without end, each line when the one before has been taken.
pub fn endless(source: usize) -> Receiver<Line> {
    let (sender, lines) = bounded(0);
    thread::spawn(move || {
        let mut at = 0;
        while sender.send(line(source, at)).is_ok() {
            at += 1;
        }
    });
    lines
}

/// The entry in brief; its text must be that of its line, and its source the one that wrote it.
pub fn brief(entry: &Entry) -> Brief {
    let wrote = line(entry.source, entry.line.at);
    let text = &entry.line.text;
    let writer: Option<usize> = text.split(' ').next().and_then(|it| it.parse().ok());
    if let Some(writer) = writer
        && *text == line(writer, entry.line.at).text
    {
        let what = format!("the source of the line {text:?}");
        let [got, want] = [entry.source, writer].map(|it| format!("source {it}"));
        expect_eq(&what, got, want);
    }
    expect_eq(
        &format!(
            "of an entry from source {} either the source or the text",
            entry.source
        ),
        entry.line.text.as_str(),
        wrote.text.as_str(),
    );
    (entry.source, entry.line.at, entry.place)
}

/// All of these in order.
pub fn in_order(entries: &[(usize, u64)]) -> Vec<Brief> {
    let entry = |&(source, at): &(usize, u64)| (source, at, Place::InOrder);
    entries.iter().map(entry).collect()
}

/// All entries until the end, in brief.
pub fn all(output: &Receiver<Entry>) -> Vec<Brief> {
    drain("the merged log", output).iter().map(brief).collect()
}

/// All entries until the end, each with the moment at which it came.
pub fn timed(output: &Receiver<Entry>) -> Vec<(Duration, Brief)> {
    let mut entries = Vec::new();
    while let Ok(entry) = during(Code::MissingClose, "the merged log", || output.recv()) {
        entries.push((elapsed(), brief(&entry)));
    }
    entries
}

/// The next entry, which must be this one.
pub fn expect_next(output: &Receiver<Entry>, want: Brief) {
    let entry = receive("the merged log", output);
    expect_eq("the next entry", brief(&entry), want);
}

/// What holds of every merged log: each source whole and in order, and each entry marked as it must be.
pub fn expect_sound(entries: &[Brief], sources: &[&[u64]]) {
    for (index, times) in sources.iter().enumerate() {
        expect_part(
            &format!("the lines of source {index}"),
            entries,
            |&(source, at, _)| (source == index).then_some(at),
            times.iter().copied(),
        );
    }
    let mut latest = 0;
    for &(source, at, place) in entries {
        let want = if at < latest {
            Place::Late
        } else {
            Place::InOrder
        };
        expect_place(source, at, place, want);
        latest = latest.max(at);
    }
}

/// The entry is marked as it must be; otherwise `wrong-order`.
fn expect_place(source: usize, at: u64, got: Place, want: Place) {
    let message =
        format!("the entry of source {source} at {at} is marked {got:?}, and is {want:?}");
    expect(got == want, Code::WrongOrder, message);
}
