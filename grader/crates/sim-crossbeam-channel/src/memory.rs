//! Room for values whose type is forgotten: a growing ring, and numbered cells.
//!
//! Channels are compiled once, here, and not anew for each message type in the learner's crate: the
//! generic surface passes the address of a value, and its bytes are moved. What lies in a slot, and
//! that values are dropped, is the channel's business.

use std::alloc::{alloc, dealloc, handle_alloc_error, Layout};
use std::ptr::NonNull;

/// What the channel knows of its message type.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    layout: Layout,
    drop: Option<unsafe fn(*mut u8)>,
}

impl Shape {
    pub(crate) fn of<T>() -> Self {
        unsafe fn drop_value<T>(value: *mut u8) {
            // SAFETY: the caller passes the address of a value of this shape, which is `T`'s.
            unsafe { value.cast::<T>().drop_in_place() }
        }
        let drop = std::mem::needs_drop::<T>().then_some(drop_value::<T> as unsafe fn(*mut u8));
        Self {
            layout: Layout::new::<T>(),
            drop,
        }
    }

    /// Drops a value in its place.
    ///
    /// # Safety
    /// A value of this shape lies there, and is not used any more.
    pub(crate) unsafe fn drop_value(self, value: *mut u8) {
        if let Some(drop) = self.drop {
            // SAFETY: passed on.
            unsafe { drop(value) }
        }
    }

    /// Moves a value.
    ///
    /// # Safety
    /// A value of this shape lies at `from`, and there is room for one at `to`, somewhere else.
    pub(crate) unsafe fn move_value(self, from: *const u8, to: *mut u8) {
        // SAFETY: passed on.
        unsafe { std::ptr::copy_nonoverlapping(from, to, self.layout.size()) }
    }
}

/// Uninitialised room for a number of values.
struct Memory {
    shape: Shape,
    start: NonNull<u8>,
    slots: usize,
}

impl Memory {
    fn new(shape: Shape, slots: usize) -> Self {
        let layout = Self::layout(shape, slots);
        let start = if layout.size() == 0 {
            NonNull::new(std::ptr::without_provenance_mut(layout.align()))
        } else {
            // SAFETY: the size is not zero.
            NonNull::new(unsafe { alloc(layout) })
        };
        let start = start.unwrap_or_else(|| handle_alloc_error(layout));
        Self {
            shape,
            start,
            slots,
        }
    }

    fn layout(shape: Shape, slots: usize) -> Layout {
        let size = shape
            .layout
            .size()
            .checked_mul(slots)
            .expect("capacity overflow");
        Layout::from_size_align(size, shape.layout.align()).expect("capacity overflow")
    }

    fn slot(&self, index: usize) -> *mut u8 {
        assert!(index < self.slots, "a slot of the channel's memory");
        // SAFETY: the index was checked; `new` has made room for so many.
        unsafe { self.start.as_ptr().add(index * self.shape.layout.size()) }
    }

    fn copy_slot(&self, index: usize, to: &Memory, other: usize) {
        // SAFETY: both slots lie in their memories, which are different ones. Copying a slot without
        // a value copies bytes that nobody looks at.
        unsafe { self.shape.move_value(self.slot(index), to.slot(other)) }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let layout = Self::layout(self.shape, self.slots);
        if layout.size() != 0 {
            // SAFETY: it was allocated with this layout.
            unsafe { dealloc(self.start.as_ptr(), layout) }
        }
    }
}

/// Slots in the order of a queue. Does not drop what lies in them.
pub(crate) struct Ring {
    memory: Memory,
    first: usize,
    len: usize,
}

impl Ring {
    pub(crate) fn new(shape: Shape) -> Self {
        Self {
            memory: Memory::new(shape, 0),
            first: 0,
            len: 0,
        }
    }

    pub(crate) fn shape(&self) -> Shape {
        self.memory.shape
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The address of the slot at a position from the front.
    pub(crate) fn at(&self, position: usize) -> *mut u8 {
        assert!(position < self.len, "a slot of the queue");
        self.memory.slot(self.index(position))
    }

    /// Adds a slot at the end; the caller puts a value there.
    pub(crate) fn push(&mut self) -> *mut u8 {
        if self.len == self.memory.slots {
            self.grow();
        }
        self.len += 1;
        self.at(self.len - 1)
    }

    /// Removes the first slot; its address is good until the next `push`.
    pub(crate) fn pop(&mut self) -> Option<*mut u8> {
        if self.len == 0 {
            return None;
        }
        let slot = self.at(0);
        self.first = self.index(1);
        self.len -= 1;
        Some(slot)
    }

    fn index(&self, position: usize) -> usize {
        let index = self.first + position;
        if index < self.memory.slots {
            index
        } else {
            index - self.memory.slots
        }
    }

    fn grow(&mut self) {
        let memory = Memory::new(self.memory.shape, (self.memory.slots * 2).max(4));
        for position in 0..self.len {
            self.memory
                .copy_slot(self.index(position), &memory, position);
        }
        self.memory = memory;
        self.first = 0;
    }
}

/// Slots that are found by a number. Does not drop what lies in them.
pub(crate) struct Cells {
    memory: Memory,
    numbers: Vec<Option<u64>>,
}

impl Cells {
    pub(crate) fn new(shape: Shape) -> Self {
        Self {
            memory: Memory::new(shape, 0),
            numbers: Vec::new(),
        }
    }

    pub(crate) fn contains(&self, number: u64) -> bool {
        self.numbers.contains(&Some(number))
    }

    /// A new slot for this number; the caller puts a value there.
    pub(crate) fn add(&mut self, number: u64) -> *mut u8 {
        let free = self.numbers.iter().position(Option::is_none);
        let index = free.unwrap_or_else(|| self.grow());
        self.numbers[index] = Some(number);
        self.memory.slot(index)
    }

    /// Frees the number's slot; its address is good until the next `add`.
    pub(crate) fn remove(&mut self, number: u64) -> Option<*mut u8> {
        let index = self.numbers.iter().position(|&n| n == Some(number))?;
        self.numbers[index] = None;
        Some(self.memory.slot(index))
    }

    /// Frees any slot that is in use.
    pub(crate) fn remove_any(&mut self) -> Option<*mut u8> {
        let number = self.numbers.iter().find_map(|&number| number)?;
        self.remove(number)
    }

    fn grow(&mut self) -> usize {
        let used = self.numbers.len();
        let memory = Memory::new(self.memory.shape, (used * 2).max(2));
        for index in 0..used {
            self.memory.copy_slot(index, &memory, index);
        }
        self.numbers.resize(memory.slots, None);
        self.memory = memory;
        used
    }
}
