//@ expect: wrong-order in rw_lock/nobody_is_overtaken
//@ task: rw_lock
//@ points: 13.09
//! Whoever wants in passes a turnstile, which a writer holds while it waits: but a `Mutex` lets in whom it likes.

use std::sync::{Condvar, Mutex, PoisonError};

#[derive(Default)]
pub struct ReadWriteLock {
    turnstile: Mutex<()>,
    inside: Mutex<(usize, bool)>,
    changed: Condvar,
}

pub struct Reading<'l>(&'l ReadWriteLock);

pub struct Writing<'l>(&'l ReadWriteLock);

impl ReadWriteLock {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn read(&self) -> Reading<'_> {
        let _turnstile = self
            .turnstile
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let inside = self.inside.lock().unwrap();
        self.changed
            .wait_while(inside, |inside| inside.1)
            .unwrap()
            .0 += 1;
        Reading(self)
    }

    pub fn write(&self) -> Writing<'_> {
        let _turnstile = self
            .turnstile
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let inside = self.inside.lock().unwrap();
        let is_taken = |inside: &mut (usize, bool)| inside.0 > 0 || inside.1;
        self.changed.wait_while(inside, is_taken).unwrap().1 = true;
        Writing(self)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.inside.lock().unwrap().0 -= 1;
        self.0.changed.notify_all();
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.inside.lock().unwrap().1 = false;
        self.0.changed.notify_all();
    }
}
