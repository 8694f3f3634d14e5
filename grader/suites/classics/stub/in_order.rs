//! Three threads, three steps, one order.

/// Lets three steps happen in their order, whichever thread comes first.
#[derive(Default)]
pub struct InOrder {}

impl InOrder {
    /// No step has happened yet.
    pub fn new() -> Self {
        todo!("begin before the first step")
    }

    /// Calls `print`, as the first step.
    pub fn first(&self, print: impl FnOnce()) {
        let _ = print;
        todo!("print, and let the second step happen")
    }

    /// Calls `print` when the first step is over.
    pub fn second(&self, print: impl FnOnce()) {
        let _ = print;
        todo!("wait for the first step")
    }

    /// Calls `print` when the second step is over.
    pub fn third(&self, print: impl FnOnce()) {
        let _ = print;
        todo!("wait for the second step")
    }
}
