//@ expect: too-much-output in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Prints one line for ever, to a stream that it has locked.

use std::io::{Write, stdout};

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let mut out = stdout().lock();
    while out.write_all(&[b'x'; 1024]).is_ok() {}
    (ann, ben)
}
