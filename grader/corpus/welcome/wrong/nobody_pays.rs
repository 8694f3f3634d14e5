//@ expect: wrong-value in pay_each_other/both_payments_arrive
//@ points: 0
//! Does nothing: without payments there is no deadlock either.

/// Returns what it was given.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    (ann, ben)
}
