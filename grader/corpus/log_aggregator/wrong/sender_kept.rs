//@ expect: missing-close in aggregate/orders_by_time
//@ expect: missing-close in patience/goes_on_without_a_silent_source
//@ expect: missing-close in patience/waits_for_who_is_not_silent
//! A clone of the sender lives on in a thread that waits for the sources to close, and for ever: the output never closes. (Rust study: blocking, channel.)

use crossbeam_channel::{Receiver, Select, TryRecvError, bounded};
use std::mem;
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

struct Source {
    lines: Receiver<Line>,
    head: Option<Line>,
    open: bool,
    since: Instant,
}

pub fn aggregate(sources: Vec<Receiver<Line>>, patience: Duration) -> Receiver<Entry> {
    let (sender, output) = bounded(0);
    let since = Instant::now();
    mem::forget(sender.clone());
    let sources = sources.into_iter();
    let sources = sources.map(|lines| Source {
        lines,
        head: None,
        open: true,
        since,
    });
    let mut sources: Vec<_> = sources.collect();
    thread::spawn(move || {
        let mut latest = 0;
        loop {
            for source in &mut sources {
                if source.open && source.head.is_none() {
                    match source.lines.try_recv() {
                        Ok(line) => source.head = Some(line),
                        Err(TryRecvError::Empty) => {}
                        Err(TryRecvError::Disconnected) => source.open = false,
                    }
                }
            }
            let now = Instant::now();
            let mut wait = false;
            let mut deadline: Option<Instant> = None;
            for source in &sources {
                if source.open && source.head.is_none() {
                    match source.since.checked_add(patience) {
                        None => wait = true,
                        Some(limit) if now < limit => {
                            wait = true;
                            deadline = Some(deadline.map_or(limit, |deadline| deadline.min(limit)));
                        }
                        Some(_) => {}
                    }
                }
            }
            let heads = sources.iter().enumerate();
            let first = heads
                .filter_map(|(index, source)| Some((source.head.as_ref()?.at, index)))
                .min();
            match first {
                Some((at, source)) if at < latest || !wait => {
                    let line = sources[source].head.take().unwrap();
                    let place = if at < latest {
                        Place::Late
                    } else {
                        Place::InOrder
                    };
                    latest = latest.max(at);
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
                    sources[source].since = Instant::now();
                }
                None if sources.iter().all(|source| !source.open) => return,
                _ => {
                    let mut select = Select::new();
                    for source in &sources {
                        if source.open && source.head.is_none() {
                            select.recv(&source.lines);
                        }
                    }
                    match deadline {
                        Some(deadline) => {
                            let _ = select.ready_deadline(deadline);
                        }
                        None => {
                            let _ = select.ready();
                        }
                    }
                }
            }
        }
    });
    output
}
