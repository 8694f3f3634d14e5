//@ expect: full
//! A thread for each source hands over one line and waits until it has been sent; all lines go through one channel to the thread
//! that compares them.

use crossbeam_channel::{Receiver, Select, bounded, never, unbounded};
use std::collections::BTreeMap;
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

enum Event {
    Shown(usize, Line),
    Ended(usize),
}

pub fn aggregate(sources: Vec<Receiver<Line>>, patience: Duration) -> Receiver<Entry> {
    let (sender, output) = bounded(0);
    let (tell, events) = unbounded();
    let count = sources.len();
    let mut credits = Vec::new();
    for (source, lines) in sources.into_iter().enumerate() {
        let (credit, granted) = bounded::<()>(1);
        credits.push(credit);
        let tell = tell.clone();
        thread::spawn(move || {
            for line in lines {
                if tell.send(Event::Shown(source, line)).is_err() || granted.recv().is_err() {
                    return;
                }
            }
            let _ = tell.send(Event::Ended(source));
        });
    }
    drop(tell);
    let start = Instant::now();
    thread::spawn(move || {
        let mut heads: BTreeMap<usize, Line> = BTreeMap::new();
        let mut missing: BTreeMap<usize, Instant> = (0..count).map(|it| (it, start)).collect();
        let mut latest = 0;
        loop {
            while let Ok(event) = events.try_recv() {
                match event {
                    Event::Shown(source, line) => {
                        missing.remove(&source);
                        heads.insert(source, line);
                    }
                    Event::Ended(source) => {
                        missing.remove(&source);
                    }
                }
            }
            let first = heads.iter().map(|(source, line)| (line.at, *source)).min();
            let now = Instant::now();
            let asked = missing
                .values()
                .filter(|since| now - **since < patience)
                .min();
            match first {
                Some((at, source)) if at < latest || asked.is_none() => {
                    let line = heads.remove(&source).unwrap();
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
                    missing.insert(source, Instant::now());
                    let _ = credits[source].send(());
                }
                None if missing.is_empty() => return,
                _ => {
                    let limit = asked.and_then(|since| since.checked_add(patience));
                    let timer = limit.map_or(never(), crossbeam_channel::at);
                    let mut select = Select::new();
                    select.recv(&events);
                    select.recv(&timer);
                    let _ = select.ready();
                }
            }
        }
    });
    output
}
