//@ expect: full
//! Everything that `process_ordered` knows is behind one lock, with one condition for all who
//! wait.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use rayon::prelude::*;
use std::{
    collections::BTreeMap, collections::HashMap, iter, panic, panic::AssertUnwindSafe, sync::Arc,
    sync::Condvar, sync::Mutex, thread,
};

pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    for input in inputs {
        let sender = sender.clone();
        thread::spawn(move || {
            for item in input {
                if sender.send(item).is_err() {
                    return;
                }
            }
        });
    }
    output
}

pub fn fan_out<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Vec<Receiver<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let f = Arc::new(f);
    let start = |input: Receiver<T>| {
        let (sender, output) = bounded(0);
        let f = Arc::clone(&f);
        thread::spawn(move || {
            for item in input {
                let Ok(result) = contained(|| f(item)) else {
                    continue;
                };
                if sender.send(result).is_err() {
                    return;
                }
            }
        });
        output
    };
    iter::repeat_n(input, workers).map(start).collect()
}

pub fn process_all<T, R, F>(items: Vec<T>, workers: usize, f: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    let (sender, input) = unbounded();
    for item in items {
        let _ = sender.send(item);
    }
    drop(sender);
    let outcomes = fan_in(fan_out(input, workers, move |item| contained(|| f(item))));
    let outcomes: Vec<_> = outcomes.iter().collect();
    outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or_else(|payload| panic::resume_unwind(payload)))
        .collect()
}

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    let parts: Vec<HashMap<String, usize>> = documents
        .par_iter()
        .map(|document| {
            let mut counts = HashMap::new();
            for word in document.split_whitespace() {
                *counts.entry(word.to_string()).or_insert(0) += 1;
            }
            counts
        })
        .collect();
    let mut all = HashMap::new();
    for (word, count) in parts.into_iter().flatten() {
        *all.entry(word).or_insert(0) += count;
    }
    all
}

pub fn process_ordered<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Receiver<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let line = Arc::new(Line {
        input: Mutex::new((input, 0)),
        state: Mutex::new(State {
            ahead: 0,
            finished: BTreeMap::new(),
            turn: 0,
            workers,
            reader_left: false,
        }),
        changed: Condvar::new(),
    });
    let f = Arc::new(f);
    for _ in 0..workers {
        let (line, f) = (Arc::clone(&line), Arc::clone(&f));
        thread::spawn(move || line.work(2 * workers, |item| f(item)));
    }
    let (sender, output) = bounded(0);
    thread::spawn(move || line.hand_on(&sender));
    output
}

struct Line<T, R> {
    input: Mutex<(Receiver<T>, usize)>,
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    ahead: usize,
    finished: BTreeMap<usize, thread::Result<R>>,
    turn: usize,
    workers: usize,
    reader_left: bool,
}

impl<T, R> Line<T, R> {
    /// The next item and its number; one after the other waits here.
    fn next(&self, most: usize) -> Option<(usize, T)> {
        let mut input = self.input.lock().unwrap();
        let state = self.state.lock().unwrap();
        let mut state = self
            .changed
            .wait_while(state, |state| state.ahead == most && !state.reader_left)
            .unwrap();
        if state.reader_left {
            return None;
        }
        state.ahead += 1;
        drop(state);
        let item = input.0.recv().ok()?;
        input.1 += 1;
        Some((input.1 - 1, item))
    }

    fn work(&self, most: usize, f: impl Fn(T) -> R) {
        while let Some((number, item)) = self.next(most) {
            let outcome = contained(|| f(item));
            self.state.lock().unwrap().finished.insert(number, outcome);
            self.changed.notify_all();
        }
        self.state.lock().unwrap().workers -= 1;
        self.changed.notify_all();
    }

    fn hand_on(&self, sender: &Sender<R>) {
        let mut state = self.state.lock().unwrap();
        loop {
            let turn = state.turn;
            let Some(outcome) = state.finished.remove(&turn) else {
                if state.workers == 0 {
                    return;
                }
                state = self.changed.wait(state).unwrap();
                continue;
            };
            drop(state);
            let sent = outcome
                .ok()
                .is_none_or(|result| sender.send(result).is_ok());
            state = self.state.lock().unwrap();
            state.turn += 1;
            state.ahead -= 1;
            state.reader_left = !sent;
            self.changed.notify_all();
            if !sent {
                return;
            }
        }
    }
}

fn contained<R>(f: impl FnOnce() -> R) -> thread::Result<R> {
    panic::catch_unwind(AssertUnwindSafe(f))
}
