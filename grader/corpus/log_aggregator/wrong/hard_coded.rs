//@ expect: wrong-value in merge_logs/orders_by_time
//@ expect: wrong-value in aggregate/orders_by_time
//@ expect: wrong-value in patience/goes_on_without_a_silent_source
//@ expect: wrong-value in patience/waits_for_who_is_not_silent
//! The logs of the visible examples, written down.

use crossbeam_channel::{Receiver, unbounded};
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub at: u64,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    InOrder,
    Late,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub source: usize,
    pub line: Line,
    pub place: Place,
}

fn entries(times: &[(usize, u64)]) -> Vec<Entry> {
    let entry = |&(source, at): &(usize, u64)| {
        let (text, place) = (format!("at {at}"), Place::InOrder);
        let line = Line { at, text };
        Entry {
            source,
            line,
            place,
        }
    };
    times.iter().map(entry).collect()
}

pub fn merge_logs(_logs: Vec<Vec<Line>>) -> Vec<Entry> {
    entries(&[(0, 1), (2, 1), (2, 2), (0, 4)])
}

pub fn aggregate(_sources: Vec<Receiver<Line>>, _patience: Duration) -> Receiver<Entry> {
    let (sender, output) = unbounded();
    for entry in entries(&[(0, 1), (2, 2), (0, 4), (2, 4), (0, 5)]) {
        sender.send(entry).unwrap();
    }
    output
}
