//! Four threads play one game of fizz buzz.

/// Lets four threads count from 1 to `n` together, each with the numbers that are its own.
pub struct FizzBuzz {}

impl FizzBuzz {
    /// Up to `n`.
    pub fn new(n: u32) -> Self {
        todo!("count to {n}")
    }

    /// Calls `say` for each number that 3 divides and 5 does not, in its place.
    pub fn fizz(&self, say: impl FnMut()) {
        let _ = say;
        todo!("3, 6, 9, 12, 18, …")
    }

    /// Calls `say` for each number that 5 divides and 3 does not, in its place.
    pub fn buzz(&self, say: impl FnMut()) {
        let _ = say;
        todo!("5, 10, 20, …")
    }

    /// Calls `say` for each number that both 3 and 5 divide, in its place.
    pub fn fizz_buzz(&self, say: impl FnMut()) {
        let _ = say;
        todo!("15, 30, …")
    }

    /// Calls `say` with each other number, in its place.
    pub fn number(&self, say: impl FnMut(u32)) {
        let _ = say;
        todo!("1, 2, 4, 7, …")
    }
}
