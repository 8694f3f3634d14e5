//! As `shutdown_while_shared.rs`, with the shutdown after the last use of the reference.

use worker_pool::WorkerPool;

fn main() {
    let pool = WorkerPool::new(1, 1);
    let shared = &pool;
    shared.submit(|| 1);
    let _ = pool.shutdown();
}
