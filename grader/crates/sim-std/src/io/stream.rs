//! The standard output and error streams: text of the execution.
//!
//! Each stream has a lock that its holder may take again, as the real ones have; printing takes it
//! too. Printing is no scheduling point of its own: in which order lines come out is judged nowhere.

use ::std::cell::Cell;
use ::std::fmt;
use ::std::io::{IoSlice, Result, Write};
use ::std::marker::PhantomData;
use ::std::panic::Location;
use sim::{Arm, At, Kind, ObjectId, Tag};
use wire::{Occurrence, Operation};

/// The lock of a stream: who holds it, and how often.
struct StreamLock {
    tag: Tag,
    state: State,
}

#[derive(Default)]
struct State {
    owner: Cell<u32>,
    depth: Cell<u32>,
}

// SAFETY: simulated threads run one at a time, and none is switched while it uses a cell.
unsafe impl Sync for StreamLock {}

static OUTPUT: StreamLock = StreamLock::new(Location::caller());
static ERRORS: StreamLock = StreamLock::new(Location::caller());

impl StreamLock {
    const fn new(at: At) -> Self {
        let state = State {
            owner: Cell::new(0),
            depth: Cell::new(0),
        };
        Self {
            tag: Tag::new(at),
            state,
        }
    }

    fn object(&self) -> ObjectId {
        if !self.tag.is_known() {
            self.state.depth.set(0);
        }
        self.tag.object(Kind::Mutex)
    }

    fn is_free(&self) -> bool {
        !self.tag.is_known() || self.state.depth.get() == 0
    }

    fn take(&self, at: At) {
        let object = self.object();
        let me = sim::current();
        while self.state.depth.get() > 0 && self.state.owner.get() != me {
            let free = |state: &State| state.depth.get() == 0;
            sim::wait(
                Operation::Lock,
                &[Arm::new(object, &self.state, free)],
                None,
                at,
            );
        }
        self.state.owner.set(me);
        self.state.depth.set(self.state.depth.get() + 1);
        sim::take(object, at);
        sim::changed(object);
    }

    fn give_back(&self) {
        let object = self.object();
        self.state
            .depth
            .set(self.state.depth.get().saturating_sub(1));
        sim::give_back(object);
        sim::changed(object);
    }
}

#[expect(
    clippy::print_stdout,
    reason = "outside of an execution there is no other place to print to"
)]
fn put(text: &str) {
    if sim::is_active() {
        sim::print(text);
    } else {
        ::std::print!("{text}");
    }
}

/// What `print!` and `println!` become: a text and its end.
#[doc(hidden)]
#[track_caller]
pub fn _print(arguments: fmt::Arguments<'_>, end: &str) {
    print_to(&OUTPUT, arguments, end, sim::here());
}

/// What `eprint!` and `eprintln!` become: a text and its end.
#[doc(hidden)]
#[track_caller]
pub fn _eprint(arguments: fmt::Arguments<'_>, end: &str) {
    print_to(&ERRORS, arguments, end, sim::here());
}

fn print_to(stream: &StreamLock, arguments: fmt::Arguments<'_>, end: &str, at: At) {
    // What is printed may print in its turn: it is made before the stream is taken.
    let mut text = fmt::format(arguments);
    text.push_str(end);
    if sim::is_active() && !stream.is_free() {
        stream.take(at);
        put(&text);
        stream.give_back();
    } else {
        put(&text);
    }
}

/// Whether a stream is a terminal: here none is.
pub trait IsTerminal {
    /// Always `false`.
    fn is_terminal(&self) -> bool;
}

macro_rules! stream {
    ($(#[$doc:meta])* $Stream:ident, $(#[$lock_doc:meta])* $Lock:ident, $function:ident, $lock:ident) => {
        $(#[$doc])*
        pub struct $Stream {
            _private: (),
        }

        $(#[$lock_doc])*
        #[must_use = "if unused the lock is given back at once"]
        pub struct $Lock<'a> {
            lock: PhantomData<(&'a $Stream, *const ())>,
        }

        $(#[$doc])*
        #[must_use]
        pub fn $function() -> $Stream {
            $Stream { _private: () }
        }

        impl $Stream {
            /// Takes the stream for this thread alone.
            #[track_caller]
            pub fn lock(&self) -> $Lock<'static> {
                let at = sim::here();
                sim::point();
                $lock.take(at);
                sim::record(Operation::Lock, Some($lock.object()), Occurrence::Done, at, || None);
                $Lock { lock: PhantomData }
            }
        }

        impl Drop for $Lock<'_> {
            fn drop(&mut self) {
                sim::point();
                $lock.give_back();
                let object = Some($lock.object());
                sim::record(Operation::Unlock, object, Occurrence::Done, sim::here(), || None);
                sim::released();
            }
        }

        impl Write for $Lock<'_> {
            fn write(&mut self, bytes: &[u8]) -> Result<usize> {
                put(&String::from_utf8_lossy(bytes));
                Ok(bytes.len())
            }

            fn flush(&mut self) -> Result<()> {
                Ok(())
            }
        }

        impl Write for $Stream {
            fn write(&mut self, bytes: &[u8]) -> Result<usize> {
                (&*self).write(bytes)
            }

            fn flush(&mut self) -> Result<()> {
                Ok(())
            }

            fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> Result<usize> {
                self.lock().write_vectored(slices)
            }
        }

        impl Write for &$Stream {
            #[track_caller]
            fn write(&mut self, bytes: &[u8]) -> Result<usize> {
                let text = String::from_utf8_lossy(bytes);
                print_to(&$lock, format_args!("{text}"), "", sim::here());
                Ok(bytes.len())
            }

            fn flush(&mut self) -> Result<()> {
                Ok(())
            }
        }

        impl IsTerminal for $Stream {
            fn is_terminal(&self) -> bool {
                false
            }
        }

        impl IsTerminal for $Lock<'_> {
            fn is_terminal(&self) -> bool {
                false
            }
        }

        impl fmt::Debug for $Stream {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($Stream)).finish_non_exhaustive()
            }
        }

        impl fmt::Debug for $Lock<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($Lock)).finish_non_exhaustive()
            }
        }
    };
}

stream! {
    /// What stands for the standard output.
    Stdout,
    /// The standard output, for one thread alone.
    StdoutLock, stdout, OUTPUT
}
stream! {
    /// What stands for the standard error stream.
    Stderr,
    /// The standard error stream, for one thread alone.
    StderrLock, stderr, ERRORS
}
