//! The hidden suite of `BoundedBuffer`: the queue, the limit, the waiting, and the end of all waiting.

use crate::common::{SECOND, expect_woken};
use check::prelude::*;
use producer_consumer::{BoundedBuffer, Closed};
use std::sync::Arc;
use std::thread;

/// Takes until the buffer is closed and empty.
fn take_all<T>(buffer: &BoundedBuffer<T>) -> Vec<T> {
    std::iter::from_fn(|| buffer.take()).collect()
}

check::suite! {
    /// What is put in comes out once, in the same order, and then `None`.
    #[check(basic, weight = 3)]
    fn first_in_first_out() {
        let buffer = BoundedBuffer::<u32>::new(1);
        thread::scope(|scope| {
            scope.spawn(|| {
                for item in 1..=2 {
                    expect_eq("a put into an open buffer", buffer.put(item), Ok(()));
                }
                buffer.close();
            });
            expect_sequence("what was taken", take_all(&buffer), [1, 2]);
        });
    }

    /// `len` counts what is in, `is_empty` says whether that is nothing; puts and takes do not wait as long as they need not.
    #[check(basic, weight = 2)]
    fn counts_what_is_in() {
        let buffer = BoundedBuffer::new(3);
        for (item, length) in [('a', 1), ('b', 2), ('c', 3)] {
            expect_eq("whether it is empty, before a put", buffer.is_empty(), length == 1);
            expect_eq("a put into a buffer with room", buffer.put(item), Ok(()));
            expect_eq("the length", buffer.len(), length);
        }
        let mut taken = Vec::new();
        for length in [2, 1, 0] {
            taken.extend(buffer.take());
            expect_eq("the length", buffer.len(), length);
            expect_eq("whether it is empty, after a take", buffer.is_empty(), length == 0);
        }
        expect_sequence("what was taken", taken, ['a', 'b', 'c']);
    }

    /// Several producers and several consumers share one buffer: nothing is lost, nothing comes twice, nobody is stuck.
    #[check(deadlock, weight = 5)]
    fn many_producers_and_consumers() {
        let buffer = BoundedBuffer::<u32>::new(1);
        let taken = Log::new();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| take_all(&buffer).into_iter().for_each(|item| taken.push(item)));
            }
            let producers = [[1, 2], [11, 12]].map(|items| {
                let buffer = &buffer;
                scope.spawn(move || {
                    for item in items {
                        expect_eq("a put into an open buffer", buffer.put(item), Ok(()));
                    }
                })
            });
            for producer in producers {
                let _ = producer.join();
            }
            buffer.close();
        });
        expect_same_items("what was taken", taken.snapshot(), [1, 2, 11, 12]);
    }

    /// More threads than places: as long as somebody takes, every put gets its turn.
    #[check(deadlock, weight = 4)]
    fn no_wakeup_is_lost() {
        let buffer = BoundedBuffer::<u32>::new(1);
        // As many takes as puts: if all who are left wait, one of them waits for what has come true.
        during(Code::LostWakeup, "the end of 3 puts and 3 takes", || {
            thread::scope(|scope| {
                for item in 0..3 {
                    let buffer = &buffer;
                    scope.spawn(move || buffer.put(item));
                }
                scope.spawn(|| buffer.take());
                let rest = [buffer.take(), buffer.take()];
                expect(
                    rest.iter().all(Option::is_some),
                    Code::WrongValue,
                    "`take` gave `None`, although the buffer is open",
                );
            });
        });
        expect_eq("the length after 3 puts and 3 takes", buffer.len(), 0);
    }

    /// Two items wake two that wait for items, two places wake two that wait for room.
    #[check(deadlock, weight = 4)]
    fn wakes_one_for_each() {
        let buffer = Arc::new(BoundedBuffer::<u32>::new(2));
        let done = Count::new();
        for _ in 0..2 {
            let (buffer, done) = (Arc::clone(&buffer), done.clone());
            thread::spawn(move || buffer.take().iter().for_each(|_| done.add()));
        }
        settle();
        for item in 1..=2 {
            expect_eq("a put with room", buffer.put(item), Ok(()));
        }
        settle();
        expect_woken(&done, 2, "2 items were put in, 2 takes were waiting");

        for item in 3..=4 {
            expect_eq("a put with room", buffer.put(item), Ok(()));
        }
        for item in 5..=6 {
            let (buffer, done) = (Arc::clone(&buffer), done.clone());
            thread::spawn(move || buffer.put(item).iter().for_each(|()| done.add()));
        }
        settle();
        expect_eq("the oldest item", buffer.take(), Some(3));
        expect_eq("the oldest item", buffer.take(), Some(4));
        settle();
        expect_woken(&done, 4, "2 takes, then 2 items were taken while 2 puts were waiting");
    }

    /// A thread that wakes up without a reason waits on: spurious wake-ups change nothing.
    #[check(deadlock, weight = 4, spurious)]
    fn wakes_up_for_nothing_and_waits_on() {
        let buffer = BoundedBuffer::<u32>::new(1);
        thread::scope(|scope| {
            scope.spawn(|| {
                for item in 1..=3 {
                    let put = buffer.put(item);
                    expect_eq("a put into an open buffer", put, Ok(()));
                    let length = buffer.len();
                    expect(length <= 1, Code::LimitExceeded, format!("{length} items are in a buffer for 1"));
                }
                buffer.close();
            });
            expect_sequence("what was taken", take_all(&buffer), [1, 2, 3]);
        });
    }

    /// At rest, never more than `capacity` items are in, and no put waits while there is room.
    #[check(resources, weight = 5)]
    fn holds_no_more_than_its_capacity() {
        for capacity in [1, 2] {
            let buffer = Arc::new(BoundedBuffer::<u32>::new(capacity));
            let puts = Count::new();
            for item in 0..3 {
                let (buffer, puts) = (Arc::clone(&buffer), puts.clone());
                thread::spawn(move || {
                    if buffer.put(item).is_ok() {
                        puts.add();
                    }
                });
            }
            for taken in 0..=3_usize {
                settle();
                let (done, length) = (puts.get(), buffer.len());
                let text = format!(
                    "3 puts into a buffer for {capacity}, {taken} takes: {done} puts are done, {length} items are in"
                );
                let most = 3.min(capacity + taken);
                expect(done <= most && length <= capacity, Code::LimitExceeded, text.as_str());
                expect_woken(&puts, most, &text);
                expect_eq("the length, at rest", length, done - taken);
                if taken < 3 {
                    expect(buffer.take().is_some(), Code::WrongValue, "`take` gave `None`, although the buffer is open");
                }
            }
        }
    }

    /// `close` ends every waiting `take` with `None`, and every later one.
    #[check(cancellation, weight = 3)]
    fn close_ends_waiting_takes() {
        let buffer = Arc::new(BoundedBuffer::<u32>::new(1));
        let ended = Log::new();
        for _ in 0..2 {
            let (buffer, ended) = (Arc::clone(&buffer), ended.clone());
            thread::spawn(move || ended.push(buffer.take()));
        }
        advance(SECOND);
        expect_eq("how many takes have ended, of an empty buffer that is open", ended.len(), 0);
        buffer.close();
        expect_cancelled("two takes that waited, after the close");
        expect_eq("what the waiting takes gave", ended.snapshot(), [None, None]);
        buffer.close();
        expect_eq("a take of a closed buffer", buffer.take(), None);
    }

    /// `close` ends every waiting `put`, and every later one, with its own item; what is in stays in.
    #[check(cancellation, weight = 4)]
    fn close_ends_waiting_puts() {
        let buffer = Arc::new(BoundedBuffer::<u32>::new(1));
        expect_eq("a put into an empty buffer", buffer.put(0), Ok(()));
        let ended = Log::new();
        for item in 1..=2 {
            let (buffer, ended) = (Arc::clone(&buffer), ended.clone());
            thread::spawn(move || ended.push((item, buffer.put(item))));
        }
        advance(SECOND);
        expect_eq("how many puts into a full buffer have ended", ended.len(), 0);
        buffer.close();
        expect_cancelled("two puts that waited, after the close");
        let want = [1, 2].map(|item| (item, Err(Closed(item))));
        expect_same_items("what the waiting puts gave", ended.snapshot(), want);
        expect_eq("what is taken after the close", buffer.take(), Some(0));
        expect_eq("a put with room into a closed buffer", buffer.put(3), Err(Closed(3)));
        expect_eq("a take when all is taken", buffer.take(), None);
    }

    /// Whatever was put in before the close can be taken after it, whoever closes and whoever is faster.
    #[check(ordering, weight = 4)]
    fn nothing_is_lost_at_the_close() {
        let buffer = BoundedBuffer::<u32>::new(1);
        thread::scope(|scope| {
            let producer = scope.spawn(|| (1..=3).take_while(|item| buffer.put(*item).is_ok()).last());
            let consumer = scope.spawn(|| take_all(&buffer));
            buffer.close();
            let accepted = producer.join().ok().flatten().unwrap_or_default();
            let taken = consumer.join().unwrap_or_default();
            expect_sequence("what was taken, of what was accepted", taken, 1..=accepted);
        });
    }

    /// A put goes on at the moment when there is room, a take at the moment when there is an item.
    #[check(timing, weight = 3, exhaustive)]
    fn waits_no_longer_than_it_must() {
        let buffer = BoundedBuffer::<u32>::new(1);
        thread::scope(|scope| {
            scope.spawn(|| {
                for moment in [2, 5] {
                    thread::sleep(moment * SECOND - elapsed());
                    expect_eq("a put with room", buffer.put(moment), Ok(()));
                    expect_took("the time until a put with room was done", elapsed(), moment * SECOND);
                }
                expect_eq("a put that waits", buffer.put(9), Ok(()));
                expect_took("the time until there was room", elapsed(), 9 * SECOND);
            });
            expect_eq("the first item", buffer.take(), Some(2));
            expect_took("the time until an item was there", elapsed(), 2 * SECOND);
            thread::sleep(7 * SECOND);
            expect_eq("the second item", buffer.take(), Some(5));
            expect_eq("the third item", buffer.take(), Some(9));
            expect_took("the time of the last take", elapsed(), 9 * SECOND);
        });
    }

    /// A capacity of 0 is refused by a panic that names `capacity`.
    #[check(resources)]
    fn refuses_to_hold_nothing() {
        expect_panic("a buffer for 0 items", "capacity", || drop(BoundedBuffer::<u32>::new(0)));
    }

    /// Items that nobody takes are dropped with the buffer, and only then.
    #[check(resources)]
    fn drops_what_is_left() {
        let dropped = Count::new();
        let buffer = BoundedBuffer::new(3);
        for _ in 0..3 {
            expect(buffer.put(Probe::new(&dropped)).is_ok(), Code::WrongValue, "a put into an open buffer failed");
        }
        buffer.close();
        expect_eq("how many items were dropped at the close", dropped.get(), 0);
        drop(buffer.take());
        expect_eq("how many items were dropped after one take", dropped.get(), 1);
        drop(buffer);
        expect_eq("how many items were dropped with the buffer", dropped.get(), 3);
    }

    /// However slow the threads are, and whatever wakes them: nothing is lost and nobody is stuck.
    #[check(deadlock, weight = 3, adverse)]
    fn survives_a_slow_machine() {
        let buffer = BoundedBuffer::<u32>::new(1);
        let taken = Log::new();
        thread::scope(|scope| {
            let producers = [1, 2].map(|item| {
                let buffer = &buffer;
                scope.spawn(move || {
                    thread::sleep(Duration::from_millis(10));
                    expect_eq("a put into an open buffer", buffer.put(item), Ok(()));
                })
            });
            for _ in 0..2 {
                scope.spawn(|| take_all(&buffer).into_iter().for_each(|item| taken.push(item)));
            }
            for producer in producers {
                let _ = producer.join();
            }
            buffer.close();
        });
        expect_same_items("what was taken", taken.snapshot(), [1, 2]);
    }
}
