//@ expect: endless-computation in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! A loop without any operation that others could notice: only the clock on the wall ends it.

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let mut n = ann;
    while n != ann + 1 {
        n = std::hint::black_box(n);
    }
    (n, ben)
}
