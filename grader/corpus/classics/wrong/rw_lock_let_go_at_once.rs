//@ expect: limit-exceeded in rw_lock/a_writer_is_alone
//@ task: rw_lock
//@ points: 0
//! The guard of the real lock is dropped at the end of `read`, and what is handed out guards nothing.

use std::marker::PhantomData;
use std::sync::RwLock;

#[derive(Default)]
pub struct ReadWriteLock {
    lock: RwLock<()>,
}

pub struct Reading<'l>(PhantomData<&'l ReadWriteLock>);

pub struct Writing<'l>(PhantomData<&'l ReadWriteLock>);

impl ReadWriteLock {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn read(&self) -> Reading<'_> {
        let _guard = self.lock.read().unwrap();
        Reading(PhantomData)
    }

    pub fn write(&self) -> Writing<'_> {
        let _guard = self.lock.write().unwrap();
        Writing(PhantomData)
    }
}
