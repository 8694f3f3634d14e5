//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate producer_consumer_solution as producer_consumer;

#[path = "../../../exercises/producer_consumer/tests/examples.rs"]
mod examples;
