//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate worker_pool_solution as worker_pool;

#[path = "../../../exercises/worker_pool/tests/examples.rs"]
mod examples;
