//@ expect: panic in word_count/counts_the_words
//@ expect: panic in word_count/knows_what_a_word_is
//@ expect: panic in word_count/works_with_nothing
//@ task: word_count
//! A collector joins what the pool's threads count, and keeps its total up to date for whoever asks. Its loop
//! ends by `recv().unwrap()`: when the last sender is gone it panics, after all is counted. The figures are
//! right, nobody joins the collector, and so nobody hears of it: until its loop has something to do at the end.

use crossbeam_channel::unbounded;
use rayon::prelude::*;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    let total = Arc::new(Mutex::new(HashMap::new()));
    let (sender, parts) = unbounded::<String>();
    let (counted, all_counted) = unbounded::<()>();
    let theirs = Arc::clone(&total);
    thread::spawn(move || {
        loop {
            let word = parts.recv().unwrap();
            *theirs.lock().unwrap().entry(word).or_insert(0) += 1;
            counted.send(()).unwrap();
        }
    });
    let words: usize = documents
        .par_iter()
        .map(|document| {
            let words = document.split_whitespace();
            words.map(|word| sender.send(word.to_owned()).unwrap()).count()
        })
        .sum();
    for _ in 0..words {
        all_counted.recv().unwrap();
    }
    total
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}
