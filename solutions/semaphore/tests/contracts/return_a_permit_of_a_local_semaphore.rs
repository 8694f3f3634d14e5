//! The program of the suite, with the reference solution under the name of the learner's crate.

extern crate semaphore_solution as semaphore;

#[path = "../../../../grader/suites/semaphore/contracts/return_a_permit_of_a_local_semaphore.rs"]
mod program;

fn main() {}
