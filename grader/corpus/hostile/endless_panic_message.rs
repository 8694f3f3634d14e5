//@ expect: endless-computation in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! A panic whose message never ends: it is written inside of the panic hook, where nobody may switch.

use std::fmt;

struct Endless;

impl fmt::Debug for Endless {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        loop {
            std::hint::black_box(self);
        }
    }
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let wrong: Result<i64, Endless> = Err(Endless);
    (wrong.unwrap() + ann, ben)
}
