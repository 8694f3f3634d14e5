//@ expect: not-concurrent in rw_lock/all_waiting_readers_get_in
//@ expect: lost-wakeup in rw_lock/everybody_gets_in
//@ expect: lost-wakeup in rw_lock/writers_do_not_starve
//@ expect: lost-wakeup in rw_lock/nor_do_readers
//@ expect: lost-wakeup in rw_lock/nobody_is_overtaken
//@ expect: lost-wakeup in rw_lock/waking_for_no_reason_changes_nothing
//@ task: rw_lock
//@ points: 5.41
//! A writer that leaves wakes one of those who wait, and a reader that gets in wakes nobody.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct Queue {
    next: u64,
    serving: u64,
    readers: usize,
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
        queue.readers += 1;
        queue.serving += 1;
        Reading(self)
    }

    pub fn write(&self) -> Writing<'_> {
        let mut queue = self.queue.lock().unwrap();
        let mine = queue.next;
        queue.next += 1;
        let must_wait =
            |queue: &mut Queue| queue.serving != mine || queue.is_written || queue.readers > 0;
        queue = self.changed.wait_while(queue, must_wait).unwrap();
        queue.is_written = true;
        queue.serving += 1;
        Writing(self)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.queue.lock().unwrap().readers -= 1;
        self.0.changed.notify_one();
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.queue.lock().unwrap().is_written = false;
        self.0.changed.notify_one();
    }
}
