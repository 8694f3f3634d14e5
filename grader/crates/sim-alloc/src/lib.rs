//! The alloc library as a simulated program sees it: nothing in it needs to be simulated, and what
//! could end the process is left out.
//!
//! Re-exports are lists: what is not listed does not exist.

extern crate alloc as real;

pub use real::{borrow, boxed, collections, ffi, fmt, format, rc, slice, str, string, task, vec};

/// Layouts of memory; allocators are left out.
pub mod alloc {
    pub use ::std::alloc::{Layout, LayoutError};
}

/// Shared ownership; the counts are real.
pub mod sync {
    pub use ::std::sync::{Arc, Weak};
}
