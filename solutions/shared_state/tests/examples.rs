//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate shared_state_solution as shared_state;

#[path = "../../../exercises/shared_state/tests/examples.rs"]
mod examples;
