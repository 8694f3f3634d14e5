//@ expect: out-of-memory in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Memory without end in small pieces that are never given back.

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    loop {
        std::mem::forget(vec![7_u8; 64 << 10]);
        if std::hint::black_box(ann) == 1 {
            return (ann, ben);
        }
    }
}
