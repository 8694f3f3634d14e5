//! The standard library as a simulated program sees it.
//!
//! The compiler is told to take this crate for `std` (`--extern std=…`), prelude and macros included, so
//! that unmodified code runs under the simulation of the crate `sim`. What touches threads, time, chance
//! or the outside world is replaced here; what only computes is the real thing, re-exported.
//!
//! Re-exports are lists, never globs: what is not listed does not exist, and using it is a compile
//! error that names it. `NOT_MODELLED.md` tells what is left out, and why.
//!
//! How an operation is written, the crate `sim` tells. Generic types are thin here: what they do is
//! done by types without parameters, compiled once, so that a learner's crate compiles fast.

#![expect(
    clippy::legacy_numeric_constants,
    reason = "the modules of that name are part of the real library"
)]
#![expect(
    clippy::must_use_candidate,
    reason = "results must be used where the real library says so, and nowhere else"
)]

pub mod alloc;
#[doc(hidden)]
pub mod bridge;
pub mod collections;
pub mod ffi;
pub mod hash;
pub mod hint;
pub mod io;
mod macros;
pub mod prelude;
pub mod process;
mod std_panic;
pub mod sync;
pub mod thread;
pub mod time;

#[expect(deprecated, reason = "it is still part of every prelude")]
pub use ::std::r#try;
pub use ::std::{
    any, array, ascii, borrow, boxed, cell, char, clone, cmp, convert, default, error, f32, f64,
    fmt, future, i8, i16, i32, i64, i128, isize, iter, marker, mem, num, ops, option, pin,
    primitive, ptr, range, rc, result, slice, str, string, task, u8, u16, u32, u64, u128, usize,
    vec,
};
pub use ::std::{
    assert, assert_eq, assert_ne, cfg, cfg_select, column, compile_error, concat, debug_assert,
    debug_assert_eq, debug_assert_ne, file, format, format_args, line, matches, module_path,
    stringify, todo, unimplemented, unreachable, write, writeln,
};
pub use std_panic::panic;
