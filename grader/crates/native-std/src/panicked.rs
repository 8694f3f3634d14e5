//! Threads that end with a panic.
//!
//! In the simulation a thread that ends so ends the execution, whoever joins it. On real threads the harness must
//! be told, since the check itself goes on as if nothing had happened.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Thread};

/// Who is told of a thread that ends with a panic, on that thread.
static LISTENER: OnceLock<fn(&Thread)> = OnceLock::new();
/// How many threads live.
static ALIVE: AtomicUsize = AtomicUsize::new(0);

/// From now on this function is told of each thread that ends with a panic, when all that it owned is gone. Only
/// the first call counts.
pub fn listen(listener: fn(&Thread)) {
    let _ = LISTENER.set(listener);
}

/// How many of the threads live that the code under test started.
#[must_use]
pub fn alive() -> usize {
    ALIVE.load(Ordering::SeqCst)
}

/// A thread's life: from before it is started until it has done what it is for.
pub(crate) struct Life {
    /// The thread was started, and runs.
    begun: bool,
}

impl Life {
    /// Of a thread that is about to be started.
    pub(crate) fn new() -> Life {
        ALIVE.fetch_add(1, Ordering::SeqCst);
        Life { begun: false }
    }

    /// Does what the thread is for.
    pub(crate) fn through<T>(self, f: impl FnOnce() -> T) -> T {
        // Dropped when `f` and all that it owned is gone.
        let mut life = self;
        life.begun = true;
        f()
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        if self.begun
            && thread::panicking()
            && let Some(listener) = LISTENER.get()
        {
            listener(&thread::current());
        }
        ALIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::{alive, listen};
    use crate::thread::{Builder, scope};
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use std::thread::Thread;

    /// The names of those that were told.
    static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

    fn told() -> MutexGuard<'static, Vec<String>> {
        TOLD.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(thread: &Thread) {
        told().push(thread.name().unwrap_or_default().to_owned());
    }

    fn named(name: &str) -> Builder {
        Builder::new().name(name.to_owned())
    }

    fn panics() {
        panic!("provoked by this test")
    }

    #[test]
    fn told_is_each_thread_that_ends_with_a_panic_and_no_other() {
        listen(add);
        assert!(named("joined").spawn(panics).unwrap().join().is_err());
        assert_eq!(*told(), ["joined"]);

        drop(named("let go").spawn(panics).unwrap());
        while alive() > 0 {
            std::thread::yield_now();
        }
        scope(|scope| {
            let scoped = named("scoped").spawn_scoped(scope, panics).unwrap();
            assert!(scoped.join().is_err());
            assert!(scope.spawn(panics).join().is_err());
            let caught = || std::panic::catch_unwind(panics).is_err();
            assert!(scope.spawn(caught).join().unwrap());
        });
        let well = named("ends well").spawn(|| 1).unwrap();
        assert_eq!(well.join().unwrap(), 1);
        assert_eq!(*told(), ["joined", "let go", "scoped", ""]);
        assert_eq!(alive(), 0);
    }
}
