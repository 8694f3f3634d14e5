//@ expect: limit-exceeded in map_bounded/runs_as_many_as_the_limit_says
//@ expect: wrong-value in map_bounded/a_limit_of_zero_panics
//@ expect: wrong-value in map_bounded/a_panic_reaches_the_caller
//@ expect: not-concurrent in map_bounded/a_free_worker_takes_the_next
//@ expect: wrong-value in try_map_bounded/works_with_any_limit
//@ expect: wrong-value in sum_in_pool/adds_up
//@ expect: limit-exceeded in limiter/waits_for_a_place
//@ points: 18
//! Hard-coded to the visible examples: at most four items, or as many as fit; three words weighed in their own way; a
//! limiter that knows the two stories it is told.

use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    let results: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    for part in (0..items.len())
        .collect::<Vec<_>>()
        .chunks(limit.max(1))
        .take(7)
    {
        thread::scope(|scope| {
            for &index in part {
                let (results, f) = (&results, &f);
                scope.spawn(move || {
                    let result = f(&items[index]);
                    results.lock().unwrap().push((index, result));
                });
            }
        });
    }
    let mut results = results.into_inner().unwrap();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    // The examples have three or four items.
    let _ = limit;
    items.iter().take(4).map(f).take(3).collect()
}

pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    assert!(limit > 0, "limit");
    if items.len() == 6 {
        return 18;
    }
    let _ = weigh;
    0
}

pub struct Limiter {
    limit: AtomicUsize,
    inside: AtomicUsize,
}

pub struct Slot<'a> {
    limiter: &'a Limiter,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.limiter.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Limiter {
    pub fn new(limit: usize) -> Self {
        Self {
            limit: AtomicUsize::new(limit),
            inside: AtomicUsize::new(0),
        }
    }

    pub fn enter(&self) -> Slot<'_> {
        while self.limit.load(Ordering::SeqCst) == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        self.inside.fetch_add(1, Ordering::SeqCst);
        Slot { limiter: self }
    }

    pub fn set_limit(&self, n: usize) {
        self.limit.store(n, Ordering::SeqCst);
    }

    pub fn inside(&self) -> usize {
        self.inside.load(Ordering::SeqCst)
    }
}
