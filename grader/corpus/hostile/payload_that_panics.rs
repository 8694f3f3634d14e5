//@ expect: panic in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! The panic carries a value whose drop panics.

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let _ = (ann, ben);
    std::panic::panic_any(Bomb);
}
