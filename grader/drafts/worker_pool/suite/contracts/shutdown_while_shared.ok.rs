//! As `shutdown_while_shared.rs`, with the shutdown after the threads that submit have ended.

use std::thread;
use worker_pool::WorkerPool;

fn main() {
    let pool = WorkerPool::new(1, 1);
    thread::scope(|scope| {
        let submitting = scope.spawn(|| pool.submit(|| 1));
        let _ = submitting.join();
    });
    let _ = pool.shutdown();
}
