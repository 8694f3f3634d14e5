//! The hidden suite of `fan_in`: everything arrives, no input waits for another, and the end is the end of all.

use crate::common::{SECOND, expect_left, fed, stream};
use check::prelude::*;
use fan_out_fan_in::fan_in;
use std::thread;

check::suite! {
    /// Everything that comes from any of the inputs is sent once; then the stream closes.
    #[check(basic, weight = 3)]
    fn merges_two_inputs() {
        let merged = fan_in(vec![stream([1]), stream([2])]);
        expect_same_items("the merged stream", drain("fan_in", &merged), [1, 2]);
    }

    /// There may be any number of inputs, and any number of items in each; without inputs the stream is closed.
    #[check(basic, weight = 2)]
    fn works_with_any_numbers() {
        for lengths in [vec![3], vec![0, 2, 1], vec![1, 1, 1, 1], vec![0, 0], vec![]] {
            let inputs = lengths.iter().enumerate();
            let inputs: Vec<_> = inputs.map(|(input, length)| stream((0..*length).map(move |item| (input, item)))).collect();
            let want = lengths.iter().enumerate();
            let want: Vec<_> = want.flat_map(|(input, length)| (0..*length).map(move |item| (input, item))).collect();
            let what = format!("the merged stream of inputs with {lengths:?} items");
            expect_same_items(&what, drain("fan_in", &fan_in(inputs)), want);
        }
    }

    /// The items of one input come in its order.
    #[check(ordering, weight = 3)]
    fn keeps_the_order_within_an_input() {
        let merged = fan_in(vec![stream([1, 2, 3]), stream([11, 12])]);
        let (upper, lower): (Vec<_>, Vec<_>) = drain("fan_in", &merged).into_iter().partition(|item| *item > 10);
        expect_sequence("what came from the first input", lower, [1, 2, 3]);
        expect_sequence("what came from the second input", upper, [11, 12]);
    }

    /// A silent input holds up no other; the stream closes with the last input, not with the first.
    #[check(deadlock, weight = 4)]
    fn a_silent_input_holds_up_no_other() {
        for place in 0..3 {
            let (silent, input) = unbounded();
            let mut inputs = vec![stream([1, 2]), stream([])];
            inputs.insert(place, input);
            let merged = fan_in(inputs);
            let first = during(Code::NotConcurrent, "waiting for what an input holds, beside one that is silent", || {
                receive_n("fan_in", &merged, 2)
            });
            expect_sequence("what came", first, [1, 2]);
            expect_open_and_empty("the merged stream, while one input is silent", &merged);
            expect_eq("sending into the silent input", silent.send(3), Ok(()));
            expect_eq("the next item", receive("fan_in", &merged), 3);
            drop(silent);
            let (rest, time) = took(|| drain("fan_in", &merged));
            expect_sequence("what comes when all inputs have closed", rest, []);
            expect_took("closing, when all inputs have closed,", time, Duration::ZERO);
        }
    }

    /// At rest, at most two items of an input have been taken from it and not been received.
    #[check(resources, weight = 5)]
    fn takes_no_more_than_two_ahead() {
        for count in [1, 3] {
            let inputs: Vec<_> = (0..count).map(|input| stream((0..9).map(|_| input))).collect();
            let watch = inputs.clone();
            let merged = fan_in(inputs);
            let mut received = vec![0; count];
            for _ in 0..6 {
                settle();
                for (input, got) in watch.iter().zip(&received) {
                    let ahead = (9 - input.len()).saturating_sub(*got);
                    expect(
                        ahead <= 2,
                        Code::NotLazy,
                        format!("of one of {count} inputs, {ahead} items have been taken and not been received"),
                    );
                }
                received[receive("fan_in", &merged)] += 1;
            }
            expect_eq("how many items were left", drain("fan_in", &merged).len(), 9 * count - 6);
        }
    }

    /// Once its reader has left, the threads end and let go of their inputs.
    #[check(cancellation, weight = 4)]
    fn ends_when_the_reader_leaves() {
        for received in [0, 3] {
            let given = Count::new();
            let merged = fan_in(vec![fed(200, &given), fed(200, &given)]);
            expect_eq("how many items came", receive_n("fan_in", &merged, received).len(), received);
            settle();
            let before = given.get();
            drop(merged);
            advance(SECOND);
            expect_no_threads("fan_in and those who feed it, after its reader left");
            expect_left("its reader", before, given.get());
        }
    }

    /// Each item can be received when it comes, and the end when the last input closes.
    #[check(timing, weight = 4)]
    fn hands_on_each_item_at_once() {
        let inputs = [vec![1, 4], vec![2, 2, 5], vec![]].map(|moments: Vec<u32>| {
            let (sender, input) = unbounded();
            thread::spawn(move || {
                for moment in moments {
                    thread::sleep(moment * SECOND - elapsed());
                    let _ = sender.send(moment);
                }
                thread::sleep(SECOND);
            });
            input
        });
        let (merged, time) = took(|| fan_in(inputs.into()));
        expect_took("the call of fan_in", time, Duration::ZERO);
        for moment in [1, 2, 2, 4, 5] {
            let item = receive("fan_in", &merged);
            expect_took("the time until the next item came out", elapsed(), moment * SECOND);
            expect_eq("the next item", item, moment);
        }
        expect_sequence("what comes after the last", drain("fan_in", &merged), []);
        expect_took("the time until the stream closed", elapsed(), 6 * SECOND);
    }

    /// However slow the threads are, nothing is lost.
    #[check(ordering, weight = 2, adverse)]
    fn survives_a_slow_machine() {
        let inputs = [10, 20].map(|pause| {
            let (sender, input) = bounded(1);
            thread::spawn(move || {
                for item in 0..2 {
                    thread::sleep(Duration::from_millis(pause));
                    let _ = sender.send(pause + item);
                }
            });
            input
        });
        expect_same_items("the merged stream", drain("fan_in", &fan_in(inputs.into())), [10, 11, 20, 21]);
    }
}
