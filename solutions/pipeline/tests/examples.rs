//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate pipeline_solution as pipeline;

#[path = "../../../exercises/pipeline/tests/examples.rs"]
mod examples;
