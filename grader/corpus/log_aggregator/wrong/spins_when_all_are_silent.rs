//@ expect: busy-wait in patience/waits_once
//! When every clock has run out there is no deadline to wait for, and it asks again and again who has a line.

use crossbeam_channel::{Receiver, Select, TryRecvError, bounded};
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

#[must_use]
pub fn merge_logs(logs: Vec<Vec<Line>>) -> Vec<Entry> {
    let entry = |source, line| Entry {
        source,
        line,
        place: Place::InOrder,
    };
    let mut entries: Vec<Entry> = logs
        .into_iter()
        .enumerate()
        .flat_map(|(source, log)| log.into_iter().map(move |line| entry(source, line)))
        .collect();
    entries.sort_by_key(|entry| (entry.line.at, entry.source));
    entries
}

#[must_use]
pub fn aggregate(sources: Vec<Receiver<Line>>, patience: Duration) -> Receiver<Entry> {
    let (sender, output) = bounded(0);
    let now = Instant::now();
    let source = |lines| Source {
        lines,
        head: None,
        closed: false,
        since: now,
    };
    let mut merger = Merger {
        sources: sources.into_iter().map(source).collect(),
        patience,
        latest: 0,
    };
    thread::spawn(move || {
        while let Some(entry) = merger.next() {
            let source = entry.source;
            if sender.send(entry).is_err() {
                return;
            }
            merger.sources[source].since = Instant::now();
        }
    });
    output
}

struct Source {
    lines: Receiver<Line>,
    head: Option<Line>,
    closed: bool,
    since: Instant,
}

impl Source {
    fn is_missing(&self) -> bool {
        self.head.is_none() && !self.closed
    }

    fn look(&mut self) {
        if self.is_missing() {
            match self.lines.try_recv() {
                Ok(line) => self.head = Some(line),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.closed = true,
            }
        }
    }
}

struct Merger {
    sources: Vec<Source>,
    patience: Duration,
    latest: u64,
}

impl Merger {
    fn next(&mut self) -> Option<Entry> {
        loop {
            let now = Instant::now();
            for source in &mut self.sources {
                source.look();
            }
            let missing = self.sources.iter().filter(|source| source.is_missing());
            let limits = missing.map(|source| source.since.checked_add(self.patience));
            let waiting: Vec<Option<Instant>> = limits
                .filter(|limit| limit.is_none_or(|limit| now < limit))
                .collect();
            match self.first() {
                Some((at, source)) if at < self.latest => return self.take(source, Place::Late),
                Some((_, source)) if waiting.is_empty() => {
                    return self.take(source, Place::InOrder);
                }
                _ => {}
            }
            let earliest = waiting.into_iter().flatten().min();
            if !self.wait(earliest) {
                return None;
            }
        }
    }

    fn first(&self) -> Option<(u64, usize)> {
        let heads = self.sources.iter().map(|source| source.head.as_ref());
        let heads = heads.enumerate();
        heads
            .filter_map(|(source, head)| Some((head?.at, source)))
            .min()
    }

    fn take(&mut self, source: usize, place: Place) -> Option<Entry> {
        let line = self.sources[source].head.take()?;
        self.latest = self.latest.max(line.at);
        Some(Entry {
            source,
            line,
            place,
        })
    }

    fn wait(&self, deadline: Option<Instant>) -> bool {
        let mut select = Select::new();
        let mut missing = 0;
        for source in self.sources.iter().filter(|source| source.is_missing()) {
            select.recv(&source.lines);
            missing += 1;
        }
        match deadline {
            _ if missing == 0 => return false,
            Some(deadline) => {
                let _ = select.ready_deadline(deadline);
            }
            None => thread::yield_now(),
        }
        true
    }
}
