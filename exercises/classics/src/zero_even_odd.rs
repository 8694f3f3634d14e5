//! Three threads print 0, 1, 0, 2, 0, 3, … together.

/// Lets three threads print the numbers from 1 to `n`, with a zero before each.
pub struct ZeroEvenOdd {}

impl ZeroEvenOdd {
    /// Up to `n`.
    pub fn new(n: u32) -> Self {
        todo!("count to {n}")
    }

    /// Calls `print(0)` before each number.
    pub fn zero(&self, print: impl FnMut(u32)) {
        let _ = print;
        todo!("print the zeros")
    }

    /// Calls `print` with each odd number, in its place.
    pub fn odd(&self, print: impl FnMut(u32)) {
        let _ = print;
        todo!("print 1, 3, 5, …")
    }

    /// Calls `print` with each even number, in its place.
    pub fn even(&self, print: impl FnMut(u32)) {
        let _ = print;
        todo!("print 2, 4, 6, …")
    }
}
