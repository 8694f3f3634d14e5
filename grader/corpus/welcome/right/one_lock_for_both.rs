//@ expect: full
//! One mutex around both accounts: a circle needs two locks, so there is none.

use std::sync::{Arc, Mutex};
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let accounts = Arc::new(Mutex::new((ann, ben)));

    let payments = [-30, 20].map(|to_ann| {
        let accounts = Arc::clone(&accounts);
        thread::spawn(move || {
            let mut accounts = accounts.lock().unwrap();
            accounts.0 += to_ann;
            accounts.1 -= to_ann;
        })
    });
    for payment in payments {
        payment.join().unwrap();
    }

    *accounts.lock().unwrap()
}
