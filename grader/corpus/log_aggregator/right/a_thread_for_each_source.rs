//@ expect: full
//! A thread for each source that puts its next line into a slot, and one that takes the smallest; one lock and one condition
//! variable for all of it.

use crossbeam_channel::{Receiver, bounded};
use std::sync::{Arc, Condvar, Mutex};
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

struct Slot {
    head: Option<Line>,
    open: bool,
    since: Instant,
}

struct Shared {
    slots: Mutex<(Vec<Slot>, bool)>,
    changed: Condvar,
}

impl Shared {
    fn feed(&self, source: usize, lines: &Receiver<Line>) {
        loop {
            let line = lines.recv();
            let mut slots = self.slots.lock().unwrap();
            match line {
                Err(_) => slots.0[source].open = false,
                Ok(line) => slots.0[source].head = Some(line),
            }
            self.changed.notify_all();
            let full = |slots: &mut (Vec<Slot>, bool)| slots.0[source].head.is_some() && !slots.1;
            let slots = self.changed.wait_while(slots, full).unwrap();
            if slots.1 || !slots.0[source].open {
                return;
            }
        }
    }

    fn next(&self, latest: u64, patience: Duration) -> Option<(usize, Line)> {
        let mut slots = self.slots.lock().unwrap();
        loop {
            let now = Instant::now();
            let missing = slots
                .0
                .iter()
                .filter(|slot| slot.open && slot.head.is_none());
            let limits: Vec<Duration> = missing
                .map(|slot| patience.saturating_sub(now - slot.since))
                .filter(|rest| !rest.is_zero())
                .collect();
            let heads = slots.0.iter().enumerate();
            let first = heads
                .filter_map(|(source, slot)| Some((slot.head.as_ref()?.at, source)))
                .min();
            match first {
                Some((at, source)) if at < latest || limits.is_empty() => {
                    let line = slots.0[source].head.take().unwrap();
                    slots.0[source].since = now;
                    return Some((source, line));
                }
                None if slots.0.iter().all(|slot| !slot.open) => return None,
                _ => {}
            }
            slots = match limits.into_iter().min() {
                Some(rest) if rest < Duration::from_secs(1_000_000) => {
                    self.changed.wait_timeout(slots, rest).unwrap().0
                }
                _ => self.changed.wait(slots).unwrap(),
            };
        }
    }
}

pub fn aggregate(sources: Vec<Receiver<Line>>, patience: Duration) -> Receiver<Entry> {
    let (sender, output) = bounded(0);
    let since = Instant::now();
    let slot = |_: &Receiver<Line>| Slot {
        head: None,
        open: true,
        since,
    };
    let shared = Arc::new(Shared {
        slots: Mutex::new((sources.iter().map(slot).collect(), false)),
        changed: Condvar::new(),
    });
    for (source, lines) in sources.into_iter().enumerate() {
        let shared = Arc::clone(&shared);
        thread::spawn(move || shared.feed(source, &lines));
    }
    thread::spawn(move || {
        let mut latest = 0;
        while let Some((source, line)) = shared.next(latest, patience) {
            let place = if line.at < latest {
                Place::Late
            } else {
                Place::InOrder
            };
            latest = latest.max(line.at);
            if sender
                .send(Entry {
                    source,
                    line,
                    place,
                })
                .is_err()
            {
                break;
            }
            let mut slots = shared.slots.lock().unwrap();
            slots.0[source].since = Instant::now();
            // Its next line may have been put there meanwhile.
            shared.changed.notify_all();
        }
        shared.slots.lock().unwrap().1 = true;
        shared.changed.notify_all();
    });
    output
}
