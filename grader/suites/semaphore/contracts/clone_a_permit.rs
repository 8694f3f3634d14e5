//@ error: E0277
//@ task: semaphore
//! A permit cannot be copied: two would be given back where one was taken.

use semaphore::Semaphore;

fn main() {
    let semaphore = Semaphore::new(1);
    let permit = semaphore.acquire().unwrap();
    let two = vec![permit; 2]; //~ here
    drop(two);
}
