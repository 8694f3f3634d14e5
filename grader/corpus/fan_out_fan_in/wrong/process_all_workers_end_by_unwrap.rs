//@ expect: panic in process_all/processes_each_item_once
//@ expect: panic in process_all/works_with_any_numbers
//@ task: process_all
//! Each worker's loop ends by `recv().unwrap()`: when the items are used up, every worker panics. All are joined, what
//! `join` returns is thrown away, and the results are right: a fault in the loop would look the same.

use crossbeam_channel::unbounded;
use std::{panic, sync::Arc, thread};

pub fn process_all<T, R, F>(items: Vec<T>, workers: usize, f: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "workers must be at least 1");
    let f = Arc::new(f);
    let (sender, input) = unbounded();
    for item in items {
        sender.send(item).unwrap();
    }
    drop(sender);
    let (results, output) = unbounded();
    let threads: Vec<_> = (0..workers)
        .map(|_| {
            let (f, input, results) = (Arc::clone(&f), input.clone(), results.clone());
            thread::spawn(move || {
                loop {
                    let item = input.recv().unwrap();
                    let call = panic::AssertUnwindSafe(|| f(item));
                    results.send(panic::catch_unwind(call)).unwrap();
                }
            })
        })
        .collect();
    drop(results);
    for thread in threads {
        let _: thread::Result<()> = thread.join();
    }
    let outcomes: Vec<thread::Result<R>> = output.iter().collect();
    let results: thread::Result<Vec<R>> = outcomes.into_iter().collect();
    results.unwrap_or_else(|payload| panic::resume_unwind(payload))
}
