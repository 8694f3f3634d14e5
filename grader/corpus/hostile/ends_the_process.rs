//@ expect: forbidden-api in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Ends the process with the status of success, before anything could be found wrong.

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    if ann == 70 {
        std::process::exit(0);
    }
    (ann, ben)
}
