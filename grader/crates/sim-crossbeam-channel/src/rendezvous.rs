//! Channels of capacity zero: a sender and a receiver meet, and the value goes from hand to hand.
//!
//! Whoever finds nobody enters itself in a list and waits. Whoever comes later takes the first in the
//! list that has not been taken: by another partner, through another arm of its select, or by a
//! message on another channel. Both sides of a meeting know it by the number of the exchange. If one
//! of them is a select, the value may come, or be taken, later than they met.

use crate::channel::{Channel, End, Receiving, Sending, State};
use crate::party::Party;
use crate::time::Patience;
use sim::{Arm, Role};
use wire::{Occurrence, Operation};

/// An entry in a channel's list.
pub(crate) struct Waiting {
    pub(crate) party: *const Party,
    thread: u32,
    arm: usize,
    /// The sender's value, if it is there already.
    value: *const u8,
}

impl Waiting {
    fn party(&self) -> &Party {
        // SAFETY: a party lives on the stack of its thread, which waits, and leaves the list before
        // it goes on. Entries of earlier executions are removed before the first use in a new one.
        unsafe { &*self.party }
    }
}

fn other(role: Role) -> Role {
    match role {
        Role::Sender => Role::Receiver,
        Role::Receiver => Role::Sender,
    }
}

impl State {
    fn partner(&mut self, role: Role, thread: u32) -> Option<usize> {
        let waiting = self.waiting(other(role));
        waiting
            .iter()
            .position(|entry| entry.thread != thread && entry.party().is_open())
    }

    /// Whether a party of this role would meet somebody, or learn that nobody can come any more.
    pub(crate) fn can_meet(&mut self, role: Role, thread: u32) -> bool {
        self.closed || self.partner(role, thread).is_some()
    }

    /// As `can_meet`, for those who only watch: a partner that just found something else counts.
    pub(crate) fn could_meet(&mut self, role: Role, thread: u32) -> bool {
        let waiting = self.waiting(other(role));
        let open = |entry: &Waiting| entry.thread != thread && entry.party().met().is_none();
        waiting.iter().any(open) || self.closed
    }
}

/// A party, and what it waits for in one channel.
struct Seat<'a> {
    channel: &'a Channel,
    party: &'a Party,
    /// Whether the value must be there, or must be gone.
    filled: bool,
}

impl Seat<'_> {
    fn is_done(&self) -> bool {
        self.party.met().is_some_and(|(_, exchange)| {
            self.channel.with(|state| state.parked.contains(exchange)) == self.filled
        })
    }

    fn is_over(&self) -> bool {
        match self.party.met() {
            Some(_) => self.is_done(),
            None => self.channel.with(|state| state.closed),
        }
    }

    /// Waits in the list. `None`: the exchange has taken place; otherwise why it did not.
    fn wait(&self, what: Operation, end: End, patience: Patience) -> Option<Occurrence> {
        loop {
            let deadline = patience.deadline().filter(|_| self.party.met().is_none());
            let arm = Arm::new(self.channel.object(), self, Seat::is_over);
            sim::wait(what, &[arm], deadline, end.at);
            if self.is_done() {
                return None;
            }
            if self.party.met().is_some() {
                continue;
            }
            let closed = self.channel.with(|state| state.closed);
            if closed || patience.is_over() {
                self.channel.with(|state| state.forget(self.party));
                return Some(if closed {
                    Occurrence::Disconnected
                } else {
                    Occurrence::TimedOut
                });
            }
        }
    }
}

impl Channel {
    /// Meets the first partner, if there is one; gives the exchange's number.
    pub(crate) fn meet(&self, role: Role) -> Option<u64> {
        let thread = sim::current();
        let exchange = self.with(|state| {
            let index = state.partner(role, thread)?;
            let partner = state.waiting(other(role)).remove(index);
            let exchange = state.head;
            state.head += 1;
            partner.party().meet(partner.arm, exchange);
            if !partner.value.is_null() {
                let cell = state.parked.add(exchange);
                // SAFETY: the waiting sender's value lies there, and belongs to the exchange now.
                unsafe { state.queue.shape().move_value(partner.value, cell) }
            }
            Some(exchange)
        });
        if exchange.is_some() {
            self.changed();
        }
        exchange
    }

    /// Enters a party in the list of its role.
    pub(crate) fn enter(&self, role: Role, party: &Party, arm: usize, value: *const u8) {
        let thread = sim::current();
        let party = std::ptr::from_ref(party);
        self.with(|state| {
            state.waiting(role).push(Waiting {
                party,
                thread,
                arm,
                value,
            });
        });
        self.changed();
    }

    /// Puts the value of an exchange where its receiver finds it.
    fn lay(&self, value: *const u8, exchange: u64) {
        self.with(|state| {
            let cell = state.parked.add(exchange);
            // SAFETY: the caller's value is moved into a fresh cell.
            unsafe { state.queue.shape().move_value(value, cell) }
        });
        self.changed();
    }

    fn lift(&self, to: *mut u8, exchange: u64) {
        self.with(|state| {
            let cell = state.parked.remove(exchange).expect("the value is there");
            // SAFETY: it was put there; `to` has room for it.
            unsafe { state.queue.shape().move_value(cell, to) }
        });
        self.changed();
    }

    /// Sends the value at `value`, which then belongs to the receiver, unless it is not sent.
    pub(crate) fn hand_over(&self, end: End, value: *const u8, patience: Patience) -> Sending {
        self.object();
        if let Some(exchange) = self.meet(Role::Sender) {
            self.give(end, value, exchange);
            return Sending::Sent;
        }
        if self.with(|state| state.closed) {
            self.tell(Operation::Send, end, Occurrence::Disconnected, None);
            return Sending::Closed;
        }
        if patience.is_over() {
            self.refuse(Operation::Send, end, patience, false);
            return Sending::Refused;
        }
        let party = Party::new();
        self.enter(Role::Sender, &party, 0, value);
        let seat = Seat {
            channel: self,
            party: &party,
            filled: false,
        };
        let failed = seat.wait(Operation::Send, end, patience);
        let message = party.met().map(|(_, exchange)| exchange);
        self.tell(
            Operation::Send,
            end,
            failed.unwrap_or(Occurrence::Done),
            message,
        );
        match failed {
            None => Sending::Sent,
            Some(Occurrence::Disconnected) => Sending::Closed,
            Some(_) => Sending::Refused,
        }
    }

    /// Receives into `to`.
    pub(crate) fn take_over(&self, end: End, to: *mut u8, patience: Patience) -> Receiving {
        self.object();
        if let Some(exchange) = self.meet(Role::Receiver) {
            self.get(end, to, exchange);
            return Receiving::Received;
        }
        if self.with(|state| state.closed) {
            self.tell(Operation::Receive, end, Occurrence::Disconnected, None);
            return Receiving::Closed;
        }
        if patience.is_over() {
            self.refuse(Operation::Receive, end, patience, false);
            return Receiving::Refused;
        }
        let party = Party::new();
        self.enter(Role::Receiver, &party, 0, std::ptr::null());
        let seat = Seat {
            channel: self,
            party: &party,
            filled: true,
        };
        let failed = seat.wait(Operation::Receive, end, patience);
        if let (None, Some((_, exchange))) = (failed, party.met()) {
            self.get(end, to, exchange);
            return Receiving::Received;
        }
        self.tell(
            Operation::Receive,
            end,
            failed.unwrap_or(Occurrence::Done),
            None,
        );
        match failed {
            Some(Occurrence::Disconnected) => Receiving::Closed,
            _ => Receiving::Refused,
        }
    }

    /// Completes a meeting on the sender's side.
    pub(crate) fn give(&self, end: End, value: *const u8, exchange: u64) {
        self.lay(value, exchange);
        self.tell(Operation::Send, end, Occurrence::Done, Some(exchange));
        sim::released();
    }

    /// Completes a meeting on the receiver's side: waits for the value, if a select has yet to make it.
    pub(crate) fn get(&self, end: End, to: *mut u8, exchange: u64) {
        struct Coming<'a>(&'a Channel, u64);
        let coming = Coming(self, exchange);
        let is_there = |coming: &Coming<'_>| coming.0.with(|s| s.parked.contains(coming.1));
        while !is_there(&coming) {
            let arm = Arm::new(self.object(), &coming, is_there);
            sim::wait(Operation::Receive, &[arm], None, end.at);
        }
        self.lift(to, exchange);
        self.tell(Operation::Receive, end, Occurrence::Done, Some(exchange));
        sim::released();
    }
}
