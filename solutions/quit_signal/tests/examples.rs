//! The exercise's visible examples, run against the reference solution.

// Under the exercise's name, which the examples use.
extern crate quit_signal_solution as quit_signal;

#[path = "../../../exercises/quit_signal/tests/examples.rs"]
mod examples;
