//@ expect: out-of-memory in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Ten gigabytes at once.

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let much = vec![1_u8; 10 << 30];
    (ann - i64::from(much[5]) * 10, ben + 10)
}
