//! What every program sees without naming it, for each edition.
//!
//! The macros that read files or the environment at compile time are left out.

/// The part that all editions share.
pub mod v1 {
    pub use crate::std_panic::macros_only::{panic, vec};
    #[expect(deprecated, reason = "it is still part of every prelude")]
    pub use crate::r#try;
    pub use crate::{
        assert, assert_eq, assert_ne, cfg, cfg_select, column, compile_error, concat, dbg,
        debug_assert, debug_assert_eq, debug_assert_ne, eprint, eprintln, file, format,
        format_args, line, matches, module_path, print, println, stringify, thread_local, todo,
        unimplemented, unreachable, write, writeln,
    };
    pub use ::std::borrow::ToOwned;
    pub use ::std::boxed::Box;
    pub use ::std::prelude::v1::{
        AsMut, AsRef, AsyncFn, AsyncFnMut, AsyncFnOnce, Clone, Copy, Debug, Default,
        DoubleEndedIterator, Drop, Eq, Err, ExactSizeIterator, Extend, Fn, FnMut, FnOnce, From,
        Hash, Into, IntoIterator, Iterator, None, Ok, Option, Ord, PartialEq, PartialOrd, Result,
        Send, Sized, Some, Sync, Unpin, align_of, align_of_val, derive, drop, size_of, size_of_val,
        test,
    };
    pub use ::std::string::{String, ToString};
    pub use ::std::vec::Vec;
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
    pub use ::std::convert::{TryFrom, TryInto};
    pub use ::std::iter::FromIterator;
}

/// The prelude of edition 2024.
pub mod rust_2024 {
    pub use super::rust_2021::*;
    pub use ::std::future::{Future, IntoFuture};
}
