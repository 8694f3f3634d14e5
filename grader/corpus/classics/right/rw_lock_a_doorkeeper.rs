//@ expect: full
//@ task: rw_lock
//! A queue of those who wait, each with a channel on which it is let in: whoever leaves lets in all who can.

use crossbeam_channel::{Sender, bounded};
use std::collections::VecDeque;
use std::sync::Mutex;

#[derive(Clone, Copy, PartialEq)]
enum Wish {
    Read,
    Write,
}

#[derive(Default)]
struct Door {
    readers: usize,
    writers: usize,
    queue: VecDeque<(Wish, Sender<()>)>,
}

impl Door {
    fn let_in(&mut self) {
        while let Some((wish, _)) = self.queue.front() {
            match wish {
                Wish::Read if self.writers == 0 => self.readers += 1,
                Wish::Write if self.writers + self.readers == 0 => self.writers += 1,
                Wish::Read | Wish::Write => return,
            }
            let (_, guest) = self.queue.pop_front().unwrap();
            guest.send(()).unwrap();
        }
    }
}

#[derive(Default)]
pub struct ReadWriteLock {
    door: Mutex<Door>,
}

pub struct Reading<'l>(&'l ReadWriteLock);

pub struct Writing<'l>(&'l ReadWriteLock);

impl ReadWriteLock {
    pub fn new() -> Self {
        Self::default()
    }

    fn enter(&self, wish: Wish) {
        let (guest, called) = bounded(1);
        let mut door = self.door.lock().unwrap();
        door.queue.push_back((wish, guest));
        door.let_in();
        drop(door);
        called.recv().unwrap();
    }

    pub fn read(&self) -> Reading<'_> {
        self.enter(Wish::Read);
        Reading(self)
    }

    pub fn write(&self) -> Writing<'_> {
        self.enter(Wish::Write);
        Writing(self)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        let mut door = self.0.door.lock().unwrap();
        door.readers -= 1;
        door.let_in();
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut door = self.0.door.lock().unwrap();
        door.writers -= 1;
        door.let_in();
    }
}
