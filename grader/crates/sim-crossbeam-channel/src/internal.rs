//! What `select!` and `select_biased!` expand to. Not for anybody else.

use crate::case::Goal;
use crate::receiver::Receiver;
use crate::selected::SelectedOperation;
use crate::selection::{self, Order};
use crate::sender::Sender;
use crate::time::Patience;
use sim::At;
use std::time::Duration;

pub use crate::case::Case;
pub use std::option::Option::{None, Some};
pub use std::result::Result::Err;

/// A receive operation, with the channel as it stands in the arm.
#[track_caller]
pub fn recv<'r, T>(receiver: &'r Receiver<T>, name: &str) -> Case<'r> {
    let case = receiver.case();
    case.put(Some(name), sim::here());
    case
}

/// A send operation, with the channel as it stands in the arm.
#[track_caller]
pub fn send<'s, T>(sender: &'s Sender<T>, name: &str) -> Case<'s> {
    let case = sender.case();
    case.put(Some(name), sim::here());
    case
}

/// Waits until an operation is ready, and selects it.
///
/// The result borrows nothing, so that an arm can do with the channels what it likes.
#[track_caller]
pub fn select(cases: &[Case<'_>], biased: bool) -> SelectedOperation<'static> {
    choose(cases, biased, Patience::Forever, sim::here()).expect("patience without end")
}

/// Selects an operation that is ready now.
#[track_caller]
pub fn try_select(cases: &[Case<'_>], biased: bool) -> Option<SelectedOperation<'static>> {
    choose(cases, biased, Patience::Attempt, sim::here())
}

/// Waits for a limited time until an operation is ready, and selects it.
#[track_caller]
pub fn select_timeout(
    cases: &[Case<'_>],
    biased: bool,
    timeout: Duration,
) -> Option<SelectedOperation<'static>> {
    let patience = Patience::lasting(timeout);
    let endless = patience == Patience::Forever && cases.is_empty();
    assert!(!endless, "no operations have been added to `Select`");
    choose(cases, biased, patience, sim::here())
}

fn choose(
    cases: &[Case<'_>],
    biased: bool,
    patience: Patience,
    at: At,
) -> Option<SelectedOperation<'static>> {
    let order = if biased { Order::Listed } else { Order::Any };
    let chosen = selection::select(cases, patience, (order, Goal::Choose), at)?;
    let (position, ticket) = chosen;
    Some(SelectedOperation::new(&cases[position], position, ticket))
}

/// The selected operation is none of the arms.
pub fn no_such_arm() -> ! {
    unreachable!("a selected operation is one of the arms")
}
