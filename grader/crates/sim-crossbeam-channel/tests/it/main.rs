//! The channels of the simulation, explored.

mod support;

mod closing;
mod deadlocks;
mod interleavings;
mod reports;
mod selecting;
mod timing;
