//@ expect: endless-computation in pay_each_other/every_coin_is_accounted_for
//@ topic: welcome
//@ points: 3
//! The right result for the first question; for the others, a value whose drop never ends.

struct Sticky(i64);

impl Drop for Sticky {
    fn drop(&mut self) {
        while self.0 != 70 {
            self.0 = std::hint::black_box(self.0);
        }
    }
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let _sticky = Sticky(ann);
    (ann - 10, ben + 10)
}
