//! The program of the suite, with the reference solution under the name of the learner's crate.

extern crate quit_signal_solution as quit_signal;

#[path = "../../../../grader/suites/quit_signal/contracts/submit_after_shutdown.rs"]
mod program;

fn main() {}
