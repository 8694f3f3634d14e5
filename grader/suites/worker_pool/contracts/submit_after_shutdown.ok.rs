//! As `submit_after_shutdown.rs`, in the order that makes sense.

use worker_pool::WorkerPool;

fn main() {
    let pool = WorkerPool::new(1, 1);
    pool.submit(|| 1);
    pool.submit(|| 2);
    let _ = pool.shutdown();
}
