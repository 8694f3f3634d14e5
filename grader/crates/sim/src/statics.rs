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
    // SAFETY: the caller vouches for `value`.
    let size = unsafe { size_of_val(&*value) };
    // SAFETY: the same.
    if unsafe { put_back(value.cast(), size) } {
        // SAFETY: statics live as long as the process; after the drop the bytes are not used before
        // the next execution has put its own there.
        drop_at_the_end(Box::new(move || unsafe { std::ptr::drop_in_place(value) }));
    }
}

/// Puts the first value back, if it is that of a static; says whether it is. Compiled once, whatever the value is.
///
/// # Safety
/// There are so many bytes at `address`, and nothing else borrows them.
unsafe fn put_back(address: *mut u8, size: usize) -> bool {
    let key = address as usize;
    if !is_static(key) || is_part_of_another(key) {
        return false;
    }
    with(|rt| rt.static_places.push(key..key + size));
    SNAPSHOTS.with_borrow_mut(|snapshots| {
        if let Some(snapshot) = snapshots.get(&key) {
            // SAFETY: the caller vouches for the bytes; the copy has their number.
            unsafe {
                std::ptr::copy_nonoverlapping(snapshot.as_ptr(), address, size.min(snapshot.len()));
            }
        } else {
            // SAFETY: the same.
            let bytes = unsafe { std::slice::from_raw_parts(address.cast_const(), size) };
            snapshots.insert(key, bytes.into());
        }
    });
    true
}

/// Has a static's value dropped when the execution ends.
fn drop_at_the_end(drop_value: Box<dyn FnOnce() + '_>) {
    // SAFETY: only the lifetime changes; the value lies in a static.
    let drop_value = unsafe {
        std::mem::transmute::<Box<dyn FnOnce() + '_>, Box<dyn FnOnce() + 'static>>(drop_value)
    };
    with(|rt| rt.statics.push(drop_value));
}
