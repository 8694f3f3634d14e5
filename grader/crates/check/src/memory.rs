//! Memory, counted: a graded program ends in the same allocation on every machine.
//!
//! The system's limit would count stacks that are reserved and never touched, and would depend on the
//! libraries loaded. The grader sets one all the same, as the last net.
//!
//! Small blocks that were freed are kept, by size, for the next of their size: a check allocates the same few sizes
//! millions of times, which takes the system's allocator a tenth of a run, and this a third of that.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Heap that a graded program may hold at once, in bytes.
const MOST: usize = 192 << 20;

/// Sizes of small blocks are multiples of this, and they are aligned to it.
const GRAIN: usize = 16;

/// Blocks of up to so many grains are small.
const CLASSES: usize = 32;

/// Freed blocks are kept until they are so many bytes together; the system gets the others.
const KEEP: usize = 8 << 20;

/// Read and written apart, which costs a fraction of an atomic addition: a simulated program is one thread of the
/// system. Were it more, the count would be a little off, and nothing else.
static HELD: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static COUNTED: Counted = Counted;

struct Counted;

/// What lies in a block that is kept: the next of its size.
struct Kept {
    next: *mut Kept,
}

/// The kept blocks of a thread of the system.
struct Shelf {
    /// The last that was freed of each size.
    first: [Cell<*mut Kept>; CLASSES],
    /// Bytes of all of them.
    bytes: Cell<usize>,
}

thread_local! {
    static SHELF: Shelf = const {
        Shelf { first: [const { Cell::new(null_mut()) }; CLASSES], bytes: Cell::new(0) }
    };
}

impl Shelf {
    /// A kept block of a class.
    fn take(&self, class: usize) -> Option<*mut u8> {
        let block = self.first[class].get();
        if block.is_null() {
            return None;
        }
        // SAFETY: what is on the shelf is a freed block, to whose beginning `put` has written.
        self.first[class].set(unsafe { (*block).next });
        self.bytes.set(self.bytes.get() - size_of_class(class));
        Some(block.cast())
    }

    /// Keeps a freed block of a class; says whether there was room.
    ///
    /// # Safety
    /// Nobody uses the block any more, and it has the size and alignment of its class.
    unsafe fn put(&self, class: usize, block: *mut u8) -> bool {
        let bytes = self.bytes.get() + size_of_class(class);
        if bytes > KEEP {
            return false;
        }
        #[expect(clippy::cast_ptr_alignment, reason = "aligned to a grain")]
        let block = block.cast::<Kept>();
        let next = self.first[class].replace(block);
        // SAFETY: the caller's promise; a grain is large enough.
        unsafe { block.write(Kept { next }) };
        self.bytes.set(bytes);
        true
    }
}

/// The class of a small block; `None` if it is not small.
fn class_of(layout: Layout) -> Option<usize> {
    let grains = layout.size().div_ceil(GRAIN);
    let is_small = (1..=CLASSES).contains(&grains) && layout.align() <= GRAIN;
    is_small.then(|| grains - 1)
}

fn size_of_class(class: usize) -> usize {
    (class + 1) * GRAIN
}

/// What the system is asked for in place of `layout`, so that the block serves all of its class.
fn rounded(layout: Layout) -> Layout {
    let whole = |class| Layout::from_size_align(size_of_class(class), GRAIN).ok();
    class_of(layout).and_then(whole).unwrap_or(layout)
}

fn grow(size: usize) {
    let held = HELD.load(Ordering::Relaxed).saturating_add(size);
    HELD.store(held, Ordering::Relaxed);
    if held > MOST {
        give_up();
    }
}

fn shrink(size: usize) {
    let held = HELD.load(Ordering::Relaxed).saturating_sub(size);
    HELD.store(held, Ordering::Relaxed);
}

#[cold]
fn give_up() -> ! {
    // SAFETY: ends the process at once, without running anything of the graded program.
    unsafe { libc::_exit(wire::EXIT_OUT_OF_MEMORY) }
}

fn present(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        give_up();
    }
    block
}

// SAFETY: every block comes from the system's allocator with a layout that is rounded up, and either goes back to it
// with the same, or is kept for a block whose layout is rounded to that too. A block is on one shelf at most, that of
// the thread which freed it, and is taken from it before it is used.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        if let Some(class) = class_of(layout)
            && let Some(block) = SHELF.with(|shelf| shelf.take(class))
        {
            return block;
        }
        // SAFETY: the caller's promises are passed on, here and below; a rounded layout is not empty if the asked one
        // is not.
        present(unsafe { System.alloc(rounded(layout)) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if class_of(layout).is_none() {
            grow(layout.size());
            // SAFETY: passed on.
            return present(unsafe { System.alloc_zeroed(layout) });
        }
        // SAFETY: passed on.
        let block = unsafe { self.alloc(layout) };
        // SAFETY: the block has that many bytes.
        unsafe { block.write_bytes(0, layout.size()) };
        block
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller vouches for the size with this alignment.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (class_of(layout), class_of(wanted)) {
            (Some(old), Some(new)) if old == new => {
                grow(size);
                shrink(layout.size());
                block
            }
            (None, None) => {
                grow(size);
                shrink(layout.size());
                // SAFETY: passed on; neither layout is rounded.
                present(unsafe { System.realloc(block, layout, size) })
            }
            _ => {
                // SAFETY: passed on.
                let other = unsafe { self.alloc(wanted) };
                // SAFETY: both blocks have that many bytes, and the new one is nobody else's.
                unsafe { block.copy_to_nonoverlapping(other, size.min(layout.size())) };
                // SAFETY: passed on.
                unsafe { self.dealloc(block, layout) };
                other
            }
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        shrink(layout.size());
        if let Some(class) = class_of(layout)
            // SAFETY: the caller's promise; blocks of a class were allocated as the class has it.
            && SHELF.with(|shelf| unsafe { shelf.put(class, block) })
        {
            return;
        }
        // SAFETY: passed on, with the layout that it was allocated with.
        unsafe { System.dealloc(block, rounded(layout)) };
    }
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, Counted, GRAIN, KEEP};
    use std::alloc::{GlobalAlloc, Layout};

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).unwrap()
    }

    #[test]
    fn a_freed_block_serves_the_next_of_its_size_alone() {
        // SAFETY: each block is used as it was allocated, and freed once.
        unsafe {
            let first = Counted.alloc(layout(40));
            Counted.dealloc(first, layout(40));
            let other = Counted.alloc(layout(49));
            assert_ne!(first, other);
            let again = Counted.alloc(layout(33));
            assert_eq!(first, again);
            Counted.dealloc(again, layout(33));
            Counted.dealloc(other, layout(49));
        }
    }

    #[test]
    fn what_grows_keeps_its_bytes_across_all_sizes() {
        // SAFETY: as above.
        unsafe {
            let most = (CLASSES + 8) * GRAIN;
            let mut block = Counted.alloc_zeroed(layout(1));
            for size in 1..most {
                assert_eq!(block.add(size - 1).read(), 0, "zeroed, or written below");
                block.add(size - 1).write(7);
                block = Counted.realloc(block, layout(size), size + 1);
                block.add(size).write(0);
                assert!((0..size).all(|at| block.add(at).read() == 7));
            }
            block = Counted.realloc(block, layout(most), 3);
            assert!((0..3).all(|at| block.add(at).read() == 7));
            Counted.dealloc(block, layout(3));
        }
    }

    #[test]
    fn zeroed_is_zeroed_though_the_block_was_used() {
        // SAFETY: as above.
        unsafe {
            let block = Counted.alloc(layout(64));
            block.write_bytes(9, 64);
            Counted.dealloc(block, layout(64));
            let again = Counted.alloc_zeroed(layout(64));
            assert_eq!(block, again);
            assert!((0..64).all(|at| again.add(at).read() == 0));
            Counted.dealloc(again, layout(64));
        }
    }

    #[test]
    fn no_more_is_kept_than_has_room() {
        let count = 2 * KEEP / 512;
        // SAFETY: as above.
        unsafe {
            let blocks: Vec<_> = (0..count).map(|_| Counted.alloc(layout(512))).collect();
            for block in blocks {
                Counted.dealloc(block, layout(512));
            }
        }
        assert!(super::SHELF.with(|shelf| shelf.bytes.get()) <= KEEP);
    }
}
