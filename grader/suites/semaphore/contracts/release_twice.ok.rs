//! Two permits can be given back, each once.

use semaphore::Semaphore;

fn main() {
    let semaphore = Semaphore::new(2);
    let permit = semaphore.acquire().unwrap();
    let other = semaphore.acquire().unwrap();
    drop(permit);
    drop(other);
}
