//! Panics of which nobody hears: a thread ended with one, and its handle is gone.
//!
//! In the simulation a thread that ends so ends the execution. On real threads the harness must be told,
//! since the check itself goes on as if nothing had happened. Whoever joins the thread hears of the panic, and
//! may do with it what it likes: that is not told.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, Thread};

/// Who is told of a thread that ended with a panic, on that thread or on the one that let go of its handle.
static LISTENER: OnceLock<fn(&Thread)> = OnceLock::new();
/// The threads that ended with a panic, and whose handles somebody still has.
static KEPT: Mutex<Vec<Thread>> = Mutex::new(Vec::new());
/// How many threads live.
static ALIVE: AtomicUsize = AtomicUsize::new(0);

/// From now on this function is told of each thread whose panic nobody can hear. Only the first call
/// counts.
pub fn listen(listener: fn(&Thread)) {
    let _ = LISTENER.set(listener);
}

/// A thread that ended with a panic and was not joined so far, although somebody could.
#[must_use]
pub fn not_joined() -> Option<Thread> {
    lock(&KEPT).first().cloned()
}

/// How many of the threads live that were started without a scope.
#[must_use]
pub fn alive() -> usize {
    ALIVE.load(Ordering::SeqCst)
}

/// What is known of a thread on both sides.
#[derive(Default)]
enum Fate {
    /// It lives, and somebody has its handle.
    #[default]
    Open,
    /// Its handle is gone, without a join.
    LetGo,
    /// Somebody joins it.
    Heard,
    /// It ended with a panic, and somebody has its handle.
    Panicked(Thread),
}

/// The part that the handle has.
pub(crate) struct Hold(Arc<Mutex<Fate>>);

/// The part that the thread has.
pub(crate) struct Life {
    fate: Arc<Mutex<Fate>>,
    /// The thread was started, and runs.
    begun: bool,
}

impl Hold {
    /// Both parts.
    pub(crate) fn of_a_new_thread() -> (Hold, Life) {
        let fate = Arc::default();
        ALIVE.fetch_add(1, Ordering::SeqCst);
        let life = Life {
            fate: Arc::clone(&fate),
            begun: false,
        };
        (Hold(fate), life)
    }

    /// Somebody joins the thread.
    pub(crate) fn will_hear(self) {
        let before = std::mem::replace(&mut *lock(&self.0), Fate::Heard);
        if let Fate::Panicked(thread) = before {
            forget(&thread);
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut fate = lock(&self.0);
        match &*fate {
            Fate::Open => *fate = Fate::LetGo,
            Fate::Panicked(thread) => {
                forget(thread);
                tell(thread);
            }
            Fate::LetGo | Fate::Heard => {}
        }
    }
}

impl Life {
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
        if self.begun && thread::panicking() {
            let mut fate = lock(&self.fate);
            match &*fate {
                Fate::LetGo => tell(&thread::current()),
                Fate::Open => {
                    let thread = thread::current();
                    lock(&KEPT).push(thread.clone());
                    *fate = Fate::Panicked(thread);
                }
                Fate::Heard | Fate::Panicked(_) => {}
            }
        }
        ALIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

/// It is no longer among those whose handles somebody has.
fn forget(thread: &Thread) {
    lock(&KEPT).retain(|it| it.id() != thread.id());
}

fn tell(thread: &Thread) {
    if let Some(listener) = LISTENER.get() {
        listener(thread);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{KEPT, alive, listen, lock};
    use crate::thread::{Builder, JoinHandle, scope};
    use std::sync::{Mutex, mpsc};
    use std::thread::Thread;

    /// The names of those that were told.
    static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

    fn name(thread: &Thread) -> String {
        thread.name().unwrap_or_default().to_owned()
    }

    /// A thread of this name, which panics as soon as the sender is gone.
    fn doomed(name: &str) -> (JoinHandle<()>, mpsc::Sender<()>) {
        let (sender, receiver) = mpsc::channel();
        let body = move || receiver.recv().expect("provoked by this test");
        let handle = Builder::new().name(name.to_owned()).spawn(body).unwrap();
        (handle, sender)
    }

    /// Waits for what another thread does at its end.
    fn until(mut done: impl FnMut() -> bool) {
        while !done() {
            std::thread::yield_now();
        }
    }

    #[test]
    fn told_is_what_nobody_can_hear_and_nothing_else() {
        let was_told = |name: &str| lock(&TOLD).iter().any(|it| it == name);
        let is_kept = |it: &str| lock(&KEPT).iter().any(|thread| name(thread) == it);
        listen(|thread| lock(&TOLD).push(name(thread)));

        let (handle, end) = doomed("let go before");
        drop(handle);
        drop(end);
        until(|| was_told("let go before"));

        let (handle, end) = doomed("let go after");
        drop(end);
        until(|| is_kept("let go after"));
        assert!(!was_told("let go after"));
        drop(handle);
        assert!(was_told("let go after") && !is_kept("let go after"));

        let (handle, end) = doomed("joined after");
        drop(end);
        until(|| is_kept("joined after"));
        assert!(handle.join().is_err());
        assert!(!is_kept("joined after"));

        let (handle, end) = doomed("joined before");
        let joiner = std::thread::spawn(move || handle.join().is_err());
        drop(end);
        assert!(joiner.join().unwrap());

        let (handle, end) = doomed("forgotten");
        std::mem::forget(handle);
        drop(end);
        until(|| is_kept("forgotten"));

        let caught = || std::panic::catch_unwind(|| panic!("provoked by this test")).is_err();
        let catching = Builder::new().name("catching".to_owned()).spawn(caught);
        drop(catching);
        scope(|scope| {
            let doomed = || panic!("provoked by this test");
            let scoped = Builder::new().spawn_scoped(scope, doomed).unwrap();
            assert!(scoped.join().is_err());
        });

        until(|| alive() == 0);
        assert_eq!(*lock(&TOLD), ["let go before", "let go after"]);
        assert_eq!(
            lock(&KEPT).iter().map(name).collect::<Vec<_>>(),
            ["forgotten"]
        );
    }
}
