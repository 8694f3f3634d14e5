//! The program of the suite, with the reference solution under the name of the learner's crate.

extern crate producer_consumer_solution as producer_consumer;

#[path = "../../../../../grader/suites/producer_consumer/contracts/rc_between_threads.rs"]
mod program;

fn main() {}
