//! Virtual time: to the nanosecond where it is exact, in any order with others where it is adverse.

use crate::support::{collect, ends, right};
use sim::Config;
use sim_crossbeam_channel::{
    after, at, bounded, never, select, select_biased, tick, unbounded, RecvTimeoutError, Select,
    SendTimeoutError, TryRecvError,
};
use sim_std::thread;
use sim_std::time::Instant;
use std::time::Duration;

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// How long something takes.
fn time<T>(f: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = f();
    (result, start.elapsed())
}

#[test]
fn time_outs_are_exact() {
    right(|| {
        let (tx, rx) = bounded::<u8>(0);
        let timeout = Err(RecvTimeoutError::Timeout);
        assert_eq!(time(|| rx.recv_timeout(ms(7))), (timeout, ms(7)));
        let refused = Err(SendTimeoutError::Timeout(1));
        assert_eq!(time(|| tx.send_timeout(1, ms(9))), (refused, ms(9)));
        let deadline = Instant::now() + ms(3);
        assert_eq!(time(|| rx.recv_deadline(deadline)), (timeout, ms(3)));
        assert_eq!(time(|| tx.send_deadline(1, deadline)), (refused, ms(0)));
        let mut select = Select::new();
        select.recv(&rx);
        assert_eq!(time(|| select.ready_timeout(ms(5)).is_err()), (true, ms(5)));
        assert_eq!(
            time(|| select.select_timeout(ms(5)).is_err()),
            (true, ms(5))
        );
        let waited = time(|| {
            select! {
                recv(rx) -> _ => unreachable!(),
                send(tx, 1) -> _ => unreachable!(),
                default(ms(11)) => {}
            }
        });
        assert_eq!(waited, ((), ms(11)));
    });
}

#[test]
fn a_nanosecond_decides() {
    for (delay, expected) in [(499, Ok(1)), (501, Err(RecvTimeoutError::Timeout))] {
        let ends = ends(|| {
            let (tx, rx) = unbounded();
            thread::spawn(move || {
                thread::sleep(Duration::from_nanos(delay));
                let _ = tx.send(1);
            });
            (rx.recv_timeout(Duration::from_nanos(500)) == expected, rx).0
        });
        assert_eq!(ends, [true], "{delay}");
    }
}

#[test]
fn at_the_same_moment_either_comes_first() {
    let ends = ends(|| {
        let (tx, rx) = unbounded();
        thread::spawn(move || {
            thread::sleep(ms(5));
            let _ = tx.send(1);
        });
        rx.recv_timeout(ms(5)).ok()
    });
    assert_eq!(ends, [None, Some(1)]);
}

#[test]
fn zero_and_past_time_outs_look_once() {
    right(|| {
        let (tx, rx) = bounded(1);
        assert_eq!(rx.recv_timeout(ms(0)), Err(RecvTimeoutError::Timeout));
        tx.send_timeout(1, ms(0)).unwrap();
        assert_eq!(tx.send_timeout(2, ms(0)), Err(SendTimeoutError::Timeout(2)));
        assert_eq!(rx.recv_deadline(Instant::now() - ms(1)), Ok(1));
    });
}

#[test]
fn time_outs_beyond_all_time_never_come() {
    right(|| {
        let (tx, rx) = unbounded();
        thread::spawn(move || {
            thread::sleep(Duration::from_secs(1 << 30));
            tx.send(1).unwrap();
        });
        assert_eq!(rx.recv_timeout(Duration::MAX), Ok(1));
        let (tx, rx) = bounded(0);
        thread::spawn(move || tx.send_timeout(1, Duration::MAX).unwrap());
        let got = select! {
            recv(rx) -> value => value,
            recv(never::<u8>()) -> _ => unreachable!(),
            default(Duration::MAX) => unreachable!(),
        };
        assert_eq!(got, Ok(1));
    });
}

#[test]
fn with_a_value_waiting_a_select_with_after_zero_takes_either() {
    let program = |biased: bool| {
        move || {
            let (tx, rx) = unbounded();
            tx.send(1).unwrap();
            if biased {
                select_biased! {
                    recv(after(ms(0))) -> _ => "time",
                    recv(rx) -> _ => "value",
                }
            } else {
                select! {
                    recv(after(ms(0))) -> _ => "time",
                    recv(rx) -> _ => "value",
                }
            }
        }
    };
    assert_eq!(ends(program(false)), ["time", "value"]);
    assert_eq!(ends(program(true)), ["time"]);
}

#[test]
fn after_delivers_its_moment_once_to_one_of_its_clones() {
    right(|| {
        let start = Instant::now();
        let first = after(ms(10));
        let second = first.clone();
        assert!(first.same_channel(&second) && first.is_empty());
        assert_eq!(time(|| first.recv().unwrap()), (start + ms(10), ms(10)));
        assert_eq!(second.try_recv(), Err(TryRecvError::Empty));
        let late = second.recv_timeout(ms(5));
        assert_eq!(
            (late, start.elapsed()),
            (Err(RecvTimeoutError::Timeout), ms(15))
        );
        assert_eq!(
            time(|| at(start + ms(20)).recv().unwrap()),
            (start + ms(20), ms(5))
        );
    });
}

#[test]
fn a_tick_that_is_late_moves_the_next() {
    right(|| {
        let start = Instant::now();
        let ticker = tick(ms(10));
        assert_eq!(ticker.recv(), Ok(start + ms(10)));
        thread::sleep(ms(25));
        // The second was due at 20 and is taken at 35: the third comes at 45, not at 30 or 40.
        assert_eq!(ticker.try_recv(), Ok(start + ms(20)));
        assert_eq!(ticker.try_recv(), Err(TryRecvError::Empty));
        assert_eq!(
            (ticker.recv(), start.elapsed()),
            (Ok(start + ms(45)), ms(45))
        );
    });
}

#[test]
fn a_receiver_that_waits_takes_its_tick_in_advance() {
    right(|| {
        let start = Instant::now();
        let ticker = tick(ms(10));
        let clone = ticker.clone();
        let other = thread::spawn(move || clone.recv().unwrap());
        let mine = ticker.recv().unwrap();
        let theirs = other.join().unwrap();
        let mut moments = [mine - start, theirs - start];
        moments.sort();
        assert_eq!(moments, [ms(10), ms(20)]);
    });
}

#[test]
fn in_adverse_timing_the_value_may_arrive_just_as_the_time_out_fires() {
    let program = || {
        let (tx, rx) = bounded(1);
        let sender = thread::spawn(move || tx.send(7).is_ok());
        let got = rx.recv_timeout(ms(100));
        sender.join().unwrap();
        (got.ok(), rx.try_recv().ok())
    };
    assert_eq!(ends(program), [(Some(7), None)]);
    let adverse = Config {
        adverse: true,
        effort: u64::MAX,
        ..Config::default()
    };
    let (explored, ends) = collect(&adverse, program);
    assert_eq!(explored.failure, None);
    assert_eq!(
        ends.into_keys().collect::<Vec<_>>(),
        [(None, Some(7)), (Some(7), None)]
    );
}

#[test]
fn a_rendezvous_either_takes_place_or_times_out_on_both_sides() {
    let adverse = Config {
        adverse: true,
        effort: u64::MAX,
        ..Config::default()
    };
    let (explored, ends) = collect(&adverse, || {
        let (tx, rx) = bounded(0);
        let sender = thread::spawn(move || tx.send_timeout(7, ms(10)).is_ok());
        let got = rx.recv_timeout(ms(10)).is_ok();
        (got, sender.join().unwrap())
    });
    assert_eq!(explored.failure, None);
    assert_eq!(
        ends.into_keys().collect::<Vec<_>>(),
        [(false, false), (true, true)]
    );
}
