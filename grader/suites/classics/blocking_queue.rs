//! The hidden suite of `blocking_queue`: the order, the limit, and nobody who waits in vain.

use crate::common::{SECOND, expect_so_far};
use check::prelude::*;
use classics::blocking_queue::BlockingQueue;
use std::sync::Arc;
use std::thread;

check::suite! {
    /// First in, first out; `len` counts what is in. Nobody waits who need not.
    #[check(basic, weight = 2)]
    fn first_in_first_out() {
        let queue = BlockingQueue::new(3);
        expect(queue.is_empty(), Code::WrongValue, "a new queue is not empty");
        for (item, length) in [('a', 1), ('b', 2), ('c', 3)] {
            queue.enqueue(item);
            expect_eq("the length", queue.len(), length);
        }
        expect(!queue.is_empty(), Code::WrongValue, "a queue with three items is called empty");
        let mut taken = Vec::new();
        for length in [2, 1, 0] {
            taken.push(queue.dequeue());
            expect_eq("the length", queue.len(), length);
        }
        expect_sequence("what was taken", taken, ['a', 'b', 'c']);
    }

    /// What one thread puts in, another takes out: once, and in the same order.
    #[check(basic, weight = 3, exhaustive, budget = 20000)]
    fn from_thread_to_thread() {
        let queue = BlockingQueue::new(1);
        let taken = thread::scope(|scope| {
            scope.spawn(|| (1..=2).for_each(|item| queue.enqueue(item)));
            [queue.dequeue(), queue.dequeue()]
        });
        expect_sequence("what was taken", taken, [1, 2]);
    }

    /// A capacity of 0 panics in `new`, with a message that names `capacity`.
    #[check(basic)]
    fn no_room_at_all() {
        expect_panic("a queue without room", "capacity", || BlockingQueue::<u8>::new(0));
    }

    /// Never more than `capacity` items are in: who comes then waits for room.
    #[check(resources, weight = 3)]
    fn waits_for_room() {
        let (queue, done) = (BlockingQueue::new(2), Count::new());
        thread::scope(|scope| {
            for item in 0..3 {
                let (queue, done) = (&queue, done.clone());
                scope.spawn(move || {
                    queue.enqueue(item);
                    done.add();
                });
            }
            settle();
            let figures = format!("{} items are in a queue with room for 2", queue.len());
            expect(queue.len() == 2, Code::LimitExceeded, figures);
            expect_so_far("how many of 3 puts came back", done.get(), 2);
            queue.dequeue();
            settle();
            expect_so_far("how many of 3 puts came back after a take", done.get(), 3);
        });
        expect_eq("the length", queue.len(), 2);
    }

    /// More threads than places on both sides: everybody gets a turn.
    #[check(deadlock, weight = 5)]
    fn no_wakeup_is_lost() {
        let (queue, taken) = (BlockingQueue::new(1), Log::new());
        // As many takes as puts: if all who are left wait, one of them waits for what has come true.
        during(Code::LostWakeup, "the end of 3 puts and 3 takes", || {
            thread::scope(|scope| {
                for item in 0..3 {
                    let queue = &queue;
                    scope.spawn(move || queue.enqueue(item));
                }
                scope.spawn(|| taken.push(queue.dequeue()));
                for _ in 0..2 {
                    taken.push(queue.dequeue());
                }
            });
        });
        expect_same_items("what was taken", taken.snapshot(), 0..3);
    }

    /// Two items wake two who wait for items; two places wake two who wait for room.
    #[check(deadlock, weight = 4)]
    fn wakes_one_for_each() {
        let (queue, done) = (Arc::new(BlockingQueue::new(2)), Count::new());
        let come_back = |what: &str, want: usize| {
            settle();
            let got = done.get();
            let message = format!("{what}: {got} came back of {want}");
            expect(got <= want, Code::TooEarly, message.as_str());
            expect(got >= want, Code::LostWakeup, message.as_str());
        };
        for _ in 0..2 {
            let (queue, done) = (Arc::clone(&queue), done.clone());
            thread::spawn(move || {
                queue.dequeue();
                done.add();
            });
        }
        settle();
        (1..=2).for_each(|item| queue.enqueue(item));
        come_back("2 items were put in while 2 takes waited", 2);

        (3..=4).for_each(|item| queue.enqueue(item));
        for item in 5..=6 {
            let (queue, done) = (Arc::clone(&queue), done.clone());
            thread::spawn(move || {
                queue.enqueue(item);
                done.add();
            });
        }
        settle();
        expect_sequence("what was taken", [queue.dequeue(), queue.dequeue()], [3, 4]);
        come_back("2 items were taken while 2 puts waited", 4);
    }

    /// Who waits goes on at the moment at which it can.
    #[check(timing, weight = 2)]
    fn goes_on_at_that_moment() {
        let queue = BlockingQueue::new(1);
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(SECOND);
                (1..=3).for_each(|item| queue.enqueue(item));
                expect_took("waiting for room", elapsed(), 3 * SECOND);
            });
            expect_eq("the first item", queue.dequeue(), 1);
            expect_took("waiting for an item", elapsed(), SECOND);
            thread::sleep(2 * SECOND);
            expect_eq("the second item", queue.dequeue(), 2);
        });
    }

    /// Waking for no reason changes nothing.
    #[check(resources, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        let queue = BlockingQueue::new(1);
        let taken = thread::scope(|scope| {
            scope.spawn(|| {
                for item in 1..=3 {
                    queue.enqueue(item);
                    let figures = format!("{} items are in a queue with room for 1", queue.len());
                    expect(queue.len() <= 1, Code::LimitExceeded, figures);
                }
            });
            [queue.dequeue(), queue.dequeue(), queue.dequeue()]
        });
        expect_sequence("what was taken", taken, [1, 2, 3]);
    }
}
