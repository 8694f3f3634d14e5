//! The program of the suite, with the reference solution under the name of the learner's crate.

extern crate semaphore_solution as semaphore;

#[path = "../../../../../grader/suites/semaphore/contracts/clone_a_permit.rs"]
mod program;

fn main() {}
