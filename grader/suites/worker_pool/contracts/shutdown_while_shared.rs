//@ error: E0505
//@ task: pool
//! A pool cannot be shut down while somebody else may still submit to it.

use worker_pool::WorkerPool;

fn main() {
    let pool = WorkerPool::new(1, 1);
    let shared = &pool;
    let _ = pool.shutdown(); //~ here
    shared.submit(|| 1);
}
