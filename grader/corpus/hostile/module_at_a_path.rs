//@ expect: forbidden-api
//@ topic: welcome
//@ points: 0
//! A module whose source lies elsewhere: in the suite.

#[path = "/etc/hostname"]
mod elsewhere;
#[cfg_attr(all(), path = "../suite/pay_each_other.rs")]
mod suite;

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    (ann, ben)
}
