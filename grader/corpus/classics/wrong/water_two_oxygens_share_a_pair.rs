//@ expect: deadlock in water/nobody_holds_half_a_molecule
//@ task: water
//@ points: 12.83
//! Two oxygen atoms take one hydrogen atom each, and both wait for a second one that the other one has.

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
        let pair = [0, 1].map(|_| self.waiting.1.recv().unwrap());
        let _one = self.one_at_a_time.lock().unwrap();
        for hydrogen in pair {
            let (done, is_done) = bounded(1);
            hydrogen.send(done).unwrap();
            is_done.recv().unwrap();
        }
        release();
    }
}
