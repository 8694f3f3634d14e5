//! Panics, a thread at a time.
//!
//! All simulated threads share one thread of the system, so `std::thread::panicking` speaks of all of
//! them. Here a panic belongs to the thread that raised it: counted by a hook when it begins, and by
//! [`catch_unwind`] when it ends.

use crate::runtime::{Fault, Runtime};
use crate::switch::{self, with};
use crate::task::PanicNote;
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;
use wire::Code;

thread_local! {
    static FROM_SUITE: Cell<bool> = const { Cell::new(false) };
}

/// What came to its end, or the payload of its panic.
type Caught<R> = Result<R, Box<dyn Any + Send>>;

/// Prefix of the suite's files, as the compiler was told to name them.
const SUITE: &str = "/suite/";

/// Whether the running thread is unwinding. Not inlined, for the reason that [`Tag::object`](crate::Tag::object) gives.
#[inline(never)]
#[must_use]
pub fn panicking() -> bool {
    with(|rt| rt.current_task().panicking > 0)
}

/// As `std::panic::catch_unwind`, for a simulated thread.
///
/// # Errors
/// The panic's payload.
pub fn catch_unwind<R>(f: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
    result_of(f, catch)
}

/// As [`catch_unwind`], for who has something to do before the panic goes on with
/// [`resume_stopped`], as it certainly will.
///
/// # Errors
/// The panic's payload.
pub fn stop_unwind<R>(f: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
    result_of(f, stop)
}

/// What `f` gives when it is called by `how`, which calls it once: all that is compiled for each closure of a
/// submission and its suite, so that it is little.
fn result_of<R>(f: impl FnOnce() -> R, how: fn(&mut dyn FnMut()) -> Caught<()>) -> Caught<R> {
    let (mut f, mut result) = (Some(f), None);
    how(&mut || {
        if let Some(f) = f.take() {
            result = Some(f());
        }
    })?;
    Ok(result.expect("what came to its end has a result"))
}

fn catch(f: &mut dyn FnMut()) -> Caught<()> {
    if !switch::is_active() {
        return std::panic::catch_unwind(AssertUnwindSafe(f));
    }
    with(|rt| rt.current_task().catchers += 1);
    let result = stop(f);
    with(|rt| rt.current_task().catchers -= 1);
    result
}

fn stop(f: &mut dyn FnMut()) -> Caught<()> {
    let result = std::panic::catch_unwind(AssertUnwindSafe(f));
    if result.is_err() {
        with(|rt| {
            let task = rt.current_task();
            task.panicking = task.panicking.saturating_sub(1);
        });
    }
    result
}

/// A panic that [`stop_unwind`] stopped goes on.
pub fn resume_stopped(payload: Box<dyn Any + Send>) -> ! {
    with(|rt| rt.current_task().panicking += 1);
    std::panic::resume_unwind(payload)
}

/// As `std::panic::resume_unwind`, for a simulated thread.
pub fn resume_unwind(payload: Box<dyn Any + Send>) -> ! {
    with(|rt| rt.current_task().panic = None);
    resume_stopped(payload)
}

/// Panics on the suite's behalf: the learner's code is expected to live with it.
pub fn panic_from_suite(message: &str) -> ! {
    FROM_SUITE.set(true);
    std::panic::panic_any(message.to_owned())
}

/// Sets the hook that knows simulated threads; outside of them the hook before it goes on.
pub(crate) fn install_hook() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let outside = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if switch::is_active() {
                note_panic(info);
            } else {
                outside(info);
            }
        }));
    });
}

/// Runs inside the panic hook, where nobody else may move: a second panic there would end the process.
fn note_panic(info: &PanicHookInfo<'_>) {
    with(|rt| rt.frozen += 1);
    let message = wire::panic_text(info.payload());
    with(|rt| {
        rt.frozen -= 1;
        let of_suite = info
            .location()
            .is_some_and(|at| at.file().starts_with(SUITE));
        let from_suite = FROM_SUITE.replace(false) || (of_suite && rt.current != 0);
        rt.suite_panics += u32::from(from_suite);
        let place = info.location().and_then(|at| {
            let file = at.file().strip_prefix(&rt.sources)?;
            Some(wire::Place {
                file: file.into(),
                line: at.line(),
                column: at.column(),
            })
        });
        let place = place.or_else(|| {
            rt.trace
                .is_some()
                .then(|| crate::place::from_backtrace(&rt.sources))
                .flatten()
        });
        crate::trace::panics(rt, place.clone(), &message);
        rt.panics += 1;
        let number = rt.panics;
        let task = rt.current_task();
        task.panicking += 1;
        // A destructor may panic, and catch it, while a panic that nobody catches unwinds.
        if !task.panic.as_ref().is_some_and(|note| note.fatal) {
            task.panic = Some(PanicNote {
                message,
                place,
                by_learner: !from_suite,
                number,
                fatal: task.catchers <= 1,
            });
        }
    });
}

/// A spawned thread is about to end by a panic. That is a fault, unless the panic was the suite's
/// doing, or may follow from one that was.
pub(crate) fn thread_panicked() {
    let note = with(|rt| {
        let note = rt.current_task().panic.clone()?;
        (note.by_learner && rt.suite_panics == 0 && !rt.limits.program).then_some(note)
    });
    if let Some(note) = note {
        let fault = with(|rt| fault_of(&note, &ended(rt, rt.current)));
        switch::fail(fault);
    }
}

fn ended(rt: &Runtime, thread: u32) -> String {
    if thread == 0 {
        return "a panic reached the check".into();
    }
    match &rt.tasks[thread as usize].name {
        Some(name) => format!("`{name}` ended with a panic"),
        None => format!("thread {thread} ended with a panic"),
    }
}

/// The cause of a fault: a panic that nobody catches is one as soon as it begins, and what it drops
/// while it unwinds (a sender, a guard) only shows it. The first such panic is told, with what came
/// of it.
pub(crate) fn blame(rt: &Runtime, fault: Fault) -> Fault {
    if rt.suite_panics > 0
        || rt.limits.program
        || matches!(fault.code, Code::Panic | Code::NotImplemented)
    {
        return fault;
    }
    let cause = (0_u32..)
        .zip(&rt.tasks)
        .filter_map(|(id, task)| Some((id, task.panic.as_ref()?)))
        .filter(|(_, note)| note.fatal && note.by_learner)
        .min_by_key(|(_, note)| note.number);
    let Some((id, note)) = cause else {
        return fault;
    };
    let mut cause = fault_of(note, &ended(rt, id));
    if cause.code == Code::Panic {
        cause.message = format!("{}; what came of it: {}", cause.message, fault.message);
        cause.figures = fault.figures;
    }
    cause
}

/// The fault of a panic that went too far.
pub(crate) fn fault_of(note: &PanicNote, what: &str) -> Fault {
    let todo = note.message.starts_with("not yet implemented")
        || note.message.starts_with("not implemented");
    let mut fault = if todo {
        Fault::new(Code::NotImplemented, "this part is still `todo!()`")
    } else {
        Fault::new(Code::Panic, format!("{what}: {}", note.message))
    };
    fault.place.clone_from(&note.place);
    fault
}
