//! How a thread's result reaches who joins it.
//!
//! The packet is shared by the thread and its handle through the real `Arc`, as in the real library: whoever lets
//! go of it last drops a result that nobody took.

use super::scoped::ScopeData;
use super::{Result, Thread};
use ::std::cell::UnsafeCell;
use ::std::panic::AssertUnwindSafe;
use ::std::sync::Arc;
use sim::{At, Poll};
use wire::{Occurrence, Operation};

pub(super) struct Packet<T> {
    scope: Option<Arc<ScopeData>>,
    result: UnsafeCell<Option<Result<T>>>,
}

// SAFETY: the thread writes the result before it ends, and a joining thread reads it after that.
unsafe impl<T: Send> Sync for Packet<T> {}

impl<T> Drop for Packet<T> {
    fn drop(&mut self) {
        let unhandled_panic = matches!(self.result.get_mut(), Some(Err(_)));
        *self.result.get_mut() = None;
        if let Some(scope) = &self.scope {
            scope.one_is_done(unhandled_panic);
        }
    }
}

/// What both kinds of handles have.
pub(super) struct JoinInner<T> {
    thread: Thread,
    packet: Arc<Packet<T>>,
}

/// Starts a thread. `f` is boxed, so that all this is compiled for each type of result, and not for each closure.
///
/// # Safety
/// What `f` and its result borrow must outlive the thread's use of them: for ever, or for the scope.
pub(super) unsafe fn start<T: Send>(
    name: Option<String>,
    scope: Option<Arc<ScopeData>>,
    f: Box<dyn FnOnce() -> T + Send + '_>,
    at: At,
) -> JoinInner<T> {
    if let Some(scope) = &scope {
        scope.one_more();
    }
    let packet = Arc::new(Packet {
        scope,
        result: UnsafeCell::new(None),
    });
    let theirs = Arc::clone(&packet);
    let body: Box<dyn FnOnce() -> bool + '_> = Box::new(move || {
        let result = sim::catch_unwind(AssertUnwindSafe(f));
        let panicked = result.is_err();
        // SAFETY: nobody reads the result before this thread has ended.
        unsafe { *theirs.result.get() = Some(result) };
        drop(theirs);
        panicked
    });
    // SAFETY: only the lifetime changes, and the caller vouches for it.
    let body = unsafe {
        ::std::mem::transmute::<Box<dyn FnOnce() -> bool + '_>, Box<dyn FnOnce() -> bool + 'static>>(
            body,
        )
    };
    JoinInner {
        thread: start_body(name, body, at),
        packet,
    }
}

fn start_body(name: Option<String>, body: Box<dyn FnOnce() -> bool>, at: At) -> Thread {
    let thread = Thread::new(name.clone(), at);
    let theirs = thread.clone();
    let body = Box::new(move || {
        theirs.begin();
        body()
    });
    let number = sim::spawn(name, body, at);
    thread.set_number(number);
    thread
}

impl<T> JoinInner<T> {
    pub(super) fn thread(&self) -> &Thread {
        &self.thread
    }

    pub(super) fn join(self, at: At) -> Result<T> {
        wait_for_end(self.thread.number(), at);
        // SAFETY: the thread has ended, and the handle is used up.
        unsafe { (*self.packet.result.get()).take() }
            .expect("a thread that has ended has left its result")
    }

    pub(super) fn is_finished(&self, at: At) -> bool {
        sim::point();
        let finished = Arc::strong_count(&self.packet) == 1;
        if !finished {
            sim::poll(Poll::Look, at);
        }
        finished
    }
}

fn wait_for_end(thread: u32, at: At) {
    // An end is for ever: to begin to wait is the only choice, and going on is not noticed.
    let end = sim::end_arm(thread);
    if !sim::is_finished(thread) {
        sim::wait(Operation::Join, &[end], None, at);
        sim::unnoticed();
    }
    sim::record(
        Operation::Join,
        Some(end.object),
        Occurrence::Done,
        at,
        || None,
    );
}
