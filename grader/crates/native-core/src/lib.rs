//! The core library as a program on real threads sees it: the real one, cut down to what `sim-core` has,
//! so that naming `core` is no way around `native-std`.
//!
//! As there, re-exports are lists: what is not listed does not exist.

#![expect(
    clippy::legacy_numeric_constants,
    reason = "the modules of that name are part of the real library"
)]

pub use ::core::{
    any, array, ascii, borrow, cell, char, clone, cmp, convert, default, error, f32, f64, ffi, fmt,
    future, hash, i8, i16, i32, i64, i128, isize, iter, marker, mem, num, ops, option, panic, pin,
    primitive, ptr, range, result, slice, str, task, time, u8, u16, u32, u64, u128, usize,
};
pub use ::core::{
    assert, assert_eq, assert_ne, cfg, cfg_select, column, compile_error, concat, debug_assert,
    debug_assert_eq, debug_assert_ne, file, format_args, line, matches, module_path, stringify,
    todo, unimplemented, unreachable, write, writeln,
};

/// `core::hint`, whole.
pub mod hint {
    pub use ::core::hint::{
        assert_unchecked, black_box, cold_path, select_unpredictable, spin_loop,
        unreachable_unchecked,
    };
}

/// Types that threads share.
pub mod sync {
    /// `core::sync::atomic`, as far as it is simulated.
    pub mod atomic {
        #[expect(deprecated, reason = "the real ones are there, and deprecated, too")]
        pub use ::core::sync::atomic::{
            ATOMIC_BOOL_INIT, ATOMIC_ISIZE_INIT, ATOMIC_USIZE_INIT, compiler_fence, fence,
            spin_loop_hint,
        };
        pub use ::core::sync::atomic::{
            AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr,
            AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering,
        };
    }
}

/// What a program without `std` sees without naming it.
pub mod prelude {
    /// The macro `panic`, without the module.
    mod macros_only {
        #[expect(
            hidden_glob_reexports,
            reason = "the module is hidden so that the macro alone is left"
        )]
        mod panic {}
        pub use ::core::*;
    }

    /// The part that all editions share.
    pub mod v1 {
        pub use super::macros_only::panic;
        pub use crate::{
            assert, assert_eq, assert_ne, cfg, cfg_select, column, compile_error, concat,
            debug_assert, debug_assert_eq, debug_assert_ne, file, format_args, line, matches,
            module_path, stringify, todo, unimplemented, unreachable, write, writeln,
        };
        pub use ::core::prelude::v1::{
            AsMut, AsRef, AsyncFn, AsyncFnMut, AsyncFnOnce, Clone, Copy, Debug, Default,
            DoubleEndedIterator, Drop, Eq, Err, ExactSizeIterator, Extend, Fn, FnMut, FnOnce, From,
            Hash, Into, IntoIterator, Iterator, None, Ok, Option, Ord, PartialEq, PartialOrd,
            Result, Send, Sized, Some, Sync, Unpin, align_of, align_of_val, derive, drop, size_of,
            size_of_val, test,
        };
    }

    /// The prelude of edition 2015.
    pub mod rust_2015 {
        pub use super::v1::*;
    }

    /// The prelude of edition 2018.
    pub mod rust_2018 {
        pub use super::v1::*;
    }

    /// The prelude of edition 2021.
    pub mod rust_2021 {
        pub use super::v1::*;
        pub use ::core::convert::{TryFrom, TryInto};
        pub use ::core::iter::FromIterator;
    }

    /// The prelude of edition 2024.
    pub mod rust_2024 {
        pub use super::rust_2021::*;
        pub use ::core::future::{Future, IntoFuture};
    }
}
