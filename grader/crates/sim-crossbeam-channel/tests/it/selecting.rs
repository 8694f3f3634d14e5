//! What a select can come to.

use crate::support::{collect, ends, fault, outcomes, right};
use sim::Config;
use sim_crossbeam_channel::{bounded, select, select_biased, unbounded, Receiver, Select, Sender};
use sim_std::thread;
use std::cell::{Cell, RefCell};
use wire::Code;

#[test]
fn of_several_ready_any_is_chosen_and_all_are_found() {
    let ends = ends(|| {
        let (a, ra) = unbounded();
        let (b, rb) = unbounded();
        let (c, rc) = unbounded();
        for sender in [a, b, c] {
            sender.send(()).unwrap();
        }
        select! {
            recv(ra) -> _ => 'a',
            recv(rb) -> _ => 'b',
            recv(rc) -> _ => 'c',
        }
    });
    assert_eq!(ends, ['a', 'b', 'c']);
}

#[test]
fn a_biased_select_takes_the_first_that_is_ready() {
    let ends = ends(|| {
        let (a, ra) = unbounded::<()>();
        let (b, rb) = unbounded();
        b.send(()).unwrap();
        drop(a);
        select_biased! {
            recv(ra) -> result => result.is_err(),
            recv(rb) -> _ => false,
        }
    });
    assert_eq!(ends, [true]);
}

/// A request is sent after quit.
fn quit_then_request(serve: fn(&Receiver<()>, &Receiver<()>) -> &'static str) -> &'static str {
    let (quit, on_quit) = bounded(1);
    let (request, on_request) = bounded(1);
    let server = thread::spawn(move || serve(&on_quit, &on_request));
    quit.send(()).unwrap();
    let _ = request.send(());
    server.join().unwrap()
}

#[test]
fn a_request_sent_after_quit_may_be_served_even_with_a_bias() {
    let unbiased = ends(|| {
        quit_then_request(|quit, request| {
            select! { recv(quit) -> _ => "quit", recv(request) -> _ => "request" }
        })
    });
    assert_eq!(unbiased, ["quit", "request"]);
    let biased = outcomes(|| {
        quit_then_request(|quit, request| {
            select_biased! { recv(quit) -> _ => "quit", recv(request) -> _ => "request" }
        })
    });
    assert!(biased["request"] > 0 && biased["quit"] > biased["request"]);
}

#[test]
fn a_select_that_waits_takes_what_came_first() {
    let first = |order: [usize; 2]| {
        right(|| {
            let channels = [bounded(1), bounded(1)];
            let receivers = [channels[0].1.clone(), channels[1].1.clone()];
            let server = thread::spawn(move || {
                select_biased! { recv(receivers[0]) -> _ => 0, recv(receivers[1]) -> _ => 1 }
            });
            sim::settle();
            for index in order {
                channels[index].0.send(()).unwrap();
            }
            assert_eq!(server.join().unwrap(), order[0]);
        });
    };
    first([0, 1]);
    first([1, 0]);
}

/// A token lies in the left of two channels, and is moved so many times, without ever being in none.
fn catch_a_token(moves: u32) -> &'static str {
    let (to_left, left) = bounded(2);
    let (to_right, right) = bounded(2);
    to_left.send(()).unwrap();
    let (left2, right2) = (left.clone(), right.clone());
    let thread = thread::spawn(move || {
        for count in 0..moves {
            let (to, from) = if count % 2 == 0 {
                (&to_right, &left)
            } else {
                (&to_left, &right)
            };
            to.send(()).unwrap();
            let _ = from.try_recv();
        }
        (to_left, to_right)
    });
    let caught = select! {
        recv(left2) -> _ => "left",
        recv(right2) -> _ => "right",
        default => "none",
    };
    thread.join().unwrap();
    caught
}

#[test]
fn a_default_arm_is_taken_only_if_two_rounds_found_nothing() {
    assert_eq!(ends(|| catch_a_token(1)), ["left", "right"]);
    let config = Config {
        budget: 30_000,
        effort: u64::MAX,
        ..Config::default()
    };
    let (explored, ends) = collect(&config, || catch_a_token(3));
    assert_eq!(explored.failure, None);
    assert_eq!(
        ends.into_keys().collect::<Vec<_>>(),
        ["left", "none", "right"]
    );
}

#[test]
fn values_of_send_arms_are_made_only_when_the_arm_is_chosen() {
    right(|| {
        let (full, _r) = bounded(1);
        full.send(0).unwrap();
        let (open, r) = bounded(1);
        let made = RefCell::new(Vec::new());
        let new = |value| {
            made.borrow_mut().push(value);
            value
        };
        select! {
            send(full, new(1)) -> _ => unreachable!(),
            send(open, new(2)) -> result => result.unwrap(),
        }
        assert_eq!((r.recv(), made.take()), (Ok(2), vec![2]));
    });
}

#[test]
fn a_receiver_that_met_a_select_waits_for_its_value() {
    right(|| {
        let (tx, rx) = bounded(0);
        let (go, gone) = bounded(0);
        let sender = thread::spawn(move || {
            select! {
                send(tx, { go.send(()).unwrap(); 5 }) -> result => result.unwrap(),
                default(std::time::Duration::MAX) => unreachable!(),
            }
        });
        let helper = thread::spawn(move || gone.recv().unwrap());
        assert_eq!(rx.recv(), Ok(5));
        sender.join().unwrap();
        helper.join().unwrap();
    });
}

#[test]
fn selects_meet_on_both_sides() {
    let ends = ends(|| {
        let (a, ra) = bounded(0);
        let (b, rb) = bounded(0);
        let other = thread::spawn(move || {
            select! { send(a, 1) -> r => r.map(|()| 'a'), send(b, 2) -> r => r.map(|()| 'b') }
        });
        let got = select! { recv(ra) -> r => r, recv(rb) -> r => r };
        (other.join().unwrap().unwrap(), got.unwrap())
    });
    assert_eq!(ends, [('a', 1), ('b', 2)]);
}

#[test]
fn a_rendezvous_does_not_wait_for_one_who_only_watches() {
    let ends = ends(|| {
        let (tx, rx) = bounded(0);
        let watcher = thread::spawn(move || {
            let mut select = Select::new();
            select.recv(&rx);
            select.ready();
            rx.recv().unwrap()
        });
        let early = tx.try_send(1).is_ok();
        if !early {
            tx.send(1).unwrap();
        }
        (early, watcher.join().unwrap())
    });
    assert_eq!(ends, [(false, 1)]);
}

#[test]
fn try_send_of_capacity_zero_needs_a_receiver_that_waits() {
    let ends = ends(|| {
        let (tx, rx) = bounded(0);
        let receiver = thread::spawn(move || rx.recv().ok());
        let sent = tx.try_send(1).is_ok();
        drop(tx);
        (sent, receiver.join().unwrap())
    });
    assert_eq!(ends, [(false, None), (true, Some(1))]);
}

#[test]
fn receivers_barge() {
    // A message may go to the one who came late, although another one waited.
    let ends = ends(|| {
        let (tx, rx) = bounded(1);
        let late = rx.clone();
        let waiter = thread::spawn(move || rx.recv().is_ok());
        sim::settle();
        tx.send(()).unwrap();
        let barged = late.try_recv().is_ok();
        drop(tx);
        (barged, waiter.join().unwrap())
    });
    assert_eq!(ends, [(false, true), (true, false)]);
}

#[test]
fn a_selected_operation_must_be_completed() {
    let (code, message) = fault(|| {
        let (tx, _rx) = bounded(1);
        let mut select = Select::new();
        select.send(&tx);
        drop(select.select());
        tx.send(1).unwrap();
    });
    assert_eq!(code, Code::Panic);
    assert!(
        message.contains("dropped `SelectedOperation` without completing"),
        "{message}"
    );
}

#[test]
fn a_place_that_is_selected_is_taken() {
    right(|| {
        let (tx, rx) = bounded(1);
        let mut select = Select::new();
        select.send(&tx);
        let operation = select.select();
        assert!(tx.try_send(2).is_err() && rx.len() == 1);
        operation.send(&tx, 1).unwrap();
        assert_eq!(rx.recv(), Ok(1));
    });
}

#[test]
fn under_fair_schedules_a_select_is_fair() {
    let (explored, hits) = fair(|a, b| select! { recv(a) -> _ => 0, recv(b) -> _ => 1 });
    assert_eq!(explored, None);
    // Turns are taken: chance alone would now and then pass over a ready branch for long.
    assert!(hits.iter().all(|hits| hits == &[100, 100]), "{hits:?}");
    let (_, hits) = fair(|a, b| select_biased! { recv(a) -> _ => 0, recv(b) -> _ => 1 });
    assert!(hits.iter().all(|hits| hits == &[200, 0]), "{hits:?}");
}

fn fair(choose: fn(&Receiver<()>, &Receiver<()>) -> usize) -> (Option<Code>, Vec<[u32; 2]>) {
    let all = RefCell::new(Vec::new());
    let config = Config {
        fair: true,
        samples: 20,
        ..Config::default()
    };
    let (explored, _) = collect(&config, || {
        let (a, b) = (unbounded(), unbounded());
        let fill = |tx: &Sender<()>| (0..200).for_each(|_| tx.send(()).unwrap());
        fill(&a.0);
        fill(&b.0);
        let hits = Cell::new([0; 2]);
        for _ in 0..200 {
            let mut count = hits.get();
            count[choose(&a.1, &b.1)] += 1;
            hits.set(count);
        }
        all.borrow_mut().push(hits.get());
    });
    (
        explored.failure.map(|failure| failure.code),
        all.into_inner(),
    )
}
