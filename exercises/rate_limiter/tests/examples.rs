//! Visible examples, on real threads: `cargo test -p rate_limiter`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under many
//! schedules: `cargo run check rate_limiter`.

use rate_limiter::{ClientLimits, TokenBucket};
use std::thread;
use std::time::{Duration, Instant};

const HOUR: Duration = Duration::from_hours(1);

#[test]
fn a_bucket_begins_full() {
    let bucket = TokenBucket::new(2, HOUR);
    assert_eq!(bucket.try_take(), Ok(()));
    assert_eq!(bucket.try_take(), Ok(()));
    let wait = bucket.try_take().expect_err("it is empty");
    assert!(
        wait <= HOUR && wait > HOUR / 2,
        "a token comes after {wait:?}"
    );
}

#[test]
fn after_the_wait_there_is_a_token() {
    let bucket = TokenBucket::new(1, Duration::from_millis(20));
    assert_eq!(bucket.try_take(), Ok(()));
    if let Err(wait) = bucket.try_take() {
        thread::sleep(wait);
        assert_eq!(bucket.try_take(), Ok(()));
    }
}

#[test]
#[should_panic(expected = "every")]
fn tokens_take_time() {
    let _ = TokenBucket::new(1, Duration::ZERO);
}

#[test]
fn taking_waits_for_the_token() {
    let every = Duration::from_millis(20);
    let (bucket, begin) = (TokenBucket::new(2, every), Instant::now());
    thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| bucket.take());
        }
    });
    // Two were there, three had to come.
    assert!(begin.elapsed() >= 3 * every);
}

#[test]
fn each_client_has_a_limit() {
    let limits = ClientLimits::new(1, HOUR);
    assert_eq!(limits.try_take(&"ann"), Ok(()));
    assert_eq!(limits.try_take(&"ben"), Ok(()));
    assert!(limits.try_take(&"ann").is_err());
}

#[test]
fn who_has_been_idle_is_forgotten() {
    let limits = ClientLimits::new(1, HOUR);
    assert_eq!(limits.forget_idle(), 0);
    assert_eq!(limits.try_take(&"ann"), Ok(()));
    assert_eq!(limits.forget_idle(), 1);
    assert!(limits.try_take(&"ann").is_err());

    let limits = ClientLimits::new(1, Duration::from_millis(1));
    assert_eq!(limits.try_take(&"ben"), Ok(()));
    thread::sleep(Duration::from_millis(5));
    assert_eq!(limits.forget_idle(), 0);
}
