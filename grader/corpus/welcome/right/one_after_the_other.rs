//@ expect: full
//! More deterministic than required: the second payment begins after the first has ended. Nothing
//! in the contract says that the payments must be able to overlap.

use std::sync::{Arc, Mutex};
use std::thread;

/// Ann pays Ben 30, then Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let ann = Arc::new(Mutex::new(ann));
    let ben = Arc::new(Mutex::new(ben));

    for (from, to, amount) in [(&ann, &ben, 30), (&ben, &ann, 20)] {
        let (from, to) = (Arc::clone(from), Arc::clone(to));
        let payment = thread::spawn(move || {
            let mut from = from.lock().unwrap();
            let mut to = to.lock().unwrap();
            *from -= amount;
            *to += amount;
        });
        payment.join().unwrap();
    }

    let balances = (*ann.lock().unwrap(), *ben.lock().unwrap());
    balances
}
