//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate fan_out_fan_in_solution as fan_out_fan_in;

#[path = "../../../exercises/fan_out_fan_in/tests/examples.rs"]
mod examples;
