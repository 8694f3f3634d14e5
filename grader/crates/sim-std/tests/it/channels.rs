//! `mpsc`: order, bounds, hand-over, who is told when the other side goes.

use crate::support::{every, fails_as};
use sim_std::sync::mpsc::{
    RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError, channel, sync_channel,
};
use sim_std::thread;
use sim_std::time::Instant;
use std::collections::BTreeSet;
use std::time::Duration;
use wire::Code;

#[test]
fn each_senders_values_come_in_order_and_those_of_different_senders_in_any() {
    let values = every(|| {
        let (sender, receiver) = channel();
        for start in [1, 10] {
            let sender = sender.clone();
            thread::spawn(move || {
                sender.send(start).unwrap();
                sender.send(start + 1).unwrap();
            });
        }
        drop(sender);
        receiver.into_iter().collect::<Vec<_>>()
    });
    // 4 values, 2 of each sender: 4 over 2 orders.
    assert_eq!(values.len(), 6, "{values:?}");
    for order in &values {
        let rank = |value| order.iter().position(|&v| v == value).unwrap();
        assert!(rank(1) < rank(2) && rank(10) < rank(11));
    }
}

#[test]
fn a_bound_makes_senders_wait() {
    every(|| {
        let (sender, receiver) = sync_channel(1);
        sender.send(1).unwrap();
        assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
        thread::scope(|s| {
            s.spawn(|| sender.send(2).unwrap());
            sim::settle();
            assert_eq!(receiver.recv(), Ok(1));
            assert_eq!(receiver.recv(), Ok(2));
        });
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    });
    fails_as(Code::Deadlock, || {
        let (sender, _receiver) = sync_channel(1);
        sender.send(1).unwrap();
        sender.send(2).unwrap();
    });
}

#[test]
fn a_channel_that_holds_nothing_hands_over() {
    let values = every(|| {
        let (sender, receiver) = sync_channel(0);
        thread::scope(|s| {
            let sent = s.spawn(|| {
                let first = sender.try_send(1);
                sender.send(2).unwrap();
                first
            });
            let mut got = vec![receiver.recv().unwrap()];
            if got[0] == 1 {
                got.push(receiver.recv().unwrap());
            }
            (sent.join().unwrap().is_ok(), got)
        })
    });
    assert_eq!(
        values,
        BTreeSet::from([(false, vec![2]), (true, vec![1, 2])])
    );
}

#[test]
fn try_recv_meets_a_sender_that_waits() {
    let values = every(|| {
        let (sender, receiver) = sync_channel(0);
        let sender = thread::spawn(move || sender.send(1).is_ok());
        let got = receiver.try_recv();
        drop(receiver);
        (got.ok(), sender.join().unwrap())
    });
    assert_eq!(values, BTreeSet::from([(None, false), (Some(1), true)]));
}

#[test]
fn the_last_sender_closes_and_values_in_flight_still_come() {
    every(|| {
        let (sender, receiver) = channel();
        thread::spawn(move || {
            let second = sender.clone();
            sender.send(1).unwrap();
            drop(sender);
            second.send(2).unwrap();
        });
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(receiver.recv(), Err(RecvError));
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
        let waited = receiver.recv_timeout(Duration::from_secs(9));
        assert_eq!(waited, Err(RecvTimeoutError::Disconnected));
    });
}

#[test]
fn a_receiver_that_goes_gives_values_back_and_drops_those_in_the_channel() {
    every(|| {
        let (sender, receiver) = sync_channel(1);
        let value = sim_std::sync::Arc::new(());
        sender.send(sim_std::sync::Arc::clone(&value)).unwrap();
        thread::scope(|s| {
            let blocked = s.spawn(|| sender.send(sim_std::sync::Arc::clone(&value)).is_err());
            drop(receiver);
            assert!(blocked.join().unwrap());
        });
        assert_eq!(sim_std::sync::Arc::strong_count(&value), 1);
        assert!(matches!(
            sender.try_send(value.clone()),
            Err(TrySendError::Disconnected(_))
        ));
        let (sender, receiver) = channel();
        drop(receiver);
        assert_eq!(sender.send(3), Err(SendError(3)));
    });
}

#[test]
fn a_time_out_is_exact() {
    for (milliseconds, expected) in [(499, Ok(1)), (501, Err(RecvTimeoutError::Timeout))] {
        every(|| {
            for bound in [0, 1] {
                let (sender, receiver) = sync_channel(bound);
                thread::spawn(move || {
                    thread::sleep(Duration::from_millis(milliseconds));
                    let _ = sender.send(1);
                });
                let start = Instant::now();
                assert_eq!(receiver.recv_timeout(Duration::from_millis(500)), expected);
                assert_eq!(
                    start.elapsed(),
                    Duration::from_millis(milliseconds.min(500))
                );
            }
        });
    }
}

#[test]
fn a_time_out_of_zero_takes_what_is_there() {
    every(|| {
        let (sender, receiver) = channel();
        assert_eq!(
            receiver.recv_timeout(Duration::ZERO),
            Err(RecvTimeoutError::Timeout)
        );
        sender.send(1).unwrap();
        assert_eq!(receiver.recv_timeout(Duration::ZERO), Ok(1));
        sender.send(2).unwrap();
        assert_eq!(receiver.recv_timeout(Duration::MAX), Ok(2));
    });
}

#[test]
fn receiving_from_nobody_is_a_deadlock_and_asking_for_ever_a_busy_wait() {
    fails_as(Code::Deadlock, || {
        let (_sender, receiver) = channel::<()>();
        let _ = receiver.recv();
    });
    fails_as(Code::BusyWait, || {
        let (_sender, receiver) = channel::<()>();
        while receiver.try_recv().is_err() {}
    });
}

#[test]
fn what_is_there_is_taken_without_waiting() {
    every(|| {
        let (sender, receiver) = channel();
        sender.send(1).unwrap();
        sender.send(2).unwrap();
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(receiver.try_iter().next(), None);
    });
}
