//! The hidden suite of `take_many`: what is there, no more than asked for, and as many producers woken.

use crate::common::{SECOND, expect_woken};
use check::prelude::*;
use producer_consumer::BoundedBuffer;
use std::sync::Arc;
use std::thread;

/// A buffer of this capacity that holds 1, 2, …, `count`.
fn filled(capacity: usize, count: u32) -> BoundedBuffer<u32> {
    let buffer = BoundedBuffer::<u32>::new(capacity);
    for item in 1..=count {
        expect_eq("a put with room", buffer.put(item), Ok(()));
    }
    buffer
}

check::suite! {
    /// Takes what is there, the oldest first, and no more than `max`.
    #[check(basic, weight = 3)]
    fn takes_what_is_there() {
        let buffer = filled(4, 4);
        // Nobody else is here: whoever waits now waits for ever, and no wake-up was lost.
        let take = |what: &str| during(Code::Deadlock, what, || buffer.take_many(3));
        expect_sequence("at most 3 of 4", take("taking at most 3 of 4"), [1, 2, 3]);
        expect_eq("the length after it", buffer.len(), 1);
        expect_sequence("at most 3 of 1", take("taking at most 3 of 1"), [4]);
        expect_eq("the length after it", buffer.len(), 0);
    }

    /// After the close it takes what is left, and then gives nothing.
    #[check(basic, weight = 2)]
    fn ends_with_the_buffer() {
        let buffer = filled(3, 3);
        buffer.close();
        expect_sequence("at most 2 of 3", buffer.take_many(2), [1, 2]);
        expect_sequence("at most 2 of 1", buffer.take_many(2), [3]);
        expect_sequence("at most 2 of a buffer that is closed and empty", buffer.take_many(2), []);
    }

    /// Every item is taken once, in order, however puts and takes interleave.
    #[check(ordering, weight = 3, spurious)]
    fn keeps_the_order() {
        let buffer = BoundedBuffer::<u32>::new(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                for item in 1..=3 {
                    expect_eq("a put into an open buffer", buffer.put(item), Ok(()));
                }
                buffer.close();
            });
            let mut taken = Vec::new();
            loop {
                let items = buffer.take_many(2);
                expect(items.len() <= 2, Code::LimitExceeded, "more than 2 items where at most 2 were asked for");
                if items.is_empty() {
                    break;
                }
                taken.extend(items);
            }
            expect_sequence("what was taken", taken, [1, 2, 3]);
        });
    }

    /// It waits for the first item, at most until the close, and for no more than the first.
    #[check(timing, weight = 3, exhaustive)]
    fn waits_for_one_item() {
        let buffer = BoundedBuffer::<u32>::new(3);
        thread::scope(|scope| {
            scope.spawn(|| {
                for item in 1..=2 {
                    thread::sleep(SECOND);
                    expect_eq("a put with room", buffer.put(item), Ok(()));
                }
                thread::sleep(SECOND);
                buffer.close();
            });
            for (want, moment) in [(vec![1], 1), (vec![2], 2), (vec![], 3)] {
                expect_sequence("at most 3 items", buffer.take_many(3), want);
                expect_took("the time until it returned", elapsed(), moment * SECOND);
            }
        });
    }

    /// It makes room for as many producers as it has taken items.
    #[check(deadlock, weight = 4)]
    fn wakes_as_many_producers() {
        let buffer = Arc::new(filled(3, 3));
        let puts = Count::new();
        for item in 4..=6 {
            let (buffer, puts) = (Arc::clone(&buffer), puts.clone());
            thread::spawn(move || {
                if buffer.put(item).is_ok() {
                    puts.add();
                }
            });
        }
        settle();
        expect_sequence("at most 2 of 3", buffer.take_many(2), [1, 2]);
        settle();
        let done = puts.get();
        expect(done <= 2, Code::LimitExceeded, format!("2 items were taken, and {done} puts have found room"));
        expect_woken(&puts, 2, "2 items were taken, 3 producers were waiting");
        expect_eq("the oldest item", buffer.take(), Some(3));
        expect_no_threads("the producers, when all have found room");
        expect_same_items("what is left", buffer.take_many(9), 4..=6);
    }

    /// Several consumers, some of which take one and some many, share one buffer: nobody is stuck.
    #[check(deadlock, weight = 3, spurious)]
    fn shares_with_others() {
        let buffer = BoundedBuffer::<u32>::new(2);
        let (taken, closing) = (Log::new(), Count::new());
        thread::scope(|scope| {
            scope.spawn(|| {
                while let Some(item) = buffer.take() {
                    taken.push(item);
                }
            });
            scope.spawn(|| {
                loop {
                    let items = buffer.take_many(2);
                    if items.is_empty() {
                        expect(closing.get() > 0, Code::WrongValue, "it gave nothing, and the buffer is open");
                        break;
                    }
                    items.into_iter().for_each(|item| taken.push(item));
                }
            });
            for item in 1..=4 {
                expect_eq("a put into an open buffer", buffer.put(item), Ok(()));
            }
            closing.add();
            buffer.close();
        });
        expect_same_items("what was taken", taken.snapshot(), 1..=4);
    }

    /// It returns with what it has, and waits for no more, though others take what it was about to.
    #[check(deadlock, weight = 3)]
    fn does_not_wait_with_items_in_hand() {
        let buffer = Arc::new(filled(2, 2));
        let taken = Log::new();
        let (one, many) = (Arc::clone(&buffer), Arc::clone(&buffer));
        let (note_one, note_many) = (taken.clone(), taken.clone());
        thread::spawn(move || one.take().into_iter().for_each(|item| note_one.push(item)));
        thread::spawn(move || many.take_many(2).into_iter().for_each(|item| note_many.push(item)));
        settle();
        expect(
            taken.len() == 2,
            Code::Deadlock,
            format!(
                "2 items were in, a `take` and a `take_many(2)` came, and at rest {} items have been handed out",
                taken.len()
            ),
        );
        buffer.close();
        expect_same_items("what was taken", taken.snapshot(), [1, 2]);
    }

    /// `close` ends a waiting `take_many`.
    #[check(cancellation, weight = 2)]
    fn close_ends_it() {
        let buffer = Arc::new(BoundedBuffer::<u32>::new(2));
        let waiting = Arc::clone(&buffer);
        let taker = thread::spawn(move || waiting.take_many(2));
        advance(SECOND);
        buffer.close();
        expect_cancelled("a `take_many` that waited, after the close");
        expect_sequence("what it gave", taker.join().unwrap_or_default(), []);
    }

    /// A `max` of 0 is refused by a panic that names `max`.
    #[check(resources)]
    fn refuses_to_take_nothing() {
        expect_panic("`take_many` of at most 0", "max", || filled(1, 1).take_many(0));
    }
}
