//@ error: E0382
//@ task: semaphore
//! A permit cannot be given back twice.

use semaphore::Semaphore;

fn main() {
    let semaphore = Semaphore::new(2);
    let permit = semaphore.acquire().unwrap();
    drop(permit);
    drop(permit); //~ here
}
