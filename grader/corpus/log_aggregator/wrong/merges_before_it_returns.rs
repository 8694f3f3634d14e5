//@ expect: too-late in aggregate/an_open_source_is_waited_for
//@ expect: deadlock in aggregate/a_close_sets_the_others_free
//@ expect: deadlock in aggregate/stays_near_its_consumer
//@ expect: livelock in aggregate/ends_when_the_consumer_leaves
//@ expect: deadlock in patience/goes_on_without_a_silent_source
//! The sources are read to their ends on the caller's thread, before anything is returned.

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

pub fn merge_logs(logs: Vec<Vec<Line>>) -> Vec<Entry> {
    let mut logs: Vec<_> = logs
        .into_iter()
        .map(|log| log.into_iter().peekable())
        .collect();
    let mut entries = Vec::new();
    loop {
        let heads = logs.iter_mut().enumerate();
        let first = heads
            .filter_map(|(source, log)| Some((log.peek()?.at, source)))
            .min();
        let Some((_, source)) = first else {
            return entries;
        };
        let line = logs[source].next().unwrap();
        let place = Place::InOrder;
        entries.push(Entry {
            source,
            line,
            place,
        });
    }
}

pub fn aggregate(sources: Vec<Receiver<Line>>, _patience: Duration) -> Receiver<Entry> {
    let logs = sources.iter().map(|lines| lines.iter().collect()).collect();
    let entries = merge_logs(logs);
    let (sender, output) = unbounded();
    for entry in entries {
        sender.send(entry).unwrap();
    }
    output
}
