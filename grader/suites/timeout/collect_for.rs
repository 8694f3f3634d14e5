//! The hidden suite of `collect_for`: one deadline over everything.

use crate::common::{NANOSECOND, left_in, ms, paced, stream};
use check::prelude::*;
use std::thread;
use timeout::collect_for;

/// Values that may be taken after the deadline. `select!` between a ready value and the deadline
/// goes on with probability one half each time, so that this many in a row do not happen.
const FEW: usize = 50;

check::suite! {
    /// What comes within the time is returned, in order; what comes much later stays in the
    /// channel.
    #[check(basic, weight = 4)]
    fn returns_what_came_in_time() {
        let numbers = paced([ms(100), ms(100), ms(100), ms(600)]);
        expect_sequence(
            "what came within 350 ms",
            collect_for(&numbers, ms(350)),
            [1, 2, 3],
        );
        expect_eq("the next value", receive("the channel", &numbers), 4);
    }

    /// A channel that has closed ends the collection.
    #[check(basic, weight = 2, exhaustive)]
    fn returns_all_of_a_closed_channel() {
        expect_sequence(
            "what a closed channel held",
            collect_for(&stream([1, 2, 3]), ms(500)),
            [1, 2, 3],
        );
        let numbers = paced([ms(100), ms(100)]);
        expect_sequence(
            "what came before the close",
            collect_for(&numbers, ms(500)),
            [1, 2],
        );
    }

    /// If nothing comes, nothing is returned, at the deadline.
    #[check(basic)]
    fn returns_nothing_of_silence() {
        let (sender, silent) = unbounded::<u32>();
        for total in [ms(500), Duration::ZERO] {
            let (got, time) = took(|| collect_for(&silent, total));
            expect_sequence("what came of a silent channel", got, []);
            expect_took(&format!("collecting for {total:?}"), time, total);
        }
        drop(sender);
    }

    /// The end of the channel is noticed at once, whether it was before or during the call.
    #[check(timing, weight = 2)]
    fn notices_the_end_at_once() {
        let numbers = paced([ms(100), ms(100)]);
        for (moment, want) in [("during", ms(200)), ("before", Duration::ZERO)] {
            let ((), time) = took(|| drop(collect_for(&numbers, ms(500))));
            expect_took(&format!("noticing a close {moment} the call"), time, want);
        }
    }

    /// The deadline holds for all waits together, even if values keep coming.
    #[check(timing, weight = 4)]
    fn does_not_restart_the_clock() {
        let numbers = paced([ms(10); 12]);
        let (got, time) = took(|| collect_for(&numbers, ms(35)));
        expect_took(
            "collecting for 35 ms while a value comes every 10 ms",
            time,
            ms(35),
        );
        expect_sequence("what came within 35 ms", got, [1, 2, 3]);
        expect_sequence(
            "what comes afterwards",
            drain("the channel", &numbers),
            4..=12,
        );
    }

    /// One nanosecond before the deadline is in time, one nanosecond after it is not.
    #[check(timing, weight = 2)]
    fn counts_nanoseconds() {
        let total = Duration::new(0, 499_999_500);
        let numbers = paced([ms(100), total - ms(100) - NANOSECOND, 2 * NANOSECOND]);
        let (got, time) = took(|| collect_for(&numbers, total));
        expect_took("the collection", time, total);
        expect_sequence("what came until 1 ns before the deadline", got, [1, 2]);
        advance(NANOSECOND);
        expect_eq(
            "the late value, which stays in the channel",
            left_in(&numbers),
            [3],
        );
    }

    /// A value is taken when it comes, so that whoever sends it need not wait for the deadline.
    #[check(timing, weight = 2)]
    fn takes_each_value_as_it_comes() {
        let (sender, numbers) = bounded(0);
        let sent = Log::new();
        let moments = sent.clone();
        thread::spawn(move || {
            for number in 1..=3 {
                thread::sleep(ms(50));
                if sender.send(number).is_ok() {
                    moments.push(elapsed());
                }
            }
        });
        expect_sequence("what came", collect_for(&numbers, ms(175)), [1, 2, 3]);
        expect_eq(
            "the moments at which the values were taken",
            sent.snapshot(),
            [ms(50), ms(100), ms(150)],
        );
    }

    /// `Duration::MAX` is a deadline that never comes.
    #[check(timing)]
    fn knows_no_limit() {
        let numbers = paced([ms(1), Duration::from_secs(86_400)]);
        expect_sequence(
            "what came until the close",
            collect_for(&numbers, Duration::MAX),
            [1, 2],
        );
    }

    /// If values are always ready when the deadline is over, it ends all the same, after a few of
    /// them.
    #[check(timing, weight = 3, adverse, fair)]
    fn is_not_starved_by_ready_values() {
        const ALL: usize = 2 * FEW;
        let (sender, numbers) = unbounded();
        for number in 0..ALL {
            let _ = sender.send(number);
        }
        let waiting = Log::new();
        let (channel, note) = (numbers.clone(), waiting.clone());
        thread::spawn(move || {
            for pause in [ms(1), ms(11)] {
                thread::sleep(pause);
                note.push(channel.len());
            }
        });
        let got = collect_for(&numbers, ms(10));
        let left = left_in(&numbers);
        // If something had been taken when the first note was made, then the deadline was over when
        // the second was made. What waited at that moment was either left or taken too late.
        if let [first, second] = waiting.snapshot()[..]
            && first < ALL
        {
            let taken = second.saturating_sub(left.len());
            expect(
                taken <= FEW,
                Code::TooLate,
                format!("{taken} values were taken after the deadline, while values were ready"),
            );
        }
        expect_sequence(
            "what was taken, and what was left",
            got.into_iter().chain(left),
            0..ALL,
        );
        drop(sender);
    }

    /// Values that come just as the deadline is over are returned or stay in the channel, however
    /// slow the threads are.
    #[check(ordering, weight = 2, adverse)]
    fn loses_nothing_in_the_race() {
        let numbers = paced([ms(10), ms(10), ms(5)]);
        let mut got = collect_for(&numbers, ms(20));
        got.extend(drain("the channel", &numbers));
        expect_sequence("what was collected, and what stayed", got, [1, 2, 3]);
    }
}
