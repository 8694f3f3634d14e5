//@ expect: full
//@ task: water
//! The oxygen atom collects two hydrogen atoms, has them released one after the other, and comes last itself.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use std::sync::Mutex;

pub struct Water {
    waiting: (Sender<Sender<Sender<()>>>, Receiver<Sender<Sender<()>>>),
    one_at_a_time: Mutex<()>,
}

impl Default for Water {
    fn default() -> Self {
        Self {
            waiting: unbounded(),
            one_at_a_time: Mutex::new(()),
        }
    }
}

impl Water {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn hydrogen(&self, release: impl FnOnce()) {
        let (go, start) = bounded(1);
        self.waiting.0.send(go).unwrap();
        let done: Sender<()> = start.recv().unwrap();
        release();
        done.send(()).unwrap();
    }

    pub fn oxygen(&self, release: impl FnOnce()) {
        let _one = self.one_at_a_time.lock().unwrap();
        let pair = [0, 1].map(|_| self.waiting.1.recv().unwrap());
        for hydrogen in pair {
            let (done, is_done) = bounded(1);
            hydrogen.send(done).unwrap();
            is_done.recv().unwrap();
        }
        release();
    }
}
