//@ expect: full
//! One thread selects over all inputs, one deals to whoever is free, and numbered results wait in
//! a map, as many as there are tokens.

use crossbeam_channel::{Receiver, Select, bounded, unbounded};
use rayon::prelude::*;
use std::{
    collections::BTreeMap, collections::HashMap, panic, panic::AssertUnwindSafe, sync::Arc,
    sync::Mutex, thread,
};

pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut inputs = inputs;
        while !inputs.is_empty() {
            let (place, received) = {
                let mut select = Select::new();
                for input in &inputs {
                    select.recv(input);
                }
                let ready = select.select();
                let place = ready.index();
                (place, ready.recv(&inputs[place]))
            };
            match received {
                Ok(item) => {
                    if sender.send(item).is_err() {
                        return;
                    }
                }
                // Closed: it would be ready for ever.
                Err(_) => drop(inputs.swap_remove(place)),
            }
        }
    });
    output
}

pub fn fan_out<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Vec<Receiver<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let (to_worker, work) = bounded(0);
    thread::spawn(move || {
        for item in input {
            if to_worker.send(item).is_err() {
                return;
            }
        }
    });
    let f = Arc::new(f);
    let mut outputs = Vec::new();
    for _ in 0..workers {
        let (sender, output) = bounded(1);
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            while let Ok(item) = work.recv() {
                if let Ok(result) = contained(|| f(item))
                    && sender.send(result).is_err()
                {
                    return;
                }
            }
        });
        outputs.push(output);
    }
    outputs
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
    let counts = Mutex::new(HashMap::new());
    documents.par_chunks(16).for_each(|documents| {
        let mut part: HashMap<&str, usize> = HashMap::new();
        for word in documents
            .iter()
            .flat_map(|document| document.split_whitespace())
        {
            *part.entry(word).or_default() += 1;
        }
        let mut counts = counts.lock().unwrap();
        for (word, count) in part {
            *counts.entry(word.to_owned()).or_default() += count;
        }
    });
    counts.into_inner().unwrap()
}

pub fn process_ordered<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Receiver<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let (give_back, tokens) = unbounded();
    for _ in 0..2 * workers {
        let _ = give_back.send(());
    }
    let (to_worker, work) = bounded::<(usize, T)>(0);
    thread::spawn(move || {
        let mut number = 0;
        // First a token, then an item: otherwise one more is in hand.
        while tokens.recv().is_ok() {
            let Ok(item) = input.recv() else { return };
            if to_worker.send((number, item)).is_err() {
                return;
            }
            number += 1;
        }
    });
    let (done, finished) = unbounded();
    let f = Arc::new(f);
    for _ in 0..workers {
        let (work, done, f) = (work.clone(), done.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (number, item) in work {
                if done.send((number, contained(|| f(item)))).is_err() {
                    return;
                }
            }
        });
    }
    drop(done);
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut early = BTreeMap::new();
        let mut turn = 0;
        for (number, outcome) in finished {
            early.insert(number, outcome);
            while let Some(outcome) = early.remove(&turn) {
                turn += 1;
                if let Ok(result) = outcome
                    && sender.send(result).is_err()
                {
                    return;
                }
                let _ = give_back.send(());
            }
        }
    });
    output
}

fn contained<R>(f: impl FnOnce() -> R) -> thread::Result<R> {
    panic::catch_unwind(AssertUnwindSafe(f))
}
