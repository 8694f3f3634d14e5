//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate semaphore_solution as semaphore;

#[path = "../../../exercises/semaphore/tests/examples.rs"]
mod examples;
