//! The standard library as a program on real threads sees it: the real one, cut down to what `sim-std`
//! has.
//!
//! The compiler is told to take this crate for `std`, as it takes `sim-std` in the simulation. Without it
//! a glob import (`use std::*`) would bring in what the simulation does not have, files and processes
//! included. Everything here is the real thing, but for what ends the process, and for the starts of threads,
//! which tell who ends with a panic.
//!
//! Re-exports are lists, never globs. That they are the lists of `sim-std` is tested there.

#![expect(
    clippy::legacy_numeric_constants,
    reason = "the modules of that name are part of the real library"
)]

#[path = "../../sim-std/src/alloc.rs"]
pub mod alloc;
#[path = "../../sim-std/src/ffi.rs"]
pub mod ffi;
pub mod panicked;
#[path = "../../sim-std/src/prelude.rs"]
pub mod prelude;
pub mod process;
mod std_panic;
pub mod sync;
pub mod thread;

#[expect(deprecated, reason = "it is still part of every prelude")]
pub use ::std::r#try;
pub use ::std::{
    any, array, ascii, borrow, boxed, cell, char, clone, cmp, convert, default, error, f32, f64,
    fmt, future, i8, i16, i32, i64, i128, isize, iter, marker, mem, num, ops, option, pin,
    primitive, ptr, range, rc, result, slice, str, string, task, u8, u16, u32, u64, u128, usize,
    vec,
};
pub use ::std::{
    assert, assert_eq, assert_ne, cfg, cfg_select, column, compile_error, concat, dbg,
    debug_assert, debug_assert_eq, debug_assert_ne, eprint, eprintln, file, format, format_args,
    line, matches, module_path, print, println, stringify, thread_local, todo, unimplemented,
    unreachable, write, writeln,
};
pub use std_panic::panic;

/// `std::collections`, whole.
pub mod collections {
    pub use ::std::collections::{
        BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, TryReserveError, VecDeque,
        binary_heap, btree_map, btree_set, hash_map, hash_set, linked_list, vec_deque,
    };
    pub use ::std::ops::Bound;
}

/// `std::hash`, whole.
pub mod hash {
    #[expect(deprecated, reason = "the real one is there, and deprecated, too")]
    pub use ::std::hash::SipHasher;
    pub use ::std::hash::{
        BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher, RandomState,
    };
}

/// `std::hint`, whole.
pub mod hint {
    pub use ::std::hint::{
        assert_unchecked, black_box, cold_path, select_unpredictable, spin_loop,
        unreachable_unchecked,
    };
}

/// `std::io` without input and pipes; what is printed goes to the report.
pub mod io {
    pub use ::std::io::{
        BufRead, BufReader, BufWriter, Bytes, Chain, Cursor, Empty, Error, ErrorKind,
        IntoInnerError, IoSlice, IoSliceMut, IsTerminal, LineWriter, Lines, Read, Repeat, Result,
        Seek, SeekFrom, Sink, Split, Stderr, StderrLock, Stdout, StdoutLock, Take, Write,
        WriterPanicked, copy, empty, read_to_string, repeat, sink, stderr, stdout,
    };

    /// Traits that one wants with `io`.
    pub mod prelude {
        pub use ::std::io::{BufRead, Read, Seek, Write};
    }
}

/// `std::time`, whole.
pub mod time {
    pub use ::std::time::{
        Duration, Instant, SystemTime, SystemTimeError, TryFromFloatSecsError, UNIX_EPOCH,
    };
}
