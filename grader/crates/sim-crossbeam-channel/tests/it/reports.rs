//! What a failure tells of channels.

use sim::{explore, Config};
use sim_crossbeam_channel::{bounded, never, unbounded};
use sim_std::thread;
use wire::{Failure, Occurrence, Operation};

fn failure(body: fn()) -> Failure {
    let config = Config {
        sources: "grader/".into(),
        ..Config::default()
    };
    *explore(&config, &body)
        .failure
        .expect("the program is wrong")
}

#[test]
fn sends_and_receives_are_matched_by_number() {
    let failure = failure(|| {
        let (tx, rx) = bounded(2);
        let (hand, taken) = bounded(0);
        let sender = thread::spawn(move || {
            tx.send('a').unwrap();
            tx.send('b').unwrap();
            hand.send('c').unwrap();
        });
        assert_eq!(
            (rx.recv(), rx.recv(), taken.recv()),
            (Ok('a'), Ok('b'), Ok('c'))
        );
        sender.join().unwrap();
        panic!("to see the story");
    });
    let notes = |operation| {
        let steps = failure.steps.iter();
        let done = steps.filter(|s| s.operation == operation && s.occurrence == Occurrence::Done);
        done.map(|s| (s.object, s.note.clone().unwrap()))
            .collect::<Vec<_>>()
    };
    let mut sent = notes(Operation::Send);
    assert_eq!(sent.len(), 3);
    sent.sort();
    let mut received = notes(Operation::Receive);
    received.sort();
    assert_eq!(sent, received);
    assert_eq!(sent[1].1, "message 2");
}

#[test]
fn living_endpoints_are_listed_with_their_places() {
    let failure = failure(|| {
        let (tx, rx) = unbounded();
        let other = tx.clone();
        drop(tx);
        other.send(1).unwrap();
        other.send(2).unwrap();
        rx.recv().unwrap();
        let _ = never::<u8>().recv();
        drop(other);
    });
    let channel = &failure.objects[0];
    assert_eq!(
        (channel.kind.as_str(), channel.queued),
        ("unbounded channel", Some(1))
    );
    let line = channel.created.as_ref().unwrap().line;
    let handles = channel.handles.iter();
    let handles = handles.map(|h| (h.role.as_str(), h.made.as_ref().unwrap().line - line));
    assert_eq!(
        handles.collect::<Vec<_>>(),
        [("receiver", 0), ("sender", 1)]
    );
    let receiver = &channel.handles[0];
    assert_eq!((receiver.made_by, receiver.last_used_by), (0, Some(0)));
}
