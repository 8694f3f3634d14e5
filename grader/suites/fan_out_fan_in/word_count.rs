//! The hidden suite of `word_count`, on real threads: the figures, and that `rayon`'s pool does the work.

use check::prelude::*;
use fan_out_fan_in::word_count;
use rayon::ThreadPoolBuilder;
use std::collections::HashMap;
use std::thread;

/// `documents` as the function wants them.
fn owned(documents: &[&str]) -> Vec<String> {
    documents.iter().map(ToString::to_string).collect()
}

/// The counts, sorted by word: two of them can be compared.
fn sorted(counts: HashMap<String, usize>) -> Vec<(String, usize)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort();
    counts
}

/// What is expected, in the form of [`sorted`].
fn counts(counts: &[(&str, usize)]) -> Vec<(String, usize)> {
    sorted(counts.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect())
}

check::suite! {
    /// Each word of each document is counted, over all documents together.
    #[check(basic, weight = 3)]
    fn counts_the_words() {
        let documents = owned(&["to be or not to be", "not to be", "or"]);
        let want = counts(&[("to", 3), ("be", 3), ("or", 2), ("not", 2)]);
        expect_sequence("the words and their counts", sorted(word_count(&documents)), want);
    }

    /// A word is what `split_whitespace` yields, with its case kept.
    #[check(basic, weight = 2)]
    fn knows_what_a_word_is() {
        let documents = owned(&["  The the\tTHE ", "the,\nthe\u{2003}the \r\n", "é É e\u{301}"]);
        let want = counts(&[("The", 1), ("the", 3), ("THE", 1), ("the,", 1), ("é", 1), ("É", 1), ("e\u{301}", 1)]);
        expect_sequence("the words and their counts", sorted(word_count(&documents)), want);
    }

    /// Documents may be empty, and there may be none.
    #[check(basic)]
    fn works_with_nothing() {
        let among_others = owned(&["", "one", " "]);
        expect_sequence("the words of one document among empty ones", sorted(word_count(&among_others)), counts(&[("one", 1)]));
        for documents in [vec![], owned(&[""]), owned(&[" \n", "", "\t"])] {
            expect_sequence("the words of nothing", sorted(word_count(&documents)), []);
        }
    }

    /// However many threads count the same words, no occurrence is lost or counted twice.
    #[check(ordering, weight = 3)]
    fn loses_no_word() {
        let documents: Vec<String> = (0..300).map(|number| format!("every {} day every night", number % 3)).collect();
        let want = counts(&[("every", 600), ("day", 300), ("night", 300), ("0", 100), ("1", 100), ("2", 100)]);
        let pool = ThreadPoolBuilder::new().num_threads(4).build().expect("a thread can be started");
        let got = pool.install(|| sorted(word_count(&documents)));
        expect_sequence("the words of 300 documents, counted by 4 threads", got, want);
    }

    /// It works in a pool of one thread, and inside of other work of that pool.
    #[check(deadlock, weight = 2)]
    fn works_in_a_pool_of_one_thread() {
        let documents = owned(&["a b", "b", "c b a"]);
        let pool = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be started");
        let want = counts(&[("a", 2), ("b", 3), ("c", 1)]);
        let got = pool.install(|| rayon::join(|| sorted(word_count(&documents)), || sorted(word_count(&documents))));
        expect_sequence("the words and their counts", got.0, want.clone());
        expect_sequence("the words and their counts, again", got.1, want);
    }

    /// The pool's threads do the work: while all of them are busy with something else, the counting waits.
    #[check(timing, weight = 4)]
    fn counts_in_the_pool() {
        // The first run in a process makes the global pool: its size must not depend on the machine.
        let _ = ThreadPoolBuilder::new().num_threads(2).build_global();
        let gate = Gate::closed();
        for _ in 0..2 {
            let gate = gate.clone();
            rayon::spawn(move || gate.pass());
        }
        gate.wait_for(2);
        let documents: Vec<String> = (0..4_000).map(|number| format!("word {}", number % 7)).collect();
        let (sender, counted) = bounded(1);
        let caller = thread::spawn(move || sender.send(word_count(&documents).len()));
        // Whoever does without the pool gets time to be finished. Whoever needs it cannot be.
        let early = counted.recv_timeout(Duration::from_millis(30));
        gate.open();
        expect(
            early.is_err(),
            Code::NotConcurrent,
            "all threads of the pool were busy with something else, and the words were counted all the same: without the pool",
        );
        expect_eq("the number of different words", counted.recv(), Ok(8));
        expect(caller.join().is_ok(), Code::Panic, "the caller of `word_count` panicked");
    }
}
