//! Visible examples, on real threads: `cargo test -p quit_signal`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under
//! many schedules: `cargo run check quit_signal`.

use crossbeam_channel::{Receiver, bounded, unbounded};
use quit_signal::{
    Ended, Server, Shutdown, Signal, Summary, numbers_until_quit, on_signals, serve,
};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::low_level::raise;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// So long that reaching it would mean that something went wrong.
const LONG: Duration = Duration::from_secs(10);

/// The next value, or `None` if the stream is closed. Panics if nothing happens for long.
fn next<T>(stream: &Receiver<T>) -> Option<T> {
    match stream.recv_timeout(LONG) {
        Ok(value) => Some(value),
        Err(error) if error.is_disconnected() => None,
        Err(_) => panic!("neither a value nor the end within {LONG:?}"),
    }
}

#[test]
fn numbers_come_until_quit() {
    let (quit, told) = bounded(1);
    let numbers = numbers_until_quit(told);
    assert_eq!([next(&numbers), next(&numbers)], [Some(0), Some(1)]);
    quit.send(()).expect("the thread listens");
    let rest = std::iter::from_fn(|| next(&numbers));
    assert!(
        rest.count() < 1_000,
        "it ends, though not at once while we read"
    );
}

#[test]
fn a_dropped_sender_is_a_quit() {
    let (quit, told) = bounded::<()>(0);
    let numbers = numbers_until_quit(told);
    drop(quit);
    assert!(std::iter::from_fn(|| next(&numbers)).count() < 1_000);
}

#[test]
fn serve_until_the_requests_end() {
    let (sender, requests) = unbounded();
    let (_quit, told) = bounded(1);
    for number in 1..=3 {
        sender.send(number).expect("the receiver is here");
    }
    drop(sender);
    let mut sum = 0;
    let summary = serve(requests, told, |number| sum += number);
    assert_eq!(
        summary,
        Summary {
            handled: 3,
            ended: Ended::Closed
        }
    );
    assert_eq!(sum, 6);
}

#[test]
fn serve_quits_before_the_next_request() {
    let (sender, requests) = unbounded();
    let (quit, told) = bounded(1);
    for number in 1..=3 {
        sender.send(number).expect("the receiver is here");
    }
    let summary = serve(requests.clone(), told, |number| {
        if number == 2 {
            quit.send(()).expect("somebody listens");
        }
    });
    assert_eq!(
        summary,
        Summary {
            handled: 2,
            ended: Ended::Quit
        }
    );
    assert_eq!(requests.try_recv(), Ok(3), "what was not taken stays");
}

#[test]
fn a_server_works_off_its_queue() {
    let (sender, handled) = unbounded();
    let server = Server::start(2, move |number: u32| {
        assert_ne!(number, 13, "this panic is part of the example");
        sender.send(number).expect("the receiver is here");
    });
    for number in [1, 13, 2, 3] {
        server.submit(number);
    }
    assert_eq!(server.shutdown(LONG), Shutdown::Clean);
    let mut handled: Vec<u32> = handled.iter().collect();
    handled.sort_unstable();
    assert_eq!(handled, [1, 2, 3]);
}

#[test]
fn a_server_does_not_wait_for_ever() {
    let (finish, finished) = bounded::<()>(0);
    let server = Server::start(1, move |_number: u32| {
        let _ = finished.recv();
    });
    for number in 1..=3 {
        server.submit(number);
    }
    let outcome = server.shutdown(Duration::from_millis(20));
    assert_eq!(outcome, Shutdown::Forced { abandoned: 3 });
    drop(finish);
}

#[test]
fn signals_arrive() {
    // So that a signal does not end this program even if `on_signals` has not been written yet.
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)))
            .expect("these two may be handled");
    }
    let signals = on_signals().expect("handlers can be installed");
    raise(SIGINT).expect("a process may signal itself");
    assert_eq!(next(&signals), Some(Signal::Interrupt));
    raise(SIGTERM).expect("a process may signal itself");
    assert_eq!(next(&signals), Some(Signal::Terminate));
}
