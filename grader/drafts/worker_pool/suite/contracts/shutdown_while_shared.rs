//@ error: E0505
//! A pool cannot be shut down while another thread may still submit to it.

use std::thread;
use worker_pool::WorkerPool;

fn main() {
    let pool = WorkerPool::new(1, 1);
    thread::scope(|scope| {
        let submitting = scope.spawn(|| pool.submit(|| 1));
        let _ = pool.shutdown(); //~ here
        let _ = submitting.join();
    });
}
