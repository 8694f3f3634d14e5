//@ expect: not-concurrent in map_bounded/runs_as_many_as_the_limit_says
//@ expect: not-concurrent in map_bounded/a_free_worker_takes_the_next
//@ expect: not-concurrent in try_map_bounded/runs_as_many_as_the_limit_says
//@ expect: not-concurrent in try_map_bounded/a_free_worker_takes_the_next
//@ expect: deadlock in sum_in_pool/runs_as_many_as_the_limit_says
//@ expect: deadlock in limiter/slots_are_counted
//@ points: 53
//! One after the other, in a plain loop: the values, the order and the error are right, and nothing is done at the same
//! time.

use std::sync::Condvar;
use std::sync::Mutex;

pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    assert!(limit > 0, "limit");
    items.iter().map(f).collect()
}

pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    assert!(limit > 0, "limit");
    items.iter().map(f).collect()
}

pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    assert!(limit > 0, "limit");
    items.iter().map(weigh).sum()
}

pub struct Limiter {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    limit: usize,
    inside: usize,
}

pub struct Slot<'a> {
    limiter: &'a Limiter,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.limiter.state.lock().unwrap().inside -= 1;
        self.limiter.changed.notify_all();
    }
}

impl Limiter {
    pub fn new(limit: usize) -> Self {
        Self {
            state: Mutex::new(State { limit, inside: 0 }),
            changed: Condvar::new(),
        }
    }

    pub fn enter(&self) -> Slot<'_> {
        let mut state = self.state.lock().unwrap();
        while state.inside >= state.limit.min(1) {
            state = self.changed.wait(state).unwrap();
        }
        state.inside += 1;
        Slot { limiter: self }
    }

    pub fn set_limit(&self, n: usize) {
        self.state.lock().unwrap().limit = n;
        self.changed.notify_all();
    }

    pub fn inside(&self) -> usize {
        self.state.lock().unwrap().inside
    }
}
