//! Thread-local values of simulated threads, with their destructors.

use crate::switch::with;
use crate::task::Local;
use std::any::Any;

/// A thread-local was used while, or after, it was destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalGone;

/// The running thread's value for `key`, made by `make` at first use. The value lives until the
/// thread ends.
///
/// # Errors
/// The value is being destroyed, or is gone.
///
/// # Panics
/// If one key is used with two types.
pub fn local<T: 'static>(key: *const (), make: impl FnOnce() -> T) -> Result<*const T, LocalGone> {
    if let Some(found) = find(key) {
        return found;
    }
    // `make` may use the key itself; the first value to be stored is the thread's.
    let value: Box<dyn Any> = Box::new(make());
    if let Some(found) = find(key) {
        drop(value);
        return found;
    }
    let value = Some(value);
    with(|rt| rt.current_task().locals.push(Local { key, value }));
    find(key).expect("the value was just stored")
}

fn find<T: 'static>(key: *const ()) -> Option<Result<*const T, LocalGone>> {
    with(|rt| {
        let local = rt
            .current_task()
            .locals
            .iter()
            .find(|local| local.key == key)?;
        let value = local.value.as_ref().map(|value| {
            std::ptr::from_ref(value.downcast_ref::<T>().expect("a key has one type"))
        });
        Some(value.ok_or(LocalGone))
    })
}

/// Destroys the running thread's values, the youngest first, as the system does.
pub(crate) fn drop_all() {
    loop {
        let value = with(|rt| {
            let locals = &mut rt.current_task().locals;
            locals.iter_mut().rev().find_map(|local| local.value.take())
        });
        match value {
            Some(value) => drop(value),
            None => return,
        }
    }
}
