//! As `rc_between_threads.rs`, with a pointer that may leave its thread.

use producer_consumer::BoundedBuffer;
use std::sync::Arc;
use std::thread;

fn main() {
    let buffer = BoundedBuffer::<Arc<str>>::new(1);
    let shared = &buffer;
    thread::scope(|scope| {
        scope.spawn(move || drop(shared.take()));
    });
}
