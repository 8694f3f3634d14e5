//! Visible examples, on real threads: `cargo test -p log_aggregator`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under many
//! schedules: `cargo run check log_aggregator`.

use crossbeam_channel::{Receiver, TryRecvError, unbounded};
use log_aggregator::{Entry, Line, Place, aggregate, merge_logs};
use std::time::Duration;

fn line(at: u64) -> Line {
    let text = format!("at {at}");
    Line { at, text }
}

/// A source that has written these, and closed its log.
fn source(times: &[u64]) -> Receiver<Line> {
    let (sender, receiver) = unbounded();
    for at in times {
        sender.send(line(*at)).expect("the receiver is here");
    }
    receiver
}

fn brief(entry: &Entry) -> (usize, u64, Place) {
    (entry.source, entry.line.at, entry.place)
}

#[test]
fn complete_logs_are_merged() {
    let logs = vec![vec![line(1), line(4)], vec![], vec![line(1), line(2)]];
    let merged: Vec<_> = merge_logs(logs).iter().map(brief).collect();
    let want = [(0, 1), (2, 1), (2, 2), (0, 4)];
    assert_eq!(
        merged,
        want.map(|(source, at)| (source, at, Place::InOrder))
    );
}

#[test]
fn living_logs_are_merged() {
    let sources = vec![source(&[1, 4, 5]), source(&[]), source(&[2, 4])];
    let entries = aggregate(sources, Duration::MAX);
    let merged: Vec<_> = entries.iter().map(|entry| brief(&entry)).collect();
    let want = [(0, 1), (2, 2), (0, 4), (2, 4), (0, 5)];
    assert_eq!(
        merged,
        want.map(|(source, at)| (source, at, Place::InOrder))
    );
}

#[test]
fn an_open_source_is_waited_for() {
    let (sender, open) = unbounded();
    let entries = aggregate(vec![source(&[5]), open], Duration::MAX);
    assert_eq!(entries.try_recv(), Err(TryRecvError::Empty));
    sender.send(line(3)).expect("the aggregator is there");
    drop(sender);
    let times: Vec<u64> = entries.iter().map(|entry| entry.line.at).collect();
    assert_eq!(times, [3, 5]);
}

#[test]
fn a_silent_source_is_not_waited_for_without_end() {
    let (sender, silent) = unbounded();
    let entries = aggregate(vec![source(&[5, 6]), silent], Duration::from_millis(20));
    let next = || brief(&entries.recv().expect("there is more"));
    assert_eq!(next(), (0, 5, Place::InOrder));
    assert_eq!(next(), (0, 6, Place::InOrder));
    sender.send(line(3)).expect("the aggregator is there");
    assert_eq!(next(), (1, 3, Place::Late));
}
