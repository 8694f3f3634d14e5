//@ expect: does-not-compile
//@ topic: welcome
//@ points: 0
//! A static value of a terabyte.

static HUGE: [u8; 1 << 40] = [1; 1 << 40];

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    (ann + i64::from(HUGE[usize::try_from(ben).unwrap()]), ben)
}
