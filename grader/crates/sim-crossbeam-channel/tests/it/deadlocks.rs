//! Programs in which somebody waits for ever, or never waits.

use crate::support::fault;
use sim_crossbeam_channel::{after, bounded, never, select, unbounded};
use sim_std::thread;
use std::time::Duration;
use wire::Code;

#[track_caller]
fn deadlock(body: fn(), mention: &str) {
    let (code, message) = fault(body);
    assert!(
        code == Code::Deadlock && message.contains(mention),
        "{code}: {message}"
    );
}

#[test]
fn a_full_channel_blocks_its_only_user() {
    deadlock(
        || {
            let (tx, _rx) = bounded(1);
            tx.send(1).unwrap();
            tx.send(2).unwrap();
        },
        "waits to send into a channel of capacity 1",
    );
}

#[test]
fn a_channel_of_capacity_zero_needs_two() {
    deadlock(
        || {
            let (tx, _rx) = bounded(0);
            tx.send(1).unwrap();
        },
        "waits to send into a channel of capacity 0",
    );
}

#[test]
fn a_sender_kept_by_the_receiver_keeps_it_waiting() {
    deadlock(
        || {
            let (tx, rx) = unbounded();
            tx.send(1).unwrap();
            assert_eq!(rx.iter().sum::<i32>(), 1);
        },
        "unbounded channel",
    );
}

#[test]
fn a_select_does_not_meet_itself() {
    deadlock(
        || {
            let (tx, rx) = bounded(0);
            select! {
                send(tx, 1) -> _ => unreachable!(),
                recv(rx) -> _ => unreachable!(),
            }
        },
        "waits in a select for one of 2 channels",
    );
}

#[test]
fn a_spent_timer_and_never_wait_for_ever() {
    deadlock(
        || {
            let _ = never::<u8>().recv();
        },
        "waits to receive from a channel that never fires",
    );
    deadlock(
        || {
            let timer = after(Duration::from_secs(1));
            timer.recv().unwrap();
            let _ = timer.recv();
        },
        "waits to receive from a timer channel",
    );
}

#[test]
fn two_threads_that_send_before_they_receive() {
    deadlock(
        || {
            let (to_a, from_b) = bounded(0);
            let (to_b, from_a) = bounded(0);
            thread::spawn(move || {
                to_b.send(1).unwrap();
                from_b.recv().unwrap();
            });
            to_a.send(1).unwrap();
            from_a.recv().unwrap();
        },
        "thread 1 waits to send into a channel of capacity 0",
    );
}

#[test]
fn a_thread_that_waits_when_all_is_over_is_a_leak() {
    let (code, message) = fault(|| {
        let (tx, rx) = unbounded::<u8>();
        thread::spawn(move || rx.recv());
        std::mem::forget(tx);
    });
    assert_eq!(code, Code::ThreadLeak, "{message}");
}

#[test]
fn asking_again_and_again_is_a_busy_wait() {
    for ask in [0, 1, 2, 3] {
        let (code, message) = fault(|| {
            let (tx, rx) = bounded::<u8>(0);
            loop {
                let found = match ask {
                    0 => rx.try_recv().is_ok(),
                    1 => tx.try_send(1).is_ok(),
                    2 => rx.recv_timeout(Duration::ZERO).is_ok(),
                    _ => select! {
                        recv(rx) -> _ => true,
                        send(tx, 1) -> _ => true,
                        default => false,
                    },
                };
                assert!(!found);
            }
        });
        assert_eq!(code, Code::BusyWait, "{message}");
    }
}

#[test]
fn looking_until_something_comes_is_a_busy_wait() {
    let (code, message) = fault(|| {
        let (_tx, rx) = unbounded::<u8>();
        while rx.is_empty() {}
    });
    assert_eq!(code, Code::BusyWait, "{message}");
}
