//@ expect: crash in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! A second panic while the first unwinds: Rust ends the process.

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("again");
    }
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let _bomb = Bomb;
    let _ = (ann, ben);
    panic!("first");
}
