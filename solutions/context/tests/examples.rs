//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate context_solution as context;

#[path = "../../../exercises/context/tests/examples.rs"]
mod examples;
