//! The hidden suite of `ttl_cache`: to the nanosecond, and in spite of others.

use crate::common::{NANOSECOND, SECOND};
use check::prelude::*;
use shared_state::TtlCache;
use std::sync::Arc;
use std::thread;

check::suite! {
    /// The value that was inserted last is found, and counted once.
    #[check(basic, weight = 4, exhaustive)]
    fn remembers_the_last_value() {
        let cache = TtlCache::new(SECOND);
        expect(
            cache.is_empty(),
            Code::WrongValue,
            "a new cache is not empty",
        );
        cache.insert("one", 1);
        cache.insert("two", 2);
        cache.insert("one", 10);
        expect_eq("the value for `one`", cache.get(&"one"), Some(10));
        expect_eq("the value for `two`", cache.get(&"two"), Some(2));
        expect_eq("the value for `three`", cache.get(&"three"), None);
        expect_eq("how many there are", cache.len(), 2);
        expect(
            !cache.is_empty(),
            Code::WrongValue,
            "a cache with two values is empty",
        );
        thread::sleep(2 * SECOND);
        expect_eq(
            "the value for `one`, after twice its time,",
            cache.get(&"one"),
            None,
        );
    }

    /// A value is there until one nanosecond before its time is over, and gone one after.
    #[check(timing, weight = 3)]
    fn expires_to_the_nanosecond() {
        let cache = TtlCache::new(SECOND);
        cache.insert("key", 1);
        thread::sleep(SECOND - NANOSECOND);
        let (there, count) = (cache.get(&"key"), cache.len());
        expect(
            there == Some(1) && count == 1,
            Code::TooEarly,
            "a value expired 1 ns before its time",
        );
        thread::sleep(2 * NANOSECOND);
        let (there, count) = (cache.get(&"key"), cache.len());
        expect(
            there.is_none() && count == 0,
            Code::TooLate,
            "a value was there 1 ns after its time",
        );
    }

    /// Inserting anew begins anew, for that key alone; looking does not.
    #[check(timing, weight = 2)]
    fn only_inserting_prolongs() {
        let cache = TtlCache::new(2 * SECOND);
        cache.insert("old", 1);
        cache.insert("renewed", 1);
        thread::sleep(SECOND);
        cache.insert("renewed", 2);
        expect_eq(
            "the value for `old`, at half its time,",
            cache.get(&"old"),
            Some(1),
        );
        thread::sleep(SECOND + NANOSECOND);
        expect(
            cache.get(&"old").is_none(),
            Code::TooLate,
            "looking at a value has prolonged it",
        );
        expect(
            cache.get(&"renewed") == Some(2),
            Code::TooEarly,
            "a value that was inserted anew expired with the old one",
        );
        expect_eq("how many there are", cache.len(), 1);
    }

    /// The largest `ttl` never ends.
    #[check(timing)]
    fn the_largest_ttl_never_ends() {
        let cache = TtlCache::new(Duration::MAX);
        cache.insert("key", 1);
        thread::sleep(1_000_000 * SECOND);
        expect(
            cache.get(&"key") == Some(1),
            Code::TooEarly,
            "a value expired, with a `ttl` of Duration::MAX",
        );
    }

    /// What has expired is dropped at the next `insert`, whatever its key.
    #[check(resources, weight = 2)]
    fn what_has_expired_is_dropped() {
        let (cache, drops) = (TtlCache::new(SECOND), Count::new());
        for key in 0..3 {
            cache.insert(key, Arc::new(Probe::new(&drops)));
        }
        thread::sleep(SECOND / 2);
        cache.insert(3, Arc::new(Probe::new(&drops)));
        expect_eq(
            "how many values were dropped, before any had expired,",
            drops.get(),
            0,
        );
        thread::sleep(SECOND);
        cache.insert(4, Arc::new(Probe::new(&drops)));
        let count = drops.get();
        expect(
            count >= 3,
            Code::LimitExceeded,
            format!("3 values have expired, and {count} were dropped by the next `insert`"),
        );
    }

    /// An `insert` is not undone by a `get` that finds the old value expired.
    #[check(ordering, weight = 3, exhaustive)]
    fn a_new_value_is_not_taken_for_the_old() {
        let cache = TtlCache::new(SECOND);
        cache.insert("key", 1);
        thread::sleep(2 * SECOND);
        thread::scope(|scope| {
            scope.spawn(|| {
                let got = cache.get(&"key");
                expect(got != Some(1), Code::TooLate, "an expired value was found");
            });
            scope.spawn(|| cache.len());
            cache.insert("key", 2);
        });
        expect(
            cache.get(&"key") == Some(2),
            Code::LostItem,
            "a value that was inserted while others looked is gone",
        );
    }
}
