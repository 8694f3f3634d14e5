//! The hidden suite of `multiplex`: any number of inputs, with their indices, and a fair share for each.

use crate::common::{endless, expect_near, ms, open, paced, stream};
use check::prelude::*;
use multiplexing::multiplex;

/// Inputs that are served by turns each come in 3 outputs. A choice at random among three passes one over for
/// 60 outputs with a probability below 10^-10.
const WINDOW: usize = 60;

/// What came of one input, in order.
fn of(index: usize, all: &[(usize, u32)]) -> Vec<u32> {
    all.iter()
        .filter(|(from, _)| *from == index)
        .map(|(_, value)| *value)
        .collect()
}

check::suite! {
    /// All values of all inputs come, with their index and in their order, and then the stream closes.
    #[check(basic, weight = 3)]
    fn brings_everything() {
        let inputs = vec![
            stream([1, 2]),
            stream([10]),
            stream([]),
            stream([20, 21, 22]),
        ];
        let all = drain("multiplex", &multiplex(inputs));
        for (index, want) in [vec![1, 2], vec![10], vec![], vec![20, 21, 22]]
            .into_iter()
            .enumerate()
        {
            expect_part(
                &format!("what came of input {index}"),
                &all,
                |&(from, value)| (from == index).then_some(value),
                want,
            );
        }
        expect_eq("how many values came", all.len(), 6);
    }

    /// One input comes through unchanged; without inputs the stream is closed at once.
    #[check(basic, exhaustive)]
    fn one_input_or_none() {
        let all = drain("multiplex of one input", &multiplex(vec![stream([1, 2])]));
        expect_sequence("what came of the only input", all, [(0, 1), (0, 2)]);
        let (none, time) = took(|| {
            drain(
                "multiplex of no inputs",
                &multiplex(Vec::<Receiver<u32>>::new()),
            )
        });
        expect_sequence("what came of no inputs", none, []);
        expect_took("the end without inputs", time, Duration::ZERO);
    }

    /// Inputs that have ended stop nobody, and do not change the others' indices.
    #[check(deadlock, weight = 4)]
    fn goes_on_with_the_others() {
        let (middle, first, last) = (open([]), stream([1]), open([20]));
        let all = multiplex(vec![first, middle.1, last.1]);
        expect_same_items(
            "the first values",
            receive_n("multiplex", &all, 2),
            [(0, 1), (2, 20)],
        );
        expect_open_and_empty(
            "multiplex, with one of three inputs ended and two silent",
            &all,
        );
        let _ = last.0.send(21);
        expect_eq("the next value", receive("multiplex", &all), (2, 21));
        drop(last.0);
        expect_open_and_empty(
            "multiplex, with two of three inputs ended and one silent",
            &all,
        );
        advance(ms(1_000));
        let _ = middle.0.send(10);
        expect_eq("the next value", receive("multiplex", &all), (1, 10));
        drop(middle.0);
        expect_closed("multiplex, with all inputs ended", &all);
    }

    /// While all inputs have values ready, none of them is passed over for long.
    #[check(ordering, weight = 5, fair)]
    fn is_fair() {
        const OUTPUTS: usize = 100;
        let inputs = (0..3).map(|_| open(0..100)).collect::<Vec<_>>();
        let all = multiplex(inputs.iter().map(|(_, input)| input.clone()).collect());
        let got = receive_n("multiplex", &all, OUTPUTS);
        for (start, window) in got.windows(WINDOW).enumerate() {
            for (index, place) in ["first", "second", "third"].into_iter().enumerate() {
                expect(
                    window.iter().any(|(from, _)| *from == index),
                    Code::WrongOrder,
                    format!(
                        "the {place} input had values all the time, and none of outputs {} to {} is one of them",
                        start + 1,
                        start + WINDOW
                    ),
                );
            }
        }
        drop(all);
    }

    /// Each value is handed on the moment it comes, and silent inputs hold up nobody.
    #[check(timing, weight = 3)]
    fn hands_on_what_comes() {
        let silent = open([]);
        let inputs = vec![
            silent.1,
            paced([(ms(30), 10), (ms(30), 11)]),
            paced([(ms(20), 20)]),
        ];
        let (all, time) = took(|| multiplex(inputs));
        expect_took("the call", time, Duration::ZERO);
        for (want, moment) in [((2, 20), ms(20)), ((1, 10), ms(30)), ((1, 11), ms(60))] {
            expect_eq("the next value", receive("multiplex", &all), want);
            expect_took("the time until it came", elapsed(), moment);
        }
        advance(ms(40));
        drop(silent.0);
        expect_closed("multiplex, with all inputs ended", &all);
    }

    /// At rest, of each input at most two values have been taken in advance.
    #[check(resources, weight = 2)]
    fn stays_near_its_consumer() {
        let inputs = [stream(0..5), stream(0..5)];
        let all = multiplex(inputs.to_vec());
        let mut got = Vec::new();
        for _ in 0..4 {
            for (index, input) in inputs.iter().enumerate() {
                expect_near(
                    &format!("multiplex, input {index}"),
                    input,
                    5,
                    of(index, &got).len(),
                );
            }
            got.push(receive("multiplex", &all));
        }
        got.extend(drain("multiplex", &all));
        expect_eq("how many values came", got.len(), 10);
    }

    /// When its consumer has left, the threads end at their next send, and let go of the inputs.
    #[check(resources, weight = 2)]
    fn ends_when_the_consumer_leaves() {
        let all = multiplex(vec![endless(1), endless(10)]);
        let _ = receive_n("multiplex", &all, 2);
        drop(all);
        expect_no_threads("multiplex and its feeders, after the consumer left");
    }
}
