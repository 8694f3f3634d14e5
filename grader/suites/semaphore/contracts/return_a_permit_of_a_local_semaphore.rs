//@ error: E0515
//@ task: semaphore
//! A permit cannot be returned from the function that owns the semaphore.

use semaphore::{Permit, Semaphore};

fn take<'a>() -> Permit<'a> {
    let semaphore = Semaphore::new(1);
    semaphore.acquire().unwrap() //~ here
}

fn main() {
    drop(take());
}
