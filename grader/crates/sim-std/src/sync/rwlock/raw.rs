//! The lock itself, whatever it guards.
//!
//! The real one promises nothing about who goes first. On Linux a reader waits behind a writer that
//! waits, so that a thread which reads twice at once can block itself; elsewhere it may not. Here the schedule
//! chooses, each time a reader comes while a writer waits.

use ::std::cell::Cell;
use ::std::panic::RefUnwindSafe;
use sim::{Arm, At, Choice, ObjectId, Poll, Tag};
use wire::{Occurrence, Operation};

pub(super) struct RawRwLock {
    pub(super) tag: Tag,
    pub(super) poisoned: Cell<bool>,
    state: State,
}

impl RefUnwindSafe for RawRwLock {}

struct State {
    readers: Cell<u32>,
    written: Cell<bool>,
    waiting_writers: Cell<u32>,
}

impl State {
    fn is_readable(&self) -> bool {
        !self.written.get()
    }

    fn is_readable_in_turn(&self) -> bool {
        !self.written.get() && self.waiting_writers.get() == 0
    }

    fn is_writable(&self) -> bool {
        !self.written.get() && self.readers.get() == 0
    }
}

impl RawRwLock {
    pub(super) const fn new(at: At) -> Self {
        let state = State {
            readers: Cell::new(0),
            written: Cell::new(false),
            waiting_writers: Cell::new(0),
        };
        Self {
            tag: Tag::new(at),
            poisoned: Cell::new(false),
            state,
        }
    }

    pub(super) fn is_written(&self) -> bool {
        self.state.written.get()
    }

    /// Whether a reader that comes now has to wait behind writers that wait.
    fn is_polite(&self) -> bool {
        let contended = self.state.is_readable() && !self.state.is_readable_in_turn();
        contended && sim::choose(Choice::Branch, 2) == 1
    }

    pub(super) fn read(&self, object: ObjectId, at: At) {
        // To begin to wait is a choice already.
        if self.state.is_readable() {
            sim::point();
        }
        let readable = if self.is_polite() {
            State::is_readable_in_turn
        } else {
            State::is_readable
        };
        while !readable(&self.state) {
            sim::wait(
                Operation::Read,
                &[Arm::new(object, &self.state, readable)],
                None,
                at,
            );
        }
        self.take_for_reading(object, at);
    }

    pub(super) fn try_read(&self, object: ObjectId, at: At) -> bool {
        sim::point();
        let readable = self.state.is_readable() && !self.is_polite();
        if readable {
            self.take_for_reading(object, at);
        } else {
            refused(Operation::Read, object, at);
        }
        readable
    }

    fn take_for_reading(&self, object: ObjectId, at: At) {
        self.state.readers.set(self.state.readers.get() + 1);
        sim::take(object, at);
        sim::changed(object);
        sim::record(Operation::Read, Some(object), Occurrence::Done, at, || None);
    }

    pub(super) fn write(&self, object: ObjectId, at: At) {
        sim::point();
        if !self.state.is_writable() {
            let waiting = &self.state.waiting_writers;
            waiting.set(waiting.get() + 1);
            sim::changed(object);
            while !self.state.is_writable() {
                let arm = Arm::new(object, &self.state, State::is_writable);
                sim::wait(Operation::Lock, &[arm], None, at);
            }
            waiting.set(waiting.get() - 1);
        }
        self.take_for_writing(object, at);
    }

    pub(super) fn try_write(&self, object: ObjectId, at: At) -> bool {
        sim::point();
        let writable = self.state.is_writable();
        if writable {
            self.take_for_writing(object, at);
        } else {
            refused(Operation::Lock, object, at);
        }
        writable
    }

    fn take_for_writing(&self, object: ObjectId, at: At) {
        self.state.written.set(true);
        sim::take(object, at);
        sim::changed(object);
        sim::record(Operation::Lock, Some(object), Occurrence::Done, at, || None);
    }

    pub(super) fn end_reading(&self, object: ObjectId) {
        sim::point();
        self.state.readers.set(self.state.readers.get() - 1);
        given_back(object);
    }

    pub(super) fn end_writing(&self, object: ObjectId, panicking_before: bool) {
        sim::point();
        if !panicking_before && sim::panicking() {
            self.poisoned.set(true);
        }
        self.state.written.set(false);
        given_back(object);
    }

    /// The writer goes on as a reader; no other writer comes between.
    pub(super) fn downgrade(&self, object: ObjectId) {
        sim::point();
        self.state.written.set(false);
        self.state.readers.set(1);
        sim::changed(object);
        sim::released();
    }
}

fn refused(operation: Operation, object: ObjectId, at: At) {
    sim::record(operation, Some(object), Occurrence::Refused, at, || None);
    sim::poll(Poll::Attempt, at);
}

fn given_back(object: ObjectId) {
    sim::give_back(object);
    sim::changed(object);
    sim::record(
        Operation::Unlock,
        Some(object),
        Occurrence::Done,
        sim::here(),
        || None,
    );
    sim::released();
}
