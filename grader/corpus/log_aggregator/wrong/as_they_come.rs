//@ expect: wrong-order in aggregate/orders_by_time
//@ expect: wrong-order in patience/waits_for_who_is_not_silent
//! Lines are sent as they come, whatever their times: fan-in, and no merge.

use crossbeam_channel::{Receiver, bounded};
use std::thread;
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
    let (sender, output) = bounded(0);
    for (source, lines) in sources.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || {
            for line in lines {
                let place = Place::InOrder;
                if sender
                    .send(Entry {
                        source,
                        line,
                        place,
                    })
                    .is_err()
                {
                    return;
                }
            }
        });
    }
    output
}
