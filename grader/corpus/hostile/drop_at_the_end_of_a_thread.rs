//@ expect: endless-computation in pay_each_other/every_coin_is_accounted_for
//@ topic: welcome
//@ points: 3
//! A value of a thread whose drop never ends: it runs when the thread has already ended.

use std::thread;

struct Sticky(i64);

impl Drop for Sticky {
    fn drop(&mut self) {
        while self.0 != 70 {
            self.0 = std::hint::black_box(self.0);
        }
    }
}

thread_local! {
    static STICKY: std::cell::RefCell<Option<Sticky>> = const { std::cell::RefCell::new(None) };
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    thread::spawn(move || STICKY.set(Some(Sticky(ann)))).join().unwrap();
    (ann - 10, ben + 10)
}
