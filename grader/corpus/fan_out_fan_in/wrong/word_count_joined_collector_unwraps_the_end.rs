//@ expect: panic in word_count/counts_the_words
//@ expect: panic in word_count/knows_what_a_word_is
//@ expect: panic in word_count/works_with_nothing
//@ task: word_count
//! A collector's loop ends by `recv().unwrap()`: when the last sender is gone it panics, after all is counted. It is
//! joined, and what `join` returns is thrown away. The figures are right; a fault in the loop would look the same.

use crossbeam_channel::unbounded;
use rayon::prelude::*;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    thread,
};

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    let total = Arc::new(Mutex::new(HashMap::new()));
    let (sender, parts) = unbounded::<String>();
    let theirs = Arc::clone(&total);
    let collector = thread::spawn(move || {
        loop {
            let word = parts.recv().unwrap();
            *theirs.lock().unwrap().entry(word).or_insert(0) += 1;
        }
    });
    documents.par_iter().for_each_with(sender, |sender, document| {
        for word in document.split_whitespace() {
            sender.send(word.to_owned()).unwrap();
        }
    });
    let _: thread::Result<()> = collector.join();
    total.lock().unwrap().clone()
}
