//! A permit may be declared before it is taken, as long as the semaphore lives longer.

use semaphore::Semaphore;

fn main() {
    let semaphore = Semaphore::new(1);
    {
        let permit;
        permit = semaphore.acquire();
        drop(permit);
    }
}
