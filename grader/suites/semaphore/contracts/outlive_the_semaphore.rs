//@ error: E0597
//@ task: semaphore
//! A permit cannot outlive its semaphore: there would be nothing to give it back to.

use semaphore::Semaphore;

fn main() {
    let permit;
    {
        let semaphore = Semaphore::new(1);
        permit = semaphore.acquire(); //~ here
    }
    drop(permit);
}
