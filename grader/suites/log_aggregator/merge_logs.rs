//! The hidden suite of `merge_logs`: order, ties, and everything there.

use crate::common::{Brief, brief, in_order, line};
use check::prelude::*;
use log_aggregator::merge_logs;

/// Merges logs with these times.
fn merged(logs: &[&[u64]]) -> Vec<Brief> {
    let log =
        |(source, times): (usize, &&[u64])| times.iter().map(|at| line(source, *at)).collect();
    let logs = logs.iter().enumerate().map(log).collect();
    merge_logs(logs).iter().map(brief).collect()
}

check::suite! {
    /// All lines come, in the order of their times, with their sources and texts, and all are in order.
    #[check(basic, weight = 4)]
    fn orders_by_time() {
        expect_sequence(
            "the merge of [1, 4, 6], [2, 7] and [3, 5]",
            merged(&[&[1, 4, 6], &[2, 7], &[3, 5]]),
            in_order(&[(0, 1), (1, 2), (2, 3), (0, 4), (2, 5), (0, 6), (1, 7)]),
        );
    }

    /// Of equal times, the source with the smaller index goes first, with all of its lines of that time.
    #[check(ordering, weight = 4, exhaustive)]
    fn ties_go_by_source() {
        expect_sequence(
            "the merge of [2, 3], [2, 2] and [1, 2, 3]",
            merged(&[&[2, 3], &[2, 2], &[1, 2, 3]]),
            in_order(&[(2, 1), (0, 2), (1, 2), (1, 2), (2, 2), (0, 3), (2, 3)]),
        );
    }

    /// Logs without lines, logs that are used up early, a single log and no logs at all are merged as well.
    #[check(ordering, weight = 3)]
    fn works_with_any_logs() {
        expect_sequence("the merge of nothing", merged(&[]), []);
        expect_sequence("the merge of an empty log", merged(&[&[]]), []);
        let one = merged(&[&[0, 0, u64::MAX]]);
        expect_sequence("the merge of one log", one, in_order(&[(0, 0), (0, 0), (0, u64::MAX)]));
        expect_sequence(
            "the merge of [], [5], [], [1, 2, 9, 10]",
            merged(&[&[], &[5], &[], &[1, 2, 9, 10]]),
            in_order(&[(3, 1), (3, 2), (1, 5), (3, 9), (3, 10)]),
        );
    }

    /// Lines of one source and one time keep their order.
    #[check(ordering, weight = 3)]
    fn keeps_the_order_of_a_source() {
        let mut log = vec![line(0, 7), line(0, 7), line(0, 7)];
        for (line, text) in log.iter_mut().zip(["c", "a", "b"]) {
            line.text = text.into();
        }
        let entries = merge_logs(vec![log, vec![line(1, 6), line(1, 7)]]);
        expect_part(
            "the texts of source 0",
            &entries,
            |entry| (entry.source == 0).then(|| entry.line.text.clone()),
            ["c", "a", "b"].map(String::from),
        );
    }
}
