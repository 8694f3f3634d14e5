//@ error: E0382
//@ task: pool
//! A pool that was shut down is used up: handing in another job is a mistake that the compiler finds.

use worker_pool::WorkerPool;

fn main() {
    let pool = WorkerPool::new(1, 1);
    pool.submit(|| 1);
    let _ = pool.shutdown();
    pool.submit(|| 2); //~ here
}
