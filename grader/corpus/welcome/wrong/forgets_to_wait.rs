//@ expect: wrong-value in pay_each_other/both_payments_arrive
//@ points: 0
//! The locks are in order, but nobody waits for the threads: a Go programmer's missing `wg.Wait()`.
//! The balances are read before the payments were made.

use std::sync::{Arc, Mutex};
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let accounts = Arc::new((Mutex::new(ann), Mutex::new(ben)));

    for to_ann in [-30, 20] {
        let accounts = Arc::clone(&accounts);
        thread::spawn(move || {
            let mut ann = accounts.0.lock().unwrap();
            let mut ben = accounts.1.lock().unwrap();
            *ann += to_ann;
            *ben -= to_ann;
        });
    }

    let ann = *accounts.0.lock().unwrap();
    let ben = *accounts.1.lock().unwrap();
    (ann, ben)
}
