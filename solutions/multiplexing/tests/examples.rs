//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate multiplexing_solution as multiplexing;

#[path = "../../../exercises/multiplexing/tests/examples.rs"]
mod examples;
