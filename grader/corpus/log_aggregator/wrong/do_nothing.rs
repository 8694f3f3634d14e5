//@ expect: lost-item in merge_logs/orders_by_time
//@ expect: lost-item in aggregate/orders_by_time
//@ expect: early-close in patience/goes_on_without_a_silent_source
//@ expect: lost-item in patience/waits_for_who_is_not_silent
//@ points: 0
//! An empty log, closed at once.

use crossbeam_channel::{Receiver, bounded};
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

pub fn merge_logs(_logs: Vec<Vec<Line>>) -> Vec<Entry> {
    Vec::new()
}

pub fn aggregate(_sources: Vec<Receiver<Line>>, _patience: Duration) -> Receiver<Entry> {
    bounded(0).1
}
