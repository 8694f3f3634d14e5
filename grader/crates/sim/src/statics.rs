//! Statics start afresh in each execution.
//!
//! A static that holds a simulated object keeps the bytes that the compiler gave it: a constant value
//! owns no memory, so a copy of its bytes is the value. At first use in an execution they are put
//! back; what the execution left there is dropped when it ends.

use crate::object::Tag;
use crate::switch::with;
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static SNAPSHOTS: RefCell<HashMap<usize, Box<[u8]>>> = RefCell::default();
}

unsafe extern "C" {
    static __ehdr_start: u8;
    static _end: u8;
}

/// Whether the address lies in the program's own image, where statics are.
fn is_static(address: usize) -> bool {
    let (start, end) = (&raw const __ehdr_start as usize, &raw const _end as usize);
    (start..end).contains(&address)
}

/// Whether the address lies in a static that was put back in this execution: then what is there belongs
/// to it, as the lock in a `LazyLock<Mutex<_>>` does, and was put back, or made anew, with it.
fn is_part_of_another(address: usize) -> bool {
    with(|rt| {
        rt.static_places
            .iter()
            .any(|place| place.contains(&address))
    })
}

/// Puts a static's first value back if `tag` has not been used in this execution. Facades call it
/// before they use a value that may lie in a static; it costs one comparison otherwise.
///
/// # Safety
/// `value` is the value that belongs to `tag`, and nothing else borrows it.
#[inline]
pub unsafe fn refresh_static<T: ?Sized>(tag: &Tag, value: *mut T) {
    if !tag.is_known() {
        // SAFETY: passed on.
        unsafe { refresh(value) };
    }
}

#[cold]
unsafe fn refresh<T: ?Sized>(value: *mut T) {
    let address = value.cast::<u8>();
    if !is_static(address as usize) || is_part_of_another(address as usize) {
        return;
    }
    // SAFETY: the caller vouches for `value`; the copy has its size.
    unsafe {
        let size = size_of_val(&*value);
        let key = address as usize;
        with(|rt| rt.static_places.push(key..key + size));
        let known = SNAPSHOTS.with_borrow(|snapshots| {
            let snapshot = snapshots.get(&key)?;
            std::ptr::copy_nonoverlapping(snapshot.as_ptr(), address, size.min(snapshot.len()));
            Some(())
        });
        if known.is_none() {
            let bytes = std::slice::from_raw_parts(address.cast_const(), size);
            SNAPSHOTS.with_borrow_mut(|snapshots| snapshots.insert(key, bytes.into()));
        }
    }
    let drop_value: Box<dyn FnOnce() + '_> = Box::new(move || {
        // SAFETY: statics live as long as the process; after the drop the bytes are not used before
        // the next execution has put its own there.
        unsafe { std::ptr::drop_in_place(value) }
    });
    // SAFETY: only the lifetime changes; the value lies in a static.
    let drop_value = unsafe {
        std::mem::transmute::<Box<dyn FnOnce() + '_>, Box<dyn FnOnce() + 'static>>(drop_value)
    };
    with(|rt| rt.statics.push(drop_value));
}
