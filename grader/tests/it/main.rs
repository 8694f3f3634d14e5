//! The grader's tests: one binary.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod bank;
mod cli;
mod confined;
mod explained;
mod fixture;
mod graded;
mod lanes;
mod learners;
mod misuse;
mod native;
mod odd;
mod page;
mod questions;
mod quiz;
mod replay;
mod reports;
mod run_stage;
mod samples;
mod saved;
mod scaffold;
mod tidy;
mod topics;
mod validation;
