//! `Select`: a choice among operations that are listed at run time.

use crate::case::{Case, Goal};
use crate::error::{ReadyTimeoutError, SelectTimeoutError, TryReadyError, TrySelectError};
use crate::receiver::Receiver;
use crate::selected::SelectedOperation;
use crate::selection::{self, Order};
use crate::sender::Sender;
use crate::time::{Instant, Patience};
use sim::At;
use std::fmt;
use std::time::Duration;

/// Selects from a set of channel operations that is made at run time.
#[derive(Clone)]
pub struct Select<'a> {
    cases: Vec<Case<'a>>,
    /// The index of each case, as `send` and `recv` gave it: those of removed cases are not used anew.
    indices: Vec<usize>,
    next_index: usize,
    order: Order,
}

// SAFETY: it holds references to endpoints and their addresses; endpoints may be used by any thread,
// and simulated threads run on one thread of the system. The real one says the same, whatever the
// message type is.
unsafe impl Send for Select<'_> {}
// SAFETY: as above.
unsafe impl Sync for Select<'_> {}

impl<'a> Select<'a> {
    /// An empty list. Of several ready operations any is selected.
    pub fn new() -> Self {
        Self {
            cases: Vec::new(),
            indices: Vec::new(),
            next_index: 0,
            order: Order::Any,
        }
    }

    /// An empty list. Of several ready operations the first is selected.
    pub fn new_biased() -> Self {
        Self {
            order: Order::Listed,
            ..Self::new()
        }
    }

    /// Adds a send operation; gives its index.
    #[track_caller]
    pub fn send<T>(&mut self, s: &'a Sender<T>) -> usize {
        self.add(s.case(), sim::here())
    }

    /// Adds a receive operation; gives its index.
    #[track_caller]
    pub fn recv<T>(&mut self, r: &'a Receiver<T>) -> usize {
        self.add(r.case(), sim::here())
    }

    fn add(&mut self, case: Case<'a>, at: At) -> usize {
        case.put(None, at);
        let index = self.next_index;
        self.next_index += 1;
        self.cases.push(case);
        self.indices.push(index);
        index
    }

    /// Removes the operation with this index. The other indices stay.
    ///
    /// # Panics
    /// There is no such operation.
    pub fn remove(&mut self, index: usize) {
        let next = self.next_index;
        assert!(index < next, "index out of bounds; {index} >= {next}");
        let position = self.indices.iter().position(|&i| i == index);
        let position = position.expect("no operation with this index");
        self.cases.swap_remove(position);
        self.indices.swap_remove(position);
    }

    /// Selects an operation that is ready now.
    ///
    /// # Errors
    /// None is.
    #[track_caller]
    pub fn try_select(&mut self) -> Result<SelectedOperation<'a>, TrySelectError> {
        self.choose(Patience::Attempt, sim::here())
            .ok_or(TrySelectError)
    }

    /// Waits until an operation is ready, and selects it.
    ///
    /// # Panics
    /// The list is empty.
    #[track_caller]
    pub fn select(&mut self) -> SelectedOperation<'a> {
        self.must_not_be_empty();
        self.choose(Patience::Forever, sim::here())
            .expect("patience without end")
    }

    /// Waits for a limited time until an operation is ready, and selects it.
    ///
    /// # Errors
    /// The time is over.
    #[track_caller]
    pub fn select_timeout(
        &mut self,
        timeout: Duration,
    ) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.choose(self.lasting(timeout), sim::here())
            .ok_or(SelectTimeoutError)
    }

    /// Waits until a moment for an operation to be ready, and selects it.
    ///
    /// # Errors
    /// The moment has come.
    #[track_caller]
    pub fn select_deadline(
        &mut self,
        deadline: Instant,
    ) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.choose(Patience::until(deadline), sim::here())
            .ok_or(SelectTimeoutError)
    }

    /// The index of an operation that is ready now.
    ///
    /// # Errors
    /// None is.
    #[track_caller]
    pub fn try_ready(&mut self) -> Result<usize, TryReadyError> {
        self.watch(Patience::Attempt, sim::here())
            .ok_or(TryReadyError)
    }

    /// Waits until an operation is ready; gives its index.
    ///
    /// # Panics
    /// The list is empty.
    #[track_caller]
    pub fn ready(&mut self) -> usize {
        self.must_not_be_empty();
        self.watch(Patience::Forever, sim::here())
            .expect("patience without end")
    }

    /// Waits for a limited time until an operation is ready; gives its index.
    ///
    /// # Errors
    /// The time is over.
    #[track_caller]
    pub fn ready_timeout(&mut self, timeout: Duration) -> Result<usize, ReadyTimeoutError> {
        self.watch(self.lasting(timeout), sim::here())
            .ok_or(ReadyTimeoutError)
    }

    /// Waits until a moment for an operation to be ready; gives its index.
    ///
    /// # Errors
    /// The moment has come.
    #[track_caller]
    pub fn ready_deadline(&mut self, deadline: Instant) -> Result<usize, ReadyTimeoutError> {
        self.watch(Patience::until(deadline), sim::here())
            .ok_or(ReadyTimeoutError)
    }

    #[track_caller]
    fn must_not_be_empty(&self) {
        assert!(
            !self.cases.is_empty(),
            "no operations have been added to `Select`"
        );
    }

    /// A time that cannot be told means for ever, and nobody waits for ever for nothing.
    #[track_caller]
    fn lasting(&self, timeout: Duration) -> Patience {
        let patience = Patience::lasting(timeout);
        if patience == Patience::Forever {
            self.must_not_be_empty();
        }
        patience
    }

    fn choose(&self, patience: Patience, at: At) -> Option<SelectedOperation<'a>> {
        let chosen = selection::select(&self.cases, patience, (self.order, Goal::Choose), at)?;
        let (position, ticket) = chosen;
        Some(SelectedOperation::new(
            &self.cases[position],
            self.indices[position],
            ticket,
        ))
    }

    fn watch(&self, patience: Patience, at: At) -> Option<usize> {
        let chosen = selection::select(&self.cases, patience, (self.order, Goal::Watch), at)?;
        Some(self.indices[chosen.0])
    }
}

impl Default for Select<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Select<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Select { .. }")
    }
}
