//! Grades concurrent Rust: takes a submission, explores its interleavings, and explains what goes
//! wrong.
//!
//! # The pipeline
//!
//! Plain values, one way; each stage is a file, and none calls an earlier one:
//!
//! ```text
//! Workbook → Submission → Build → Run → Verdict → Score → Report
//! ```
//!
//! | value | file | what happens there |
//! |---|---|---|
//! | Workbook | `workbook.rs`, `suite.rs` | topics, tasks, points; the checks that a hidden suite declares |
//! | Submission | `submission.rs` | the source files that were handed in, and nothing else of it |
//! | Build | `build.rs` | the learner's library and the suite's program, or a reason why not |
//! | Run | `run.rs` | children explore the checks and report on a private pipe |
//! | Verdict | `verdict.rs` | what each run means |
//! | Score | `score.rs` | what each verdict is worth |
//! | Report | `report.rs` | everything in one value; `report/text.rs` and `report/json.rs` render it |
//!
//! `grade.rs` alone leads a submission through the stages. `learner.rs` finds the task that comes
//! next, `cache.rs` keeps verdicts, `token.rs` names a schedule that is to be replayed, `corpus.rs` judges the judge,
//! `syntax.rs` reads what others wrote without an end in a stack overflow, `lacks.rs` tells what a topic lacks,
//! `frozen.rs` guards its signatures, `scaffold.rs` makes one, `questions.rs` scores the conceptual questions.
//!
//! # What never happens
//!
//! - A learner's code never runs in this process: only `process.rs` starts children.
//! - `verdict.rs`, `score.rs` and `report.rs` read and write nothing.
//! - Only `main.rs` and `progress.rs` write to the terminal.
//! - A grader's fault never becomes a zero: it is an [`error::Error`], never a verdict.

pub mod build;
pub mod cache;
pub mod cli;
pub mod corpus;
pub mod doctor;
pub mod error;
pub mod event;
pub mod exit_code;
pub mod explain;
pub mod frozen;
pub mod grade;
pub mod lacks;
pub mod layout;
pub mod learner;
pub mod memory;
pub mod points;
pub mod process;
pub mod progress;
pub mod questions;
pub mod quiz;
pub mod report;
pub mod run;
pub mod scaffold;
pub mod score;
pub mod side_by_side;
pub mod store;
pub mod submission;
pub mod suite;
pub mod syntax;
pub mod text;
pub mod timings;
pub mod token;
pub mod verdict;
mod walk;
pub mod workbook;
