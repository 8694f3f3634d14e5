//! What becomes of messages, and of those who wait, when one side leaves.

use crate::support::{ends, right};
use sim_crossbeam_channel::{
    after, bounded, never, tick, unbounded, Receiver, RecvError, RecvTimeoutError, SendError,
    SendTimeoutError, Sender, TryRecvError, TrySendError,
};
use sim_std::thread;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// Counts how many of it have been dropped.
struct Probe(Rc<Cell<u32>>);

impl Drop for Probe {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

/// Drops after: two messages are sent; the receiver leaves; the sender leaves.
fn drops(make: fn() -> (Sender<Probe>, Receiver<Probe>)) -> [u32; 3] {
    let drops = Cell::new([0; 3]);
    right(|| {
        let count = Rc::new(Cell::new(0));
        let (tx, rx) = make();
        for _ in 0..2 {
            assert!(tx.send(Probe(count.clone())).is_ok());
        }
        let sent = count.get();
        drop(rx);
        let no_receiver = count.get();
        drop(tx);
        drops.set([sent, no_receiver, count.get()]);
    });
    drops.get()
}

#[test]
fn an_unbounded_channel_frees_its_messages_when_the_last_receiver_goes() {
    assert_eq!(drops(unbounded), [0, 2, 2]);
}

#[test]
fn a_bounded_channel_keeps_its_messages_until_the_senders_go() {
    assert_eq!(drops(|| bounded(2)), [0, 0, 2]);
    assert_eq!(drops(|| bounded(7)), [0, 0, 2]);
}

#[test]
fn messages_outlive_their_senders() {
    right(|| {
        let count = Rc::new(Cell::new(0));
        let (tx, rx) = unbounded();
        for _ in 0..3 {
            assert!(tx.send(Probe(count.clone())).is_ok());
        }
        drop(tx);
        drop(rx.recv());
        assert_eq!((count.get(), rx.len()), (1, 2));
        drop(rx);
        assert_eq!(count.get(), 3);
    });
}

#[test]
fn a_message_that_is_refused_comes_back() {
    right(|| {
        let count = Rc::new(Cell::new(0));
        let (tx, rx) = bounded(1);
        assert!(tx.send(Probe(count.clone())).is_ok());
        let full = tx.try_send(Probe(count.clone())).unwrap_err();
        assert!(full.is_full());
        let late = tx
            .send_timeout(Probe(count.clone()), Duration::from_secs(1))
            .unwrap_err();
        assert!(late.is_timeout());
        drop(rx);
        let gone = tx.send(Probe(count.clone())).unwrap_err();
        assert_eq!(count.get(), 0);
        drop((full, late, gone));
        assert_eq!(count.get(), 3);
        drop(tx);
        assert_eq!(count.get(), 4);
    });
}

#[test]
fn closed_channels_say_so() {
    for capacity in [0, 1] {
        right(|| {
            let (tx, rx) = bounded(capacity);
            drop(tx);
            assert_eq!(rx.recv(), Err::<u8, _>(RecvError));
            assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
            assert_eq!(
                rx.recv_timeout(Duration::ZERO),
                Err(RecvTimeoutError::Disconnected)
            );
            let (tx, rx) = bounded(capacity);
            drop(rx);
            assert_eq!(tx.send(1), Err(SendError(1)));
            assert_eq!(tx.try_send(1), Err(TrySendError::Disconnected(1)));
            let second = Duration::from_secs(1);
            assert_eq!(
                tx.send_timeout(1, second),
                Err(SendTimeoutError::Disconnected(1))
            );
        });
    }
}

#[test]
fn those_who_wait_are_released_when_the_other_side_goes() {
    for capacity in [0, 1] {
        right(|| {
            let (tx, rx) = bounded::<u8>(capacity);
            let receiver = thread::spawn(move || assert_eq!(rx.recv(), Err(RecvError)));
            drop(tx);
            receiver.join().unwrap();
            let (tx, rx) = bounded::<u8>(capacity);
            let sender = thread::spawn(move || while tx.send(1).is_ok() {});
            drop(rx);
            sender.join().unwrap();
        });
    }
}

#[test]
fn a_clone_keeps_the_channel_open() {
    let ends = ends(|| {
        let (tx, rx) = unbounded();
        let clone = tx.clone();
        drop(tx);
        let still = rx.try_recv();
        clone.send(1).unwrap();
        drop(clone);
        (
            still == Err(TryRecvError::Empty),
            rx.recv().is_ok(),
            rx.recv().is_ok(),
        )
    });
    assert_eq!(ends, [(true, true, false)]);
}

#[test]
fn channels_live_and_die_outside_of_an_execution() {
    let count = Rc::new(Cell::new(0));
    let (tx, rx) = bounded::<Probe>(3);
    assert_eq!((tx.clone().capacity(), rx.clone().len()), (Some(3), 0));
    assert!(never::<u8>().clone().is_empty());
    drop((tx, rx));
    let (tx, _rx) = unbounded::<Probe>();
    let used = std::panic::AssertUnwindSafe(|| tx.send(Probe(count)).is_ok());
    let payload = std::panic::catch_unwind(used).unwrap_err();
    let text = payload.downcast_ref::<&str>().copied().unwrap_or_default();
    assert!(text.contains("outside of a simulated execution"), "{text}");
}

#[test]
fn a_channel_made_outside_works_inside() {
    let (tx, rx) = unbounded();
    right(|| {
        tx.send(1).unwrap();
        assert_eq!(rx.recv(), Ok(1));
    });
}

#[test]
fn capacities_are_told() {
    right(|| {
        let (tx, rx) = bounded(2);
        assert_eq!((tx.capacity(), rx.capacity()), (Some(2), Some(2)));
        tx.send(1).unwrap();
        assert!(!tx.is_empty() && !tx.is_full());
        tx.send(2).unwrap();
        assert!(rx.is_full() && rx.len() == 2);
        let (tx, rx) = bounded::<u8>(0);
        assert!(tx.is_empty() && tx.is_full() && rx.capacity() == Some(0));
        let (tx, rx) = unbounded::<u8>();
        assert!(tx.is_empty() && !rx.is_full() && rx.capacity().is_none());
        let second = Duration::from_secs(1);
        assert_eq!(
            (after(second).capacity(), tick(second).capacity()),
            (Some(1), Some(1))
        );
        assert_eq!(after(Duration::MAX).capacity(), Some(0));
    });
}
