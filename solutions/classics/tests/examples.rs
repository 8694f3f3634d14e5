//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate classics_solution as classics;

#[path = "../../../exercises/classics/tests/examples.rs"]
mod examples;
