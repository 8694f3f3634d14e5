//! A permit may be returned from a function that borrows the semaphore.

use semaphore::{Permit, Semaphore};

fn take<'a>(semaphore: &'a Semaphore) -> Permit<'a> {
    semaphore.acquire().unwrap()
}

fn main() {
    let semaphore = Semaphore::new(1);
    drop(take(&semaphore));
}
