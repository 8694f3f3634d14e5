//! The hidden suite of `transfer`: everything arrives, the two sides overlap, and neither runs away.

use crate::common::{SECOND, counted, slowly};
use check::prelude::*;
use std::thread;

/// The function under test, with sources and closures of one type each: it is compiled once.
fn transfer(items: impl Iterator<Item = u32> + Send, capacity: usize, consume: impl FnMut(u32)) {
    let items: Box<dyn Iterator<Item = u32> + Send + '_> = Box::new(items);
    let consume: Box<dyn FnMut(u32) + '_> = Box::new(consume);
    producer_consumer::transfer(items, capacity, consume);
}

check::suite! {
    /// Every item is consumed once, in order.
    #[check(basic, weight = 3, exhaustive)]
    fn passes_on_every_item() {
        let mut consumed = Vec::new();
        transfer(1..=3, 1, |item| consumed.push(item));
        expect_sequence("what was consumed", consumed, 1..=3);
    }

    /// It works with any capacity, 0 among them, and with any number of items, none among them.
    #[check(basic, weight = 2)]
    fn works_with_any_capacity() {
        for (count, capacity) in [(3, 0), (0, 1), (4, 2), (1, 9), (0, 0)] {
            let mut consumed = Vec::new();
            transfer(1..=count, capacity, |item| consumed.push(item));
            expect_sequence(&format!("{count} items by capacity {capacity}"), consumed, 1..=count);
        }
    }

    /// Both sides may borrow from the caller.
    #[check(basic)]
    fn may_borrow() {
        let text = String::from("in the order of the text");
        let mut lengths = Vec::new();
        producer_consumer::transfer(text.split(' '), 2, |word| lengths.push(word.len()));
        expect_sequence("the lengths of the words", lengths, [2, 3, 5, 2, 3, 4]);
    }

    /// While the consumer works, the producer fills the buffer: no less, and at most one item more, which it has in hand.
    #[check(resources, weight = 5)]
    fn fills_the_buffer_and_no_more() {
        for capacity in [0, 1, 3] {
            let pulled = Count::new();
            let mut consumed = 0;
            transfer(counted(12, &pulled), capacity, |_| {
                settle();
                let ahead = pulled.get().saturating_sub(consumed);
                let text = format!(
                    "with capacity {capacity}, one item at the consumer and {consumed} consumed before it, the producer \
                     has pulled {ahead} that are not yet consumed"
                );
                expect(ahead <= capacity + 2, Code::LimitExceeded, text.as_str());
                expect(ahead > capacity.min(11 - consumed), Code::NotConcurrent, text.as_str());
                consumed += 1;
            });
            expect_eq("the number of items that were consumed", consumed, 12);
        }
    }

    /// A panic of the consumer reaches the caller; the producer stops pulling, and its thread ends.
    #[check(deadlock, weight = 4)]
    fn a_panic_of_the_consumer_ends_both() {
        for capacity in [0, 2] {
            let pulled = Count::new();
            expect_panic("transfer, if the consumer panics,", "", || {
                transfer(counted(200, &pulled), capacity, |item| {
                    if item == 2 {
                        boom("a panic that this check provokes in `consume`");
                    }
                });
            });
            expect_no_threads("transfer, after a panic of the consumer");
            expect(
                pulled.get() <= capacity + 3,
                Code::CancellationIgnored,
                format!(
                    "the consumer panicked with the second item, and with capacity {capacity} {} were pulled",
                    pulled.get()
                ),
            );
        }
    }

    /// A panic of the producer reaches the caller, after the items before it have been consumed.
    #[check(deadlock, weight = 3)]
    fn a_panic_of_the_producer_ends_both() {
        let mut consumed = Vec::new();
        let items = (1..=5).inspect(|item| {
            if *item == 3 {
                boom("a panic that this check provokes in `items`");
            }
        });
        expect_panic("transfer, if the producer panics,", "", || transfer(items, 1, |item| consumed.push(item)));
        expect_no_threads("transfer, after a panic of the producer");
        expect_sequence("what was consumed before the panic", consumed, [1, 2]);
    }

    /// The two sides work at the same time.
    #[check(timing, weight = 8)]
    fn the_two_sides_overlap() {
        let ((), time) = took(|| transfer(slowly(SECOND, 1..=4), 1, |_| thread::sleep(SECOND)));
        expect_makespan("4 items, 1 s each to make and 1 s each to consume", time, 5 * SECOND);
    }

    /// Each item reaches the consumer as soon as it is there, and the end is noticed at once.
    #[check(timing, weight = 3)]
    fn hands_on_each_item_at_once() {
        let mut moments = Vec::new();
        transfer(slowly(SECOND, 1..=3), 5, |_| moments.push(elapsed()));
        expect_eq("the number of items that were consumed", moments.len(), 3);
        for (number, moment) in (1..).zip(moments) {
            expect_took(&format!("until item {number} reached the consumer, it"), moment, number * SECOND);
        }
        expect_took("3 items of 1 s", elapsed(), 3 * SECOND);
    }

    /// However slow the threads are, nothing is lost.
    #[check(ordering, adverse)]
    fn survives_a_slow_machine() {
        let pause = Duration::from_millis(10);
        let mut consumed = Vec::new();
        transfer(slowly(pause, 1..=3), 1, |item| {
            thread::sleep(pause);
            consumed.push(item);
        });
        expect_sequence("what was consumed", consumed, 1..=3);
    }
}
