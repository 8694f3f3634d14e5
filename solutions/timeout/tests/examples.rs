//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate timeout_solution as timeout;

#[path = "../../../exercises/timeout/tests/examples.rs"]
mod examples;
