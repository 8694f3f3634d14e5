//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate generator_solution as generator;

#[path = "../../../exercises/generator/tests/examples.rs"]
mod examples;
