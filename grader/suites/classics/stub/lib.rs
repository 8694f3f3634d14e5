//! Classics: nine small concurrency problems that many interviewers know by heart.
//!
//! Each has a module, a file and a task of its own, and nothing to do with the others: begin wherever
//! you like. The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever fields,
//! imports, helpers and types you like.

pub mod blocking_queue;
pub mod crossing;
pub mod fizz_buzz;
pub mod in_order;
pub mod philosophers;
pub mod rw_lock;
pub mod tick_tock;
pub mod water;
pub mod zero_even_odd;
