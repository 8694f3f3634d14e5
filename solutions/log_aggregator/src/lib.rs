//! Log aggregator: a merge whose inputs are not there yet.
//!
//! - *Heads.* The first line of each source is all that a merge compares, so one line of each is all that
//!   is in memory. What is not taken waits in its source's channel, and if that is bounded, its writer waits: fast
//!   sources are held back by slow ones, without another word.
//! - *A clock for each source*, started anew by each of its lines. One for the whole log would forgive nobody
//!   after the first silence; one for each entry would cost `patience` a line, as long as somebody is silent.
//! - *Look before you judge.* While this thread was blocked in `send`, lines may have come and clocks run out. So
//!   all channels are looked at before any clock is.
//!
//! One thread does it all. The alternative, a thread for each source that puts its line into a shared slot, replaces
//! `Select` by a `Mutex` and a `Condvar`; it costs a thread a source, of which the silent ones stay until their
//! source closes. For thousands of sources one would keep the heads in a `BinaryHeap`, and one `Select` that is
//! changed and not built anew: here each wait costs the number of sources.

use crossbeam_channel::{Receiver, Select, TryRecvError, bounded};
use std::thread;
use std::time::{Duration, Instant};

/// What a source writes. Its times never fall: each line is as late as the one before, or later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it happened, by the clock of the source: only good for comparing with other lines.
    pub at: u64,
    /// What happened.
    pub text: String,
}

/// Whether an entry is where it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nothing of a later time came before it.
    InOrder,
    /// Something of a later time came before it.
    Late,
}

/// A line in the merged log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The index of its source.
    pub source: usize,
    /// What the source wrote.
    pub line: Line,
    /// Whether it is where it belongs.
    pub place: Place,
}

/// Merges logs that are complete: smallest time first, and of equal times, the source with the smaller
/// index.
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
    // Stable, so lines of one source keep their order; and it merges sorted runs, which the logs are.
    entries.sort_by_key(|entry| (entry.line.at, entry.source));
    entries
}

/// Merges logs while they are being written. Waits for a source that has no line there, but not longer than
/// `patience`: then it goes on without that source, until its next line.
#[must_use]
pub fn aggregate(sources: Vec<Receiver<Line>>, patience: Duration) -> Receiver<Entry> {
    // Without a buffer: what is in it would be out of the sources, and not with the consumer.
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
                return; // The consumer has left.
            }
            merger.sources[source].since = Instant::now();
        }
    });
    output
}

struct Source {
    lines: Receiver<Line>,
    /// Taken, and not sent.
    head: Option<Line>,
    closed: bool,
    /// The moment of the call, or the last one at which a line of it was sent.
    since: Instant,
}

impl Source {
    fn is_missing(&self) -> bool {
        self.head.is_none() && !self.closed
    }

    /// Takes the next line, if it is missing and there.
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
    /// The largest time that was sent.
    latest: u64,
}

impl Merger {
    /// Waits for the next entry; `None` if all sources have ended.
    fn next(&mut self) -> Option<Entry> {
        loop {
            // Read before looking: a line that came in time is found, however slow this thread is.
            let now = Instant::now();
            for source in &mut self.sources {
                source.look();
            }
            // Those whose clock runs out later, or never, are waited for.
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

    /// The smallest of the lines in hand: its time, and its source.
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

    /// Waits until a missing source has a line, or has ended, or the deadline comes. `false` if none is missing.
    fn wait(&self, deadline: Option<Instant>) -> bool {
        let mut select = Select::new();
        let mut missing = 0;
        for source in self.sources.iter().filter(|source| source.is_missing()) {
            select.recv(&source.lines);
            missing += 1;
        }
        match deadline {
            _ if missing == 0 => return false,
            // Whether something came or the time is over: the next round looks.
            Some(deadline) => {
                let _ = select.ready_deadline(deadline);
            }
            None => {
                let _ = select.ready();
            }
        }
        true
    }
}
