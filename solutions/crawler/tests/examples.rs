//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate crawler_solution as crawler;

#[path = "../../../exercises/crawler/tests/examples.rs"]
mod examples;
