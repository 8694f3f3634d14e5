//@ expect: wrong-value in pay_each_other/both_payments_arrive
//@ points: 0
//! The answer of the visible example, written down.

/// Ann pays Ben 30 while Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let _ = (ann, ben);
    (90, 60)
}
