//@ expect: wrong-order in rw_lock/writers_do_not_starve
//@ expect: wrong-order in rw_lock/nor_do_readers
//@ expect: wrong-order in rw_lock/nobody_is_overtaken
//@ task: rw_lock
//@ points: 9.03
//! A reader gets in whenever nobody writes: while readers keep coming, a writer waits for ever.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct ReadWriteLock {
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
        let inside = self.inside.lock().unwrap();
        self.changed
            .wait_while(inside, |inside| inside.1)
            .unwrap()
            .0 += 1;
        Reading(self)
    }

    pub fn write(&self) -> Writing<'_> {
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
