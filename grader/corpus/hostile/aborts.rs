//@ expect: forbidden-api in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Aborts.

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let _ = (ann, ben);
    std::process::abort()
}
