//@ expect: lost-item in transfer/passes_on_every_item
//@ expect: lost-item in transfer/works_with_any_capacity
//@ expect: lost-item in transfer/may_borrow
//@ expect: lost-item in buffer/first_in_first_out
//@ expect: wrong-value in buffer/counts_what_is_in
//@ expect: lost-item in take_many/takes_what_is_there
//@ expect: lost-item in take_many/ends_with_the_buffer
//@ expect: lost-item in run/consumes_every_item
//@ expect: lost-item in run/works_with_nothing
//@ points: 0
//! Does nothing: it compiles, it never hangs, and it earns nothing.

use std::marker::PhantomData;

pub fn transfer<I, C>(items: I, capacity: usize, consume: C)
where
    I: IntoIterator,
    I::IntoIter: Send,
    I::Item: Send,
    C: FnMut(I::Item),
{
    let _ = (items, capacity, consume);
}

pub struct BoundedBuffer<T> {
    _items: PhantomData<T>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    pub fn new(capacity: usize) -> Self {
        let _ = capacity;
        BoundedBuffer {
            _items: PhantomData,
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        drop(item);
        Ok(())
    }

    pub fn take(&self) -> Option<T> {
        None
    }

    pub fn close(&self) {}

    pub fn len(&self) -> usize {
        0
    }

    pub fn is_empty(&self) -> bool {
        true
    }

    pub fn take_many(&self, max: usize) -> Vec<T> {
        let _ = max;
        Vec::new()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    pub items: usize,
    pub high_water: usize,
    pub blocked: usize,
}

pub fn run<P, C>(producers: Vec<P>, consumers: Vec<C>, capacity: usize) -> Report
where
    P: Iterator + Send,
    P::Item: Send,
    C: FnMut(P::Item) + Send,
{
    let _ = (producers, consumers, capacity);
    Report::default()
}
