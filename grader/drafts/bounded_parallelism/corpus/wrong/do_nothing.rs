//@ expect: uncontrolled in to/do
//! Does nothing: no results, no sum, nobody inside.

pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    let _ = (items, limit, f);
    Vec::new()
}

pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    let _ = (items, limit, f);
    Ok(Vec::new())
}

pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    let _ = (limit, items, weigh);
    0
}

pub struct Limiter {}

pub struct Slot<'a> {
    _limiter: &'a Limiter,
}

impl Limiter {
    pub fn new(_: usize) -> Self {
        Self {}
    }

    pub fn enter(&self) -> Slot<'_> {
        Slot { _limiter: self }
    }

    pub fn set_limit(&self, _: usize) {}

    pub fn inside(&self) -> usize {
        0
    }
}
