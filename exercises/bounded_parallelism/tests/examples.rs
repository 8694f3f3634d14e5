//! Visible examples, on real threads: `cargo test -p bounded_parallelism`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, most of it
//! under many schedules: `cargo run check bounded_parallelism`.

use bounded_parallelism::{Limiter, map_bounded, sum_in_pool, try_map_bounded};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Long enough for another thread to get to its waiting.
const A_MOMENT: Duration = Duration::from_millis(50);

#[test]
fn results_come_in_the_order_of_the_items() {
    let lengths = map_bounded(&["to", "be", "or", "not"], 2, |word| word.len());
    assert_eq!(lengths, [2, 2, 2, 3]);
}

#[test]
fn slow_items_do_not_change_the_order() {
    let squares = map_bounded(&[4, 3, 2, 1], 4, |&number| {
        thread::sleep(Duration::from_millis(number));
        number * number
    });
    assert_eq!(squares, [16, 9, 4, 1]);
}

#[test]
fn never_more_than_the_limit() {
    let inside = AtomicUsize::new(0);
    map_bounded(&[(); 20], 3, |()| {
        assert!(inside.fetch_add(1, Ordering::SeqCst) < 3);
        thread::yield_now();
        inside.fetch_sub(1, Ordering::SeqCst);
    });
}

#[test]
fn all_succeed_or_one_error() {
    let parse = |text: &&str| text.parse::<u8>().map_err(|_| (*text).to_owned());
    assert_eq!(
        try_map_bounded(&["7", "8", "9"], 2, parse),
        Ok(vec![7, 8, 9])
    );
    assert_eq!(
        try_map_bounded(&["7", "x", "9", "y"], 2, parse),
        Err("x".to_owned())
    );
}

#[test]
fn a_pool_adds_up() {
    let words = ["a", "rayon", "pool", "of", "its", "own"];
    assert_eq!(sum_in_pool(3, &words, |word| word.len() as u64), 18);
    assert_eq!(sum_in_pool(2, &[0_u8; 0], |_| 1), 0);
}

#[test]
#[should_panic(expected = "limit")]
fn a_pool_of_nobody_is_refused() {
    sum_in_pool(0, &[1], |&number| number);
}

#[test]
fn a_raised_limit_lets_in_who_waits() {
    let limiter = Limiter::new(0);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let _slot = limiter.enter();
            limiter.inside()
        });
        thread::sleep(A_MOMENT);
        assert_eq!(limiter.inside(), 0);
        limiter.set_limit(1);
        assert_eq!(waiting.join().expect("no panic"), 1);
    });
    assert_eq!(limiter.inside(), 0);
}

#[test]
fn a_lowered_limit_evicts_nobody() {
    let limiter = Limiter::new(2);
    let (first, second) = (limiter.enter(), limiter.enter());
    limiter.set_limit(1);
    assert_eq!(limiter.inside(), 2);
    drop((first, second));
    let _third = limiter.enter();
    assert_eq!(limiter.inside(), 1);
}
