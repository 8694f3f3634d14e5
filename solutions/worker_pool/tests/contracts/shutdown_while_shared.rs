//! The program of the suite, with the reference solution under the name of the learner's crate.

extern crate worker_pool_solution as worker_pool;

#[path = "../../../../grader/suites/worker_pool/contracts/shutdown_while_shared.rs"]
mod program;

fn main() {}
