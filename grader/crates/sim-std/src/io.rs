//! `std::io`: traits and adapters are real, the standard streams are not.
//!
//! Reading the standard input, pipes and terminals are left out. Both output streams go to one text,
//! which the report shows.

pub use ::std::io::{
    BufRead, BufReader, BufWriter, Bytes, Chain, Cursor, Empty, Error, ErrorKind, IntoInnerError,
    IoSlice, IoSliceMut, LineWriter, Lines, Read, Repeat, Result, Seek, SeekFrom, Sink, Split,
    Take, Write, WriterPanicked, copy, empty, read_to_string, repeat, sink,
};
pub use stream::{
    _eprint, _print, IsTerminal, Stderr, StderrLock, Stdout, StdoutLock, stderr, stdout,
};

mod stream;

/// Traits that one wants with `io`.
pub mod prelude {
    pub use ::std::io::{BufRead, Read, Seek, Write};
}
