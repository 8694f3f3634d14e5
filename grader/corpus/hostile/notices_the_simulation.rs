//@ expect: deadlock in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Notices the simulation by its clock and its number of processors, and does everything in order
//! there; but what it takes for order is not what every schedule makes of it.

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// An hour passes at once.
fn is_simulated() -> bool {
    let begun = Instant::now();
    thread::sleep(Duration::from_nanos(1));
    begun.elapsed() == Duration::from_nanos(1)
        && thread::available_parallelism().is_ok_and(|number| number.get() == 4)
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let simulated = is_simulated();
    let ann = Mutex::new(ann);
    let ben = Mutex::new(ben);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut from = ann.lock().unwrap();
            let mut to = ben.lock().unwrap();
            *from -= 30;
            *to += 30;
        });
        scope.spawn(|| {
            if simulated {
                thread::yield_now();
            }
            let mut from = ben.lock().unwrap();
            let mut to = ann.lock().unwrap();
            *from -= 20;
            *to += 20;
        });
    });
    (ann.into_inner().unwrap(), ben.into_inner().unwrap())
}
