//! What `thread_local!` expands to.

/// Its address tells one thread-local from another.
#[derive(Debug)]
pub struct Key(#[expect(dead_code, reason = "it needs an address, and a size, to have one")] u8);

impl Key {
    /// A key.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "only the macro makes keys")]
    pub const fn new() -> Key {
        Key(0)
    }

    pub(super) fn address(&'static self) -> *const () {
        ::std::ptr::from_ref(self).cast()
    }
}
