//! The hidden suite of `counter_map`: every increment counts, and nobody is called with a lock held.

use check::prelude::*;
use shared_state::RwCounterMap;
use std::thread;

check::suite! {
    /// Each key has a count of its own, which begins at 0.
    #[check(basic, weight = 4, exhaustive)]
    fn each_key_is_counted() {
        let counts = RwCounterMap::new();
        expect_eq("the first increment of `a`", counts.increment("a"), 1_u64);
        expect_eq("the second increment of `a`", counts.increment("a"), 2_u64);
        expect_eq("the first increment of `b`", counts.increment("b"), 1_u64);
        expect_eq("the count of `a`", counts.get(&"a"), 2_u64);
        expect_eq(
            "the count of `c`, which never came",
            counts.get(&"c"),
            0_u64,
        );
        expect_eq("the total", counts.total(), 3_u64);
    }

    /// `for_each` tells every key once, with its count.
    #[check(basic, weight = 3)]
    fn every_key_is_told_once() {
        let counts = RwCounterMap::new();
        counts.for_each(|_: &String, _| fail(Code::WrongValue, "a key is told, and there is none"));
        for key in ["a", "b", "a", "c", "a"] {
            counts.increment(key.to_owned());
        }
        let mut told = Vec::new();
        counts.for_each(|key, count| told.push((key.clone(), count)));
        let want = [("a", 3), ("b", 1), ("c", 1)].map(|(key, count)| (key.to_owned(), count));
        expect_same_items("what `for_each` tells", told, want);
    }

    /// Two who bring the same new key at the same time are both counted.
    #[check(resources, weight = 4, exhaustive, budget = 30_000)]
    fn nobody_overwrites_a_new_key() {
        let counts = RwCounterMap::new();
        let results = thread::scope(|scope| {
            let other = scope.spawn(|| counts.increment("key"));
            [
                counts.increment("key"),
                other.join().expect("it does not panic"),
            ]
        });
        expect_same_items("the results of two increments", results, [1_u64, 2]);
        expect_eq("the count", counts.get(&"key"), 2_u64);
    }

    /// Of increments of a known key none is lost, and each returns another count.
    #[check(resources, weight = 2)]
    fn no_increment_is_lost() {
        let counts = RwCounterMap::new();
        counts.increment("key");
        let results = Log::new();
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| results.push(counts.increment("key")));
            }
        });
        expect_same_items(
            "the results of three increments",
            results.snapshot(),
            [2_u64, 3, 4],
        );
        expect_eq("the total", counts.total(), 4_u64);
    }

    /// The closure of `for_each` may use the map: look, add up, count.
    #[check(deadlock, weight = 4)]
    fn the_closure_may_use_the_map() {
        let counts = RwCounterMap::new();
        counts.increment(1);
        counts.increment(2);
        let mut sum = 0;
        counts.for_each(|&key, _| {
            if key < 10 {
                sum += counts.get(&key) + counts.total();
                counts.increment(key + 10);
            }
        });
        expect_eq("what the closure added up", sum, 2 + 2 + 3_u64);
        expect_eq("the total in the end", counts.total(), 4_u64);
    }

    /// Looking, adding up and telling go on while another brings a new key.
    #[check(deadlock, weight = 3, exhaustive)]
    fn readers_and_writers_get_on() {
        let counts = RwCounterMap::new();
        counts.increment(1);
        thread::scope(|scope| {
            scope.spawn(|| counts.increment(2));
            let total = counts.total();
            expect(
                total == 1 || total == 2,
                Code::WrongValue,
                format!("the total is {total}, and can be 1 or 2"),
            );
            let mut first = 0;
            counts.for_each(|&key, count| {
                if key == 1 {
                    first = count + counts.get(&key)
                }
            });
            expect_eq(
                "what `for_each` and `get` tell of a key that came once, together,",
                first,
                2_u64,
            );
        });
        expect_eq("the total in the end", counts.total(), 2_u64);
    }
}
