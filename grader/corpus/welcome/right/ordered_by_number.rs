//@ expect: full
//! The general rule for any two accounts: lock the one with the smaller number first.

use std::sync::{Mutex, MutexGuard};
use std::thread;

struct Account {
    number: u32,
    balance: Mutex<i64>,
}

/// Both guards, `first`'s first, whichever was locked first.
fn lock_both<'a>(
    first: &'a Account,
    second: &'a Account,
) -> (MutexGuard<'a, i64>, MutexGuard<'a, i64>) {
    if first.number < second.number {
        let guard = first.balance.lock().unwrap();
        (guard, second.balance.lock().unwrap())
    } else {
        let guard = second.balance.lock().unwrap();
        (first.balance.lock().unwrap(), guard)
    }
}

fn pay(from: &Account, to: &Account, amount: i64) {
    let (mut from, mut to) = lock_both(from, to);
    *from -= amount;
    *to += amount;
}

/// Ann pays Ben 30 while Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let ann = Account {
        number: 1,
        balance: Mutex::new(ann),
    };
    let ben = Account {
        number: 2,
        balance: Mutex::new(ben),
    };

    thread::scope(|scope| {
        scope.spawn(|| pay(&ann, &ben, 30));
        scope.spawn(|| pay(&ben, &ann, 20));
    });

    (
        ann.balance.into_inner().unwrap(),
        ben.balance.into_inner().unwrap(),
    )
}
