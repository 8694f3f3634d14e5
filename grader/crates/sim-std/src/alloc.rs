//! `std::alloc`: layouts are data; allocators and aborting are left out.

pub use ::std::alloc::{Layout, LayoutError};
