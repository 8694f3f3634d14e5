//! What small programs can come to, over every interleaving.

use crate::support::{ends, fault, right};
use sim::{explore, Config};
use sim_crossbeam_channel::{bounded, unbounded};
use sim_std::thread;
use std::sync::{Arc, Mutex};
use wire::Code;

#[test]
fn two_senders_arrive_in_any_order() {
    let ends = ends(|| {
        let (tx, rx) = unbounded();
        let other = tx.clone();
        thread::spawn(move || other.send(1).unwrap());
        thread::spawn(move || tx.send(2).unwrap());
        rx.iter().collect::<Vec<_>>()
    });
    assert_eq!(ends, [vec![1, 2], vec![2, 1]]);
}

#[test]
fn a_worker_can_hold_on_after_its_channel_has_closed() {
    let (code, message) = fault(|| {
        let done = Arc::new(Mutex::new(Vec::new()));
        let (tx, rx) = unbounded();
        let shared = Arc::clone(&done);
        thread::spawn(move || {
            shared.lock().unwrap().push(1);
            tx.send(()).unwrap();
            drop(tx);
            drop(shared);
        });
        for () in rx {}
        Arc::try_unwrap(done).expect("the worker is done");
    });
    assert_eq!(code, Code::Panic, "{message}");
}

/// Two producers of so many items each, and a consumer.
fn producers_and_consumer(items: u32, capacity: Option<usize>) {
    let (tx, rx) = capacity.map_or_else(unbounded, bounded);
    for id in 0..2 {
        let tx = tx.clone();
        thread::spawn(move || (0..items).for_each(|item| tx.send((id, item)).unwrap()));
    }
    drop(tx);
    let received: Vec<_> = rx.iter().collect();
    for id in 0..2 {
        let own = received
            .iter()
            .filter(|&&(from, _)| from == id)
            .map(|&(_, item)| item);
        assert!(own.eq(0..items), "{received:?}");
    }
}

#[test]
fn each_producers_items_arrive_once_and_in_order() {
    for capacity in [Some(0), Some(1), Some(2), None] {
        let executions = right(|| producers_and_consumer(1, capacity));
        println!("2 producers of 1 item, capacity {capacity:?}: {executions} executions");
        let start = std::time::Instant::now();
        let config = Config {
            budget: 50_000,
            effort: u64::MAX,
            ..Config::default()
        };
        let explored = explore(&config, &|| producers_and_consumer(2, capacity));
        assert_eq!(explored.failure, None);
        let (executions, time) = (explored.exploration.schedules, start.elapsed());
        println!(
            "2 producers of 2 items, capacity {capacity:?}: {executions} executions in {time:?}"
        );
    }
}
