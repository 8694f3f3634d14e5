//@ expect: full
//! The heads in a heap, and in the `Select` a channel that is never ready in the place of each source that is not listened to.

use crossbeam_channel::{Receiver, Select, TryRecvError, bounded, never};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::thread;
use std::time::{Duration, Instant};

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

pub fn aggregate(sources: Vec<Receiver<Line>>, patience: Duration) -> Receiver<Entry> {
    let (sender, output) = bounded(0);
    let start = Instant::now();
    thread::spawn(move || {
        let mut heads: BinaryHeap<Reverse<(u64, usize, String)>> = BinaryHeap::new();
        // What is listened to; `idle` takes the place of a source whose head is in the heap.
        let idle = never::<Line>();
        let mut listened = sources.clone();
        let mut open = vec![true; sources.len()];
        let mut since = vec![start; sources.len()];
        let mut latest = 0;
        loop {
            let now = Instant::now();
            let missing: Vec<usize> = (0..sources.len())
                .filter(|&index| open[index] && !listened[index].same_channel(&idle))
                .collect();
            let mut found = false;
            for &index in &missing {
                match sources[index].try_recv() {
                    Ok(Line { at, text }) => {
                        heads.push(Reverse((at, index, text)));
                        listened[index] = idle.clone();
                        found = true;
                    }
                    Err(TryRecvError::Disconnected) => {
                        open[index] = false;
                        listened[index] = idle.clone();
                        found = true;
                    }
                    Err(TryRecvError::Empty) => {}
                }
            }
            if found {
                continue;
            }
            let is_late = heads.peek().is_some_and(|Reverse((at, ..))| *at < latest);
            let age = |index: &usize| now.duration_since(since[*index]);
            let youngest = missing.iter().map(age).filter(|age| *age < patience).max();
            if is_late || youngest.is_none() {
                if let Some(Reverse((at, source, text))) = heads.pop() {
                    let place = if is_late { Place::Late } else { Place::InOrder };
                    latest = latest.max(at);
                    let line = Line { at, text };
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
                    listened[source] = sources[source].clone();
                    since[source] = Instant::now();
                    continue;
                }
                if missing.is_empty() {
                    return;
                }
            }
            let mut select = Select::new();
            for lines in &listened {
                select.recv(lines);
            }
            let rest = youngest.map_or(Duration::MAX, |age| patience - age);
            let _ = select.ready_timeout(rest);
        }
    });
    output
}
