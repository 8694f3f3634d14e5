//@ expect: poisoned-lock in rw_lock/a_panic_lets_go
//@ task: rw_lock
//@ points: 13.1
//! A writer keeps the lock of the state itself, and panics with it: everybody after it finds it poisoned.

use std::sync::{Condvar, Mutex, MutexGuard};

#[derive(Default)]
struct Queue {
    next: u64,
    serving: u64,
    readers: usize,
}

#[derive(Default)]
pub struct ReadWriteLock {
    numbers: Mutex<u64>,
    queue: Mutex<Queue>,
    changed: Condvar,
}

pub struct Reading<'l>(&'l ReadWriteLock);

pub struct Writing<'l>(MutexGuard<'l, Queue>, &'l Condvar);

impl ReadWriteLock {
    pub fn new() -> Self {
        Self::default()
    }

    fn number(&self) -> u64 {
        let mut next = self.numbers.lock().unwrap();
        *next += 1;
        *next - 1
    }

    pub fn read(&self) -> Reading<'_> {
        let mine = self.number();
        let queue = self.queue.lock().unwrap();
        let mut queue = self
            .changed
            .wait_while(queue, |queue| queue.serving != mine)
            .unwrap();
        queue.readers += 1;
        queue.serving += 1;
        self.changed.notify_all();
        Reading(self)
    }

    pub fn write(&self) -> Writing<'_> {
        let mine = self.number();
        let queue = self.queue.lock().unwrap();
        let must_wait = |queue: &mut Queue| queue.serving != mine || queue.readers > 0;
        let queue = self.changed.wait_while(queue, must_wait).unwrap();
        Writing(queue, &self.changed)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.queue.lock().unwrap().readers -= 1;
        self.0.changed.notify_all();
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.next = self.0.serving;
        self.0.serving += 1;
        self.1.notify_all();
    }
}
