//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate welcome_solution as welcome;

#[path = "../../../exercises/welcome/tests/examples.rs"]
mod examples;
