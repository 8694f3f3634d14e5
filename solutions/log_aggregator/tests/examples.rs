//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate log_aggregator_solution as log_aggregator;

#[path = "../../../exercises/log_aggregator/tests/examples.rs"]
mod examples;
