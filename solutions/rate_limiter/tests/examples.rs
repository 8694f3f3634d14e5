//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate rate_limiter_solution as rate_limiter;

#[path = "../../../exercises/rate_limiter/tests/examples.rs"]
mod examples;
