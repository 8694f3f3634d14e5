//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate bounded_parallelism_solution as bounded_parallelism;

#[path = "../../../exercises/bounded_parallelism/tests/examples.rs"]
mod examples;
