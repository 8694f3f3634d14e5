//! One permit may be put into a vector, as any value.

use semaphore::Semaphore;

fn main() {
    let semaphore = Semaphore::new(1);
    let permit = semaphore.acquire().unwrap();
    let one = vec![permit];
    drop(one);
}
