//! The channels of the simulation, explored.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, in its helpers too"
)]

mod support;

mod agreed;
mod closing;
mod deadlocks;
mod differential;
mod fidelity;
mod interleavings;
mod mixed;
mod reports;
mod selecting;
mod timing;
