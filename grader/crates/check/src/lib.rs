//! What a hidden suite is written with, and the child process that runs it.
//!
//! A suite file holds one [`suite!`]: each check is a function with the promise it checks as its doc
//! comment. Inside, everything of `std` and `crossbeam_channel` is simulated; assertions end the
//! execution as failed, with a diagnosis and its figures, and cannot be caught.
//!
//! ```ignore
//! use check::prelude::*;
//! use generator::odds;
//!
//! check::suite! {
//!     /// `odds(7)` sends 1, 3, 5 and 7, in this order.
//!     #[check(basic)]
//!     fn counts_up_in_twos() {
//!         expect_sequence("odds(7)", drain("odds(7)", &odds(7)), [1, 3, 5, 7]);
//!     }
//! }
//! ```
//!
//! This crate owns assertions, gates, counters and the child's main. Schedules are `sim`'s, points the
//! grader's.

mod channels;
mod child;
mod compare;
mod engine;
mod expect;
#[doc(hidden)]
pub mod learners;
mod memory;
mod observe;
mod protocol;
mod simulated;
mod suite;
mod time;

pub use child::{main, main_of};
/// What the generated main returns: the simulated `std` has no `process::ExitCode`.
pub use std::process::ExitCode;
pub use suite::{Category, Check, Options, Suite};

/// Everything a suite needs.
pub mod prelude {
    pub use crate::channels::{
        drain, drain_at_most, expect_closed, expect_open_and_empty, receive, receive_n,
    };
    pub use crate::compare::{
        expect_item, expect_list, expect_part, expect_same_items, expect_sequence,
    };
    pub use crate::expect::{boom, catch, expect, expect_eq, expect_panic, fail};
    pub use crate::observe::{
        Count, Gate, Inside, Log, Meter, Probe, expect_peak_at_most, live_threads, settle,
        thread_number,
    };
    pub use crate::simulated::{during, expect_cancelled, expect_no_threads, outcome};
    pub use crate::time::{advance, elapsed, expect_makespan, expect_told, expect_took, took};
    pub use sim_crossbeam_channel::{
        self as crossbeam_channel, Receiver, Sender, bounded, unbounded,
    };
    pub use sim_std::time::{Duration, Instant};
    pub use wire::Code;
}
