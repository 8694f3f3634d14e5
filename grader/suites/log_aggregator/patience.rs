//! The hidden suite of `patience`: how long a silent source is waited for, and what comes too late.

use crate::common::{
    Brief, NANOSECOND, SECOND, all, closed, expect_next, expect_sound, in_order, line, open, paced,
};
use check::prelude::*;
use log_aggregator::{Entry, Place, aggregate};
use std::thread;

const HALF: Duration = Duration::from_millis(500);
const QUARTER: Duration = Duration::from_millis(250);

/// The next entry is this one, and came after so long.
fn expect_after(output: &Receiver<Entry>, wait: Duration, want: Brief) {
    let (source, at, _) = want;
    let (entry, time) = took(|| receive("the merged log", output));
    expect_eq("the next entry", crate::common::brief(&entry), want);
    let what = format!("waiting for the entry of source {source} at {at}");
    expect_took(&what, time, wait);
}

check::suite! {
    /// The log goes on without a silent source, in order.
    #[check(basic, weight = 4)]
    fn goes_on_without_a_silent_source() {
        let (sender, silent) = open(1, &[]);
        let output = aggregate(vec![closed(0, &[1, 2]), silent], SECOND);
        expect_next(&output, (0, 1, Place::InOrder));
        expect_next(&output, (0, 2, Place::InOrder));
        drop(sender);
        expect_closed("the merged log, with its sources ended", &output);
    }

    /// While no source is silent, everything comes in order.
    #[check(basic, weight = 3)]
    fn waits_for_who_is_not_silent() {
        let sources = vec![closed(0, &[2, 4]), paced(1, &[(QUARTER, 1), (QUARTER, 3), (QUARTER, 5)])];
        let output = aggregate(sources, SECOND);
        let want = in_order(&[(1, 1), (0, 2), (1, 3), (0, 4), (1, 5)]);
        expect_sequence("the merged log", all(&output), want);
    }

    /// A silent source is waited for exactly as long as `patience` says, and once: not again for each line of the others.
    #[check(timing, weight = 6)]
    fn waits_once() {
        let (sender, silent) = open(1, &[]);
        let output = aggregate(vec![closed(0, &[1, 2, 3]), silent], SECOND);
        expect_after(&output, SECOND, (0, 1, Place::InOrder));
        expect_after(&output, Duration::ZERO, (0, 2, Place::InOrder));
        expect_after(&output, Duration::ZERO, (0, 3, Place::InOrder));
        // All that are open are silent: no clock is left to wait for, and still nobody asks again and again.
        advance(10 * SECOND);
        drop(sender);
        expect_closed("the merged log, with its sources ended", &output);
    }

    /// A line that comes a nanosecond before `patience` is over is in time; one that comes a nanosecond after it is late.
    #[check(timing, weight = 4)]
    fn knows_its_limit_to_the_nanosecond() {
        let early = paced(1, &[(SECOND - NANOSECOND, 1)]);
        let output = aggregate(vec![closed(0, &[2]), early], SECOND);
        expect_sequence("with a line in time", all(&output), in_order(&[(1, 1), (0, 2)]));
        let late = paced(1, &[(SECOND + NANOSECOND, 1)]);
        let output = aggregate(vec![closed(0, &[2]), late], SECOND);
        let want = [(0, 2, Place::InOrder), (1, 1, Place::Late)];
        expect_sequence("with a line after its time", all(&output), want);
    }

    /// The clock of a source starts anew with each of its lines: one that always comes in time is never silent.
    #[check(timing, weight = 5)]
    fn each_line_starts_the_clock_anew() {
        let pause = Duration::from_millis(900);
        let steady = paced(1, &[(pause, 1), (pause, 3), (pause, 5), (pause, 7)]);
        let output = aggregate(vec![closed(0, &[2, 4, 6, 8]), steady], SECOND);
        let pauses_until = [1, 2, 2, 3, 3, 4, 4, 4];
        let (mut moment, mut at) = (Duration::ZERO, 0);
        for pauses in pauses_until {
            // A line of source 0 waits for the next one of source 1; the last one for its close.
            at += 1;
            let source = usize::from(at % 2 == 1);
            expect_after(&output, pauses * pause - moment, (source, at, Place::InOrder));
            moment = pauses * pause;
        }
    }

    /// Each source has a clock of its own, which its own lines alone start anew.
    #[check(timing, weight = 4)]
    fn each_source_has_its_clock() {
        let (one, lines) = open(1, &[]);
        let (two, silent) = open(2, &[]);
        thread::spawn(move || {
            thread::sleep(HALF);
            let _ = one.send(line(1, 1));
            thread::sleep(10 * SECOND);
        });
        let output = aggregate(vec![closed(0, &[2, 3]), lines, silent], SECOND);
        // Source 2 is silent from 1 s on.
        expect_after(&output, SECOND, (1, 1, Place::InOrder));
        // Sent at 1 s: so source 1 is silent from 2 s on.
        expect_after(&output, SECOND, (0, 2, Place::InOrder));
        expect_after(&output, Duration::ZERO, (0, 3, Place::InOrder));
        drop(two);
    }

    /// A line that is late is marked so and sent at once, though others are waited for; then its source is waited for again.
    #[check(ordering, weight = 5)]
    fn late_lines_wait_for_nobody() {
        let (one, lines) = open(1, &[]);
        let (zero, others) = open(0, &[5]);
        let output = aggregate(vec![others, lines], SECOND);
        expect_after(&output, SECOND, (0, 5, Place::InOrder));
        // At 1.5 s: source 0 shows no line, and is not silent yet.
        advance(HALF);
        let _ = one.send(line(1, 3));
        settle();
        expect_after(&output, Duration::ZERO, (1, 3, Place::Late));
        let _ = one.send(line(1, 4));
        settle();
        expect_after(&output, Duration::ZERO, (1, 4, Place::Late));
        let _ = zero.send(line(0, 6));
        // Source 1 has a second from its line on.
        expect_after(&output, SECOND, (0, 6, Place::InOrder));
        let _ = one.send(line(1, 5));
        settle();
        expect_after(&output, Duration::ZERO, (1, 5, Place::Late));
        drop((zero, one));
        expect_closed("the merged log, with its sources ended", &output);
    }

    /// A line of the same time as one that was sent before is in order, though its source has the smaller index.
    #[check(ordering, weight = 2)]
    fn of_equal_times_none_is_late() {
        let (sender, lines) = open(0, &[]);
        let output = aggregate(vec![lines, closed(1, &[4])], SECOND);
        expect_next(&output, (1, 4, Place::InOrder));
        let _ = sender.send(line(0, 4));
        expect_next(&output, (0, 4, Place::InOrder));
        drop(sender);
        expect_closed("the merged log, with its sources ended", &output);
    }

    /// A consumer that is away makes nobody silent: a line that came meanwhile is found, and sent where it belongs.
    #[check(ordering, weight = 4)]
    fn a_slow_consumer_makes_nobody_silent() {
        let (sender, lines) = open(1, &[]);
        let output = aggregate(vec![closed(0, &[2, 4, 6, 8, 10]), lines], SECOND);
        // Source 1 is silent after 1 s; two lines of source 0 may be on their way then.
        thread::sleep(3 * SECOND);
        let _ = sender.send(line(1, 7));
        thread::sleep(2 * SECOND);
        let _ = sender.send(line(1, 9));
        let got = || crate::common::brief(&receive("the merged log", &output));
        let want = in_order(&[(0, 2), (0, 4), (0, 6), (1, 7), (0, 8), (1, 9)]);
        expect_sequence("the merged log", want.iter().map(|_| got()), want.clone());
        drop(sender);
        expect_sequence("the rest of the log", all(&output), in_order(&[(0, 10)]));
    }

    /// A source that closes before its time is over is not waited for any longer.
    #[check(deadlock, weight = 2)]
    fn a_close_ends_the_wait() {
        let (sender, lines) = open(1, &[]);
        thread::spawn(move || {
            thread::sleep(HALF);
            drop(sender);
        });
        let output = aggregate(vec![closed(0, &[1]), lines], SECOND);
        expect_after(&output, HALF, (0, 1, Place::InOrder));
        expect_closed("the merged log, with its sources ended", &output);
    }

    /// With a patience of `Duration::MAX` a source is waited for without end.
    #[check(timing, weight = 2)]
    fn the_longest_patience_never_ends() {
        let day = Duration::from_secs(86_400);
        let output = aggregate(vec![closed(0, &[2]), paced(1, &[(day, 1)])], Duration::MAX);
        expect_after(&output, day, (1, 1, Place::InOrder));
        expect_after(&output, Duration::ZERO, (0, 2, Place::InOrder));
    }

    /// Whenever lines come and clocks run out, however slow the threads are, nothing is lost, and every entry is marked as it must be.
    #[check(ordering, weight = 4, adverse)]
    fn any_moment_will_do() {
        let sources = vec![paced(0, &[(HALF, 2), (SECOND, 4)]), paced(1, &[(SECOND, 1), (SECOND, 3)])];
        let output = aggregate(sources, SECOND);
        expect_sound(&all(&output), &[&[2, 4], &[1, 3]]);
    }
}
