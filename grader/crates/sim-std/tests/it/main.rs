//! The facade of the standard library under the simulation: every outcome that can happen does, and no
//! other. Test names are facts.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod atomics;
mod barriers;
mod channels;
mod collections;
mod compiler;
mod condvars;
mod determinism;
mod fence;
mod fidelity;
mod locals;
mod locks;
mod native;
mod once;
mod output;
mod points;
mod statics;
mod support;
mod threads;
mod time;
