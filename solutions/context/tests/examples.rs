//! The visible examples of the exercise hold for the reference solution.

extern crate context_solution as context;

#[path = "../../../exercises/context/tests/examples.rs"]
mod examples;
