//@ error: E0277
//@ task: buffer
//! A buffer hands its items from thread to thread: what may not leave its thread may not be in it.

use producer_consumer::BoundedBuffer;
use std::rc::Rc;
use std::thread;

fn main() {
    let buffer = BoundedBuffer::<Rc<str>>::new(1);
    let shared = &buffer;
    thread::scope(|scope| {
        scope.spawn(move || drop(shared.take())); //~ here
    });
}
