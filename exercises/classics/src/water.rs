//! Threads are atoms, and bond to molecules of water.

/// Lets atoms through in molecules: two hydrogen atoms and one oxygen atom at a time.
#[derive(Default)]
pub struct Water {}

impl Water {
    /// No atom is there.
    pub fn new() -> Self {
        todo!("begin without atoms")
    }

    /// A hydrogen atom: waits for its molecule, then calls `release`.
    pub fn hydrogen(&self, release: impl FnOnce()) {
        let _ = release;
        todo!("bond with another hydrogen atom and an oxygen atom")
    }

    /// An oxygen atom: waits for its molecule, then calls `release`.
    pub fn oxygen(&self, release: impl FnOnce()) {
        let _ = release;
        todo!("bond with two hydrogen atoms")
    }
}
