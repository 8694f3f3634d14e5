//! `std::hint`: a spinning thread lets others go first.

pub use ::std::hint::{
    assert_unchecked, black_box, cold_path, select_unpredictable, unreachable_unchecked,
};

/// Says that the thread spins.
#[track_caller]
pub fn spin_loop() {
    crate::thread::yield_now();
}
