//@ expect: too-much-output in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Prints for ever.

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    loop {
        println!("{ann} {ben}");
        eprintln!("{ann} {ben}");
    }
}
