//@ expect: deadlock in patience/goes_on_without_a_silent_source
//! Each missing source is received from, one after the other, however long it takes: one that is silent holds up all.

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
    thread::spawn(move || {
        let mut heads: Vec<Option<Line>> = vec![None; sources.len()];
        loop {
            for (head, lines) in heads.iter_mut().zip(&sources) {
                if head.is_none() {
                    *head = lines.recv().ok();
                }
            }
            let first = heads.iter().enumerate();
            let first = first
                .filter_map(|(source, head)| Some((head.as_ref()?.at, source)))
                .min();
            let Some((_, source)) = first else {
                return;
            };
            let line = heads[source].take().unwrap();
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
    output
}
