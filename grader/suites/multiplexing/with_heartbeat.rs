//! The hidden suite of `with_heartbeat`: values, beats, and the moments at which they come.

use crate::common::{ms, open, paced, stream};
use check::prelude::*;
use multiplexing::{Event, with_heartbeat};
use std::thread;

const PERIOD: Duration = ms(10);

/// More events than any of these streams has.
const MANY: usize = 30;

/// Every event until the end, with its moment, taken as it comes.
fn record(events: &Receiver<Event<u32>>) -> Vec<(Duration, Event<u32>)> {
    let mut all = Vec::new();
    while let Ok(event) = during(Code::MissingClose, "with_heartbeat", || events.recv()) {
        all.push((elapsed(), event));
        expect(
            all.len() <= MANY,
            Code::MissingClose,
            "with_heartbeat goes on and on after its input has ended",
        );
    }
    all
}

/// Every event until the end.
fn all(events: &Receiver<Event<u32>>) -> Vec<Event<u32>> {
    record(events).into_iter().map(|(_, event)| event).collect()
}

/// The values among the events.
fn value(event: &Event<u32>) -> Option<u32> {
    match event {
        Event::Value(value) => Some(*value),
        Event::Beat => None,
    }
}

/// What is to be had without letting time pass.
fn at_once(events: &Receiver<Event<u32>>) -> Vec<Event<u32>> {
    let mut all = Vec::new();
    loop {
        settle();
        match events.try_recv() {
            Ok(event) if all.len() < MANY => all.push(event),
            _ => return all,
        }
    }
}

/// The next event is a beat at this moment since the check began.
fn expect_beat(events: &Receiver<Event<u32>>, moment: Duration) {
    expect_eq(
        "the next event",
        receive("with_heartbeat", events),
        Event::Beat,
    );
    expect_took("the time until the beat", elapsed(), moment);
}

check::suite! {
    /// All values come, in order, and when the input has ended the stream closes.
    #[check(basic, weight = 3, exhaustive)]
    fn brings_everything() {
        let events = with_heartbeat(stream([1, 2, 3]), PERIOD);
        expect_part("the values", &all(&events), value, [1, 2, 3]);
    }

    /// While the input is silent, a beat comes at every multiple of the period.
    #[check(basic, weight = 2)]
    fn beats_while_nothing_comes() {
        let (sender, silent) = open([]);
        let events = with_heartbeat(silent, PERIOD);
        for beat in 1..=3 {
            expect_beat(&events, beat * PERIOD);
        }
        drop(sender);
    }

    /// Values come when they come, change nothing for the beats, and the end is not kept for the next beat.
    #[check(timing, weight = 5)]
    fn values_do_not_move_the_beats() {
        let input = paced([(ms(3), 1), (ms(9), 2), (ms(13), 3), (ms(2), 4), (ms(20), 5)]);
        let (events, time) = took(|| with_heartbeat(input, PERIOD));
        expect_took("the call", time, Duration::ZERO);
        let beat = |number: u64| (ms(10 * number), Event::Beat);
        let value = |moment: u64, value: u32| (ms(moment), Event::Value(value));
        let want = [
            value(3, 1),
            beat(1),
            value(12, 2),
            beat(2),
            value(25, 3),
            value(27, 4),
            beat(3),
            beat(4),
            value(47, 5),
        ];
        expect_list("the events", record(&events), want);
        expect_took("the time until the end", elapsed(), ms(47));
    }

    /// A consumer that is late for every second beat gets the others in time: its delays do not add up.
    #[check(timing, weight = 4)]
    fn delays_do_not_add_up() {
        let period = Duration::new(0, 10_000_001);
        let (sender, silent) = open([]);
        let events = with_heartbeat(silent, period);
        for beat in [1, 3, 5] {
            expect_beat(&events, beat * period);
            thread::sleep(ms(13));
            let late = at_once(&events).len();
            expect(
                late <= 1,
                Code::LimitExceeded,
                format!("{late} late beats came at once; at most one may"),
            );
        }
        drop(sender);
    }

    /// A consumer that was away finds at most one late beat, and then the beats come at multiples of the period again.
    #[check(timing, weight = 5)]
    fn a_slow_consumer_finds_one_late_beat() {
        let (sender, silent) = open([]);
        let events = with_heartbeat(silent, PERIOD);
        thread::sleep(ms(35));
        let late = at_once(&events).len();
        expect(
            late <= 1,
            Code::LimitExceeded,
            format!("{late} late beats came at once after 35 ms; at most one may"),
        );
        expect_beat(&events, ms(40));
        expect_beat(&events, ms(50));
        drop(sender);
    }

    /// Values that came while the consumer was away are all there, with at most one late beat between them.
    #[check(ordering, weight = 3)]
    fn a_slow_consumer_loses_no_value() {
        let (sender, input) = open([]);
        thread::spawn(move || {
            for (pause, number) in [(ms(12), 1), (ms(11), 2), (ms(50), 3)] {
                thread::sleep(pause);
                let _ = sender.send(number);
            }
        });
        let events = with_heartbeat(input, PERIOD);
        thread::sleep(ms(35));
        let found = at_once(&events);
        let late = found.iter().filter(|event| **event == Event::Beat).count();
        expect_part("the values that came within 35 ms", &found, value, [1, 2]);
        expect(
            late <= 1,
            Code::LimitExceeded,
            format!("{late} late beats came after 35 ms; at most one may"),
        );
        for beat in 4..=7 {
            expect_beat(&events, beat * PERIOD);
        }
        expect_eq(
            "the last value",
            receive("with_heartbeat", &events),
            Event::Value(3),
        );
        expect_closed("with_heartbeat, with its input ended", &events);
    }

    /// An input that ends while nobody takes the beat ends the stream: at most that beat still comes.
    #[check(resources, weight = 2)]
    fn ends_behind_a_late_beat() {
        let (sender, silent) = open([]);
        let events = with_heartbeat(silent, PERIOD);
        thread::sleep(ms(25));
        drop(sender);
        thread::sleep(ms(10));
        let late = at_once(&events);
        expect(
            late.len() <= 1,
            Code::LimitExceeded,
            format!("{} late beats came; at most one may", late.len()),
        );
        expect_closed("with_heartbeat, with its input ended", &events);
        expect_no_threads("with_heartbeat, with its input ended");
    }

    /// When its consumer has left, the thread ends at its next send, which is the next beat at the latest, and
    /// lets go of its input.
    #[check(resources, weight = 3)]
    fn ends_when_the_consumer_leaves() {
        let (sender, silent) = open([]);
        let events = with_heartbeat(silent, PERIOD);
        expect_beat(&events, PERIOD);
        drop(events);
        advance(PERIOD);
        expect_no_threads("with_heartbeat, one period after its consumer left");
        expect(
            sender.send(1).is_err(),
            Code::ThreadLeak,
            "with_heartbeat, one period after its consumer left, still keeps its input",
        );
    }

    /// A period of zero is refused, by a panic that names `period`, before any thread has started.
    #[check(resources)]
    fn refuses_a_period_of_zero() {
        expect_panic("with_heartbeat with a period of zero", "period", || {
            drop(with_heartbeat(stream([1]), Duration::ZERO));
        });
        expect_no_threads("with_heartbeat with a period of zero");
    }

    /// With a period of `Duration::MAX` no beat ever comes.
    #[check(timing)]
    fn knows_no_limit() {
        let events = with_heartbeat(paced([(Duration::from_secs(86_400), 7)]), Duration::MAX);
        let all = drain_at_most("with_heartbeat with the longest period", &events, MANY);
        expect_sequence("the events within a day", all, [Event::Value(7)]);
    }

    /// Values that come just at a beat are not lost, and their order stays, however slow the threads are.
    #[check(ordering, weight = 3, adverse)]
    fn loses_nothing_in_the_race() {
        let events = with_heartbeat(paced([(PERIOD, 1), (PERIOD, 2)]), PERIOD);
        expect_part("the values", &all(&events), value, [1, 2]);
    }
}
