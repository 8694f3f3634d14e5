//! Answers that are worked out wrong in lines in which no step stands.

use super::held_down;
use crate::report::story::Names;
use wire::Failure;

/// A place is known at which the answer becomes wrong.
pub(in super::super::super) fn is_worked_out(failure: &Failure, names: &Names) -> bool {
    let ways: [super::Way; 1] = [held_down::held_down];
    ways.iter().any(|way| !way(failure, names).is_empty())
}
