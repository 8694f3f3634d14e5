//! Where in the learner's code something happens.
//!
//! `#[track_caller]` names the caller's line for nothing, but points into core where an iterator
//! stands between, into the suite where a closure of the suite does, and is silent in `Drop`. Then a
//! backtrace tells: the innermost frame that lies in the learner's sources.

use crate::object::At;
use std::cell::RefCell;
use std::collections::HashMap;
use wire::Place;

/// Frames looked at; a recursion deeper than that has told enough.
const MOST_FRAMES: usize = 64;

thread_local! {
    static KNOWN: RefCell<HashMap<usize, Option<Place>>> = RefCell::default();
}

/// The location as a place, if it lies in the learner's sources.
pub(crate) fn of(at: At, sources: &str) -> Option<Place> {
    let file = at.file().strip_prefix(sources)?;
    Some(Place {
        file: file.into(),
        line: at.line(),
        column: at.column(),
    })
}

/// The place at which the running thread is, seen from the learner's sources.
pub(crate) fn here(at: At, sources: &str) -> Option<Place> {
    of(at, sources).or_else(|| from_backtrace(sources))
}

/// The innermost frame in the learner's sources.
pub(crate) fn from_backtrace(sources: &str) -> Option<Place> {
    let mut found = None;
    let mut frames = 0;
    backtrace::trace(|frame| {
        frames += 1;
        found = resolve(frame, sources);
        found.is_none() && frames < MOST_FRAMES
    });
    found
}

/// How many calls are told of one place, at most.
const MOST_CALLS: usize = 4;

/// How many threads an execution may have had so that calls are told: a backtrace may need memory, for which the
/// stacks of very many threads leave no room.
pub(crate) const MOST_THREADS_WITH_CALLS: usize = 64;

/// The calls in the learner's sources that led to where the running thread is, the innermost first. The innermost frame
/// is where it is, and no call.
pub(crate) fn calls(sources: &str) -> Vec<Place> {
    let mut found = Vec::new();
    let mut frames = 0;
    backtrace::trace(|frame| {
        frames += 1;
        found.extend(resolve(frame, sources));
        found.len() <= MOST_CALLS && frames < MOST_FRAMES
    });
    found.drain(..found.len().min(1));
    found
}

fn resolve(frame: &backtrace::Frame, sources: &str) -> Option<Place> {
    let address = frame.ip() as usize;
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&address).cloned()) {
        return known;
    }
    let mut place = None;
    backtrace::resolve_frame(frame, |symbol| {
        if place.is_some() {
            return;
        }
        let (Some(file), Some(line)) = (symbol.filename(), symbol.lineno()) else {
            return;
        };
        if let Some(file) = file.to_str().and_then(|file| file.strip_prefix(sources)) {
            place = Some(Place {
                file: file.into(),
                line,
                column: symbol.colno().unwrap_or(0),
            });
        }
    });
    KNOWN.with_borrow_mut(|known| known.insert(address, place.clone()));
    place
}
