//! An operation that was selected, and its completion.

use crate::case::{Case, Ticket};
use crate::channel::{Channel, End};
use crate::error::{RecvError, SendError};
use crate::receiver::Receiver;
use crate::sender::Sender;
use sim::Fault;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use wire::{Code, Occurrence, Operation};

/// A selected operation that needs to be completed, by `send` or `recv`.
///
/// # Panics
/// If it is dropped without.
#[must_use]
pub struct SelectedOperation<'a> {
    index: usize,
    ticket: Ticket,
    endpoint: *const u8,
    _marker: PhantomData<&'a ()>,
}

impl SelectedOperation<'_> {
    pub(crate) fn new(case: &Case<'_>, index: usize, ticket: Ticket) -> Self {
        Self {
            index,
            ticket,
            endpoint: case.endpoint,
            _marker: PhantomData,
        }
    }

    /// The index of the selected operation.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Completes the selected send operation.
    ///
    /// # Errors
    /// The channel is disconnected.
    ///
    /// # Panics
    /// The sender is not the one that was added to the `Select`.
    #[track_caller]
    pub fn send<T>(self, s: &Sender<T>, msg: T) -> Result<(), SendError<T>> {
        let ticket = self.complete();
        let selected = ticket.1 == std::ptr::from_ref(s).cast();
        assert!(selected, "passed a sender that wasn't selected");
        let msg = ManuallyDrop::new(msg);
        let value = std::ptr::from_ref(&*msg).cast();
        if send(s.channel(), s.end(sim::here()), ticket.0, value) {
            Ok(())
        } else {
            Err(SendError(ManuallyDrop::into_inner(msg)))
        }
    }

    /// Completes the selected receive operation.
    ///
    /// # Errors
    /// The channel is empty and disconnected.
    ///
    /// # Panics
    /// The receiver is not the one that was added to the `Select`.
    #[track_caller]
    pub fn recv<T>(self, r: &Receiver<T>) -> Result<T, RecvError> {
        let ticket = self.complete();
        let selected = ticket.1 == std::ptr::from_ref(r).cast();
        assert!(selected, "passed a receiver that wasn't selected");
        let at = sim::here();
        r.fetch(|port, to| port.complete(ticket.0, to, at))
            .ok_or(RecvError)
    }

    fn complete(self) -> (Ticket, *const u8) {
        let operation = ManuallyDrop::new(self);
        (operation.ticket, operation.endpoint)
    }
}

fn send(channel: &Channel, end: End, ticket: Ticket, value: *const u8) -> bool {
    match ticket {
        Ticket::Message(number) => channel.fill(end, value, number),
        Ticket::Exchange(number) => channel.give(end, value, number),
        Ticket::Closed | Ticket::Moment(_) | Ticket::Ready => {
            channel.tell(Operation::Send, end, Occurrence::Disconnected, None);
            return false;
        }
    }
    true
}

/// Completes a receive operation; `false` if the channel is disconnected.
pub(crate) fn receive(channel: &Channel, end: End, ticket: Ticket, to: *mut u8) -> bool {
    match ticket {
        Ticket::Message(number) => channel.redeem(end, to, number),
        Ticket::Exchange(number) => channel.get(end, to, number),
        Ticket::Closed | Ticket::Moment(_) | Ticket::Ready => {
            channel.tell(Operation::Receive, end, Occurrence::Disconnected, None);
            return false;
        }
    }
    true
}

impl fmt::Debug for SelectedOperation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("SelectedOperation { .. }")
    }
}

impl Drop for SelectedOperation<'_> {
    #[track_caller]
    fn drop(&mut self) {
        const MESSAGE: &str = "dropped `SelectedOperation` without completing the operation";
        if sim::is_active() && sim::panicking() {
            // A second panic in a destructor ends a real process.
            sim::fail(Fault::new(
                Code::Crash,
                format!("{MESSAGE} while a panic was under way"),
            ));
        }
        panic!("{MESSAGE}");
    }
}
