//@ expect: wrong-order in rw_lock/writers_do_not_starve
//@ expect: wrong-order in rw_lock/nor_do_readers
//@ expect: wrong-order in rw_lock/nobody_is_overtaken
//@ task: rw_lock
//@ points: 9.03
//! `std::sync::RwLock` says nothing about who goes first; on one system writers do, on another readers.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

#[derive(Default)]
pub struct ReadWriteLock {
    lock: RwLock<()>,
}

pub struct Reading<'l>(RwLockReadGuard<'l, ()>);

pub struct Writing<'l>(RwLockWriteGuard<'l, ()>);

impl ReadWriteLock {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn read(&self) -> Reading<'_> {
        Reading(self.lock.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn write(&self) -> Writing<'_> {
        Writing(self.lock.write().unwrap_or_else(PoisonError::into_inner))
    }
}
