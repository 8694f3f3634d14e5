//! Panics of the code under test: those that reach the check, and those that end a thread.
//!
//! A thread that ends with a panic is at fault, as in the simulation, whoever joins it: unless the suite provoked
//! that. A panic that is caught is none of our business.

use crate::engine::failure;
use native_std::panicked;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread, ThreadId};
use std::time::{Duration, Instant};
use wire::{Code, Failure, Place};

/// How long threads that still run after the last run are waited for: if they panic, nobody else would see it.
const LAST_WAIT: Duration = Duration::from_millis(100);
/// Prefix of the suite's files, as the compiler was told to name them.
const SUITE: &str = "/suite/";

/// A panic's words, and where in the code under test it began.
#[derive(Clone)]
struct Note {
    message: String,
    place: Option<Place>,
}

/// What began on each thread last, and what began last of all.
static NOTES: Mutex<Option<Notes>> = Mutex::new(None);
/// The suite has panicked on purpose. What follows from that is not the fault of the code under test.
static PROVOKED: AtomicBool = AtomicBool::new(false);

struct Notes {
    each: HashMap<ThreadId, Note>,
    last: Note,
}

/// Notes panics from now on, quietly: standard error belongs to the code under test.
pub(crate) fn watch(sources: String) {
    let check = thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        let message = info
            .payload_as_str()
            .unwrap_or("a panic with a value that is no text");
        let file = info.location().map_or("", |at| at.file());
        let thread = thread::current().id();
        if file.starts_with(SUITE) && thread != check {
            suite_panics();
        }
        let place = info.location().and_then(|at| {
            let file = file.strip_prefix(&sources)?;
            Some(Place {
                file: file.into(),
                line: at.line(),
                column: at.column(),
            })
        });
        note(
            thread,
            Note {
                message: message.to_owned(),
                place,
            },
        );
    }));
    panicked::listen(tell);
}

fn note(thread: ThreadId, note: Note) {
    let mut notes = lock();
    let notes = notes.get_or_insert_with(|| Notes {
        each: HashMap::new(),
        last: note.clone(),
    });
    notes.last = note.clone();
    notes.each.insert(thread, note);
}

/// The suite is about to panic inside of what it gave to the code under test.
pub(crate) fn suite_panics() {
    PROVOKED.store(true, Ordering::SeqCst);
}

/// The failure of a check that a panic has reached.
pub(crate) fn reached_the_check() -> Failure {
    let last = lock().as_ref().map(|notes| notes.last.clone());
    failed("a panic reached the check", last)
}

/// Gives threads that are left after the last run the time to end. Those before had it.
pub(crate) fn await_the_last() {
    let end = Instant::now() + LAST_WAIT;
    while panicked::alive() > 0 && Instant::now() < end {
        thread::sleep(Duration::from_millis(1));
    }
}

/// A thread ends with a panic.
fn tell(thread: &Thread) {
    if PROVOKED.load(Ordering::SeqCst) {
        return;
    }
    let note = lock()
        .as_ref()
        .and_then(|notes| notes.each.get(&thread.id()).cloned());
    let who = match thread.name() {
        Some(name) => format!("the thread `{name}` ended with a panic"),
        None => "a thread ended with a panic".to_owned(),
    };
    crate::child::finish_failed(failed(&who, note));
}

/// The failure of a panic that went too far.
fn failed(what: &str, note: Option<Note>) -> Failure {
    let Note { message, place } = note.unwrap_or_else(|| Note {
        message: "a panic without a message".into(),
        place: None,
    });
    let (code, told) = if message.starts_with("failed to spawn thread") {
        (
            Code::TooManyThreads,
            "more threads live at once than a run has room for".into(),
        )
    } else if message.starts_with("not yet implemented") || message.starts_with("not implemented") {
        (Code::NotImplemented, "this part is still `todo!()`".into())
    } else {
        (Code::Panic, format!("{what}: {message}"))
    };
    let mut failure = failure(code, told, Vec::new());
    failure.place = place;
    failure
}

fn lock() -> MutexGuard<'static, Option<Notes>> {
    NOTES.lock().unwrap_or_else(PoisonError::into_inner)
}
