//@ expect: limit-exceeded in rw_lock/everybody_gets_in
//@ expect: limit-exceeded in rw_lock/readers_share
//@ expect: limit-exceeded in rw_lock/a_writer_waits_for_all
//@ task: rw_lock
//@ points: 9.93
//! Remembers that somebody reads, not how many: the first one that leaves lets a writer in.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct Queue {
    next: u64,
    serving: u64,
    is_read: bool,
    is_written: bool,
}

#[derive(Default)]
pub struct ReadWriteLock {
    queue: Mutex<Queue>,
    changed: Condvar,
}

pub struct Reading<'l>(&'l ReadWriteLock);

pub struct Writing<'l>(&'l ReadWriteLock);

impl ReadWriteLock {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn read(&self) -> Reading<'_> {
        let mut queue = self.queue.lock().unwrap();
        let mine = queue.next;
        queue.next += 1;
        let must_wait = |queue: &mut Queue| queue.serving != mine || queue.is_written;
        queue = self.changed.wait_while(queue, must_wait).unwrap();
        queue.is_read = true;
        queue.serving += 1;
        self.changed.notify_all();
        Reading(self)
    }

    pub fn write(&self) -> Writing<'_> {
        let mut queue = self.queue.lock().unwrap();
        let mine = queue.next;
        queue.next += 1;
        let must_wait =
            |queue: &mut Queue| queue.serving != mine || queue.is_written || queue.is_read;
        queue = self.changed.wait_while(queue, must_wait).unwrap();
        queue.is_written = true;
        queue.serving += 1;
        Writing(self)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.queue.lock().unwrap().is_read = false;
        self.0.changed.notify_all();
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.queue.lock().unwrap().is_written = false;
        self.0.changed.notify_all();
    }
}
