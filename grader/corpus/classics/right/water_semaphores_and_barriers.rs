//@ expect: full
//@ task: water
//! Two semaphores let three atoms in, one barrier waits for them, and another until all have been released.

use std::sync::{Barrier, Condvar, Mutex};

struct Semaphore {
    free: Mutex<usize>,
    freed: Condvar,
}

impl Semaphore {
    fn new(free: usize) -> Self {
        Self {
            free: Mutex::new(free),
            freed: Condvar::new(),
        }
    }

    fn acquire(&self) {
        let free = self.free.lock().unwrap();
        *self.freed.wait_while(free, |free| *free == 0).unwrap() -= 1;
    }

    fn release(&self) {
        *self.free.lock().unwrap() += 1;
        self.freed.notify_one();
    }
}

pub struct Water {
    hydrogen: Semaphore,
    oxygen: Semaphore,
    complete: Barrier,
    released: Barrier,
}

impl Default for Water {
    fn default() -> Self {
        Self {
            hydrogen: Semaphore::new(2),
            oxygen: Semaphore::new(1),
            complete: Barrier::new(3),
            released: Barrier::new(3),
        }
    }
}

impl Water {
    pub fn new() -> Self {
        Self::default()
    }

    fn bond(&self, place: &Semaphore, release: impl FnOnce()) {
        place.acquire();
        self.complete.wait();
        release();
        self.released.wait();
        place.release();
    }

    pub fn hydrogen(&self, release: impl FnOnce()) {
        self.bond(&self.hydrogen, release);
    }

    pub fn oxygen(&self, release: impl FnOnce()) {
        self.bond(&self.oxygen, release);
    }
}
