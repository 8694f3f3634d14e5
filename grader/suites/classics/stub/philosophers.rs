//! Philosophers around a table, with a fork between each two.

/// A round table. Between every two neighbours lies one fork, and a meal takes both of one's forks.
pub struct Table {}

impl Table {
    /// A table with seats 0, 1, … and as many forks.
    ///
    /// # Panics
    /// If there are fewer than two seats.
    pub fn new(seats: usize) -> Self {
        todo!("lay {seats} forks")
    }

    /// Waits for both forks of `seat`, has `meal` with them, puts them back, and returns what `meal`
    /// returned.
    ///
    /// # Panics
    /// If there is no such seat.
    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        let _ = meal;
        todo!("take the forks beside seat {seat}")
    }
}
