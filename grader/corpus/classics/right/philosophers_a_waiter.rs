//@ expect: full
//@ task: philosophers
//! A waiter lets one philosopher fewer sit down than there are seats: somebody always gets both forks.

use crossbeam_channel::{Receiver, Sender, bounded};

struct Fork {
    put: Sender<()>,
    take: Receiver<()>,
}

impl Fork {
    fn many(count: usize) -> Fork {
        let (put, take) = bounded(count);
        (0..count).for_each(|_| put.send(()).unwrap());
        Fork { put, take }
    }

    fn take(&self) -> Taken<'_> {
        self.take.recv().unwrap();
        Taken(self)
    }
}

struct Taken<'f>(&'f Fork);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.put.send(()).unwrap();
    }
}

pub struct Table {
    chairs: Fork,
    forks: Vec<Fork>,
}

impl Table {
    pub fn new(seats: usize) -> Self {
        assert!(seats > 1, "too few seats");
        Self {
            chairs: Fork::many(seats - 1),
            forks: (0..seats).map(|_| Fork::many(1)).collect(),
        }
    }

    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        let _chair = self.chairs.take();
        let _left = self.forks[seat].take();
        let _right = self.forks[(seat + 1) % self.forks.len()].take();
        meal()
    }
}
