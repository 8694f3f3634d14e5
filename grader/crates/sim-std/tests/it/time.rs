//! Clocks show virtual time, to the nanosecond.

use crate::support::{every, fails_as, message_of};
use sim_std::thread;
use sim_std::time::{Instant, SystemTime, UNIX_EPOCH};
use std::time::Duration;
use wire::Code;

#[test]
fn sleeping_takes_exactly_its_time_and_costs_none() {
    let real = std::time::Instant::now();
    every(|| {
        let start = Instant::now();
        let date = SystemTime::now();
        thread::sleep(Duration::from_hours(1));
        assert_eq!(start.elapsed(), Duration::from_hours(1));
        assert_eq!(date.elapsed().unwrap(), Duration::from_hours(1));
        thread::sleep(Duration::ZERO);
        assert_eq!(start.elapsed(), Duration::from_hours(1));
    });
    assert!(real.elapsed() < Duration::from_mins(1));
}

#[test]
fn a_loop_until_the_clock_shows_a_time_is_a_busy_wait() {
    fails_as(Code::BusyWait, || {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(1) {}
    });
    every(|| {
        let start = Instant::now();
        let times: Vec<_> = (0..1_000).map(|_| start.elapsed()).collect();
        assert!(times.iter().all(Duration::is_zero));
    });
}

#[test]
fn threads_sleep_side_by_side() {
    every(|| {
        let start = Instant::now();
        thread::scope(|s| {
            s.spawn(|| thread::sleep(Duration::from_millis(20)));
            s.spawn(|| thread::sleep(Duration::from_millis(30)));
        });
        assert_eq!(start.elapsed(), Duration::from_millis(30));
    });
}

#[test]
fn instants_compute_as_the_real_ones_do() {
    every(|| {
        let now = Instant::now();
        let hour = Duration::from_hours(1);
        let before = now - hour;
        assert_eq!(now - before, hour);
        assert_eq!(before - now, Duration::ZERO);
        assert_eq!(before.checked_duration_since(now), None);
        assert_eq!(now.saturating_duration_since(before), hour);
        assert_eq!(now.checked_add(Duration::MAX), None);
        assert_eq!(now.checked_sub(Duration::MAX), None);
        assert!(now.checked_add(hour).unwrap() > now);
        let mut later = now;
        later += hour;
        later -= hour;
        assert_eq!(later, now);
        let payload = sim::catch_unwind(|| now + Duration::MAX).unwrap_err();
        let text = "overflow when adding duration to instant";
        assert_eq!(message_of(&*payload), text);
    });
}

#[test]
fn the_date_is_the_same_in_every_run() {
    let values = every(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap());
    assert_eq!(values.len(), 1);
    every(|| {
        let error = UNIX_EPOCH
            .duration_since(UNIX_EPOCH + Duration::from_secs(1))
            .unwrap_err();
        assert_eq!(error.duration(), Duration::from_secs(1));
    });
}
