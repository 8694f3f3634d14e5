//@ expect: lost-item in map_bounded/maps_in_order
//@ expect: lost-item in map_bounded/works_with_any_limit
//@ expect: wrong-value in try_map_bounded/all_succeed
//@ expect: wrong-value in try_map_bounded/one_fails
//@ expect: wrong-value in try_map_bounded/works_with_any_limit
//@ expect: wrong-value in sum_in_pool/adds_up
//@ expect: wrong-value in limiter/slots_are_counted
//@ expect: limit-exceeded in limiter/waits_for_a_place
//@ points: 0
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
