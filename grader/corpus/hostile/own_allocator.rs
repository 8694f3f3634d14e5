//@ expect: forbidden-api
//@ topic: welcome
//@ points: 0
//! Takes the place of the allocator that counts.

use std::alloc::System;

#[global_allocator]
static MINE: System = System;

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    (ann - 10, ben + 10)
}
