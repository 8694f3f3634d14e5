//@ expect: panic in word_count/counts_the_words
//@ expect: panic in word_count/knows_what_a_word_is
//@ expect: panic in word_count/works_with_nothing
//@ task: word_count
//! The figures are right. Beside them watchers wait for the end, as many as in a larger program, and all of them take
//! it for a fault and panic, at the same moment: one panic is told, and only once.

use crossbeam_channel::unbounded;
use rayon::prelude::*;
use std::{collections::HashMap, thread};

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    let (running, end) = unbounded::<()>();
    for _ in 0..16 {
        let end = end.clone();
        thread::spawn(move || end.recv().expect("the count goes on"));
    }
    let words = documents
        .par_iter()
        .flat_map_iter(|document| document.split_whitespace());
    let counts = words.fold(HashMap::new, |mut counts, word| {
        *counts.entry(word.to_owned()).or_insert(0) += 1;
        counts
    });
    let counts = counts.reduce(HashMap::new, |mut counts, others| {
        for (word, count) in others {
            *counts.entry(word).or_insert(0) += count;
        }
        counts
    });
    drop(running);
    counts
}
