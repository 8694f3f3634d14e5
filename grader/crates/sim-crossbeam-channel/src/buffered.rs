//! Channels with a buffer: sending puts at the end of a queue, receiving takes from its front.
//!
//! A select chooses an operation first and completes it later, with other code between: then a place
//! in the queue is reserved, or a message set aside, under its number.

use crate::channel::{Channel, End, Receiving, Sending, State};
use crate::time::Patience;
use sim::{Arm, Poll};
use wire::{Occurrence, Operation};

impl State {
    fn tail(&self) -> u64 {
        self.head + self.queue.len() as u64
    }

    /// The place for the next message still holds one that a select has chosen and not yet read.
    fn is_occupied(&self, capacity: Option<usize>) -> bool {
        let tail = self.tail();
        self.unread
            .iter()
            .any(|number| capacity.is_some_and(|c| number + c as u64 == tail))
    }

    fn has_room(&self, capacity: Option<usize>) -> bool {
        capacity.is_none_or(|capacity| self.queue.len() < capacity) && !self.is_occupied(capacity)
    }

    /// There is a message, and it is written.
    fn has_message(&self) -> bool {
        self.queue.len() > 0 && !self.unwritten.contains(&self.head)
    }

    fn is_drained(&self) -> bool {
        self.closed && self.queue.len() == 0
    }

    pub(crate) fn can_send_buffered(&self, capacity: Option<usize>) -> bool {
        self.closed || self.has_room(capacity)
    }

    pub(crate) fn can_receive_buffered(&self) -> bool {
        self.has_message() || self.is_drained()
    }

    /// Adds the next message, which the caller then writes.
    fn push(&mut self) -> (u64, *mut u8) {
        let number = self.tail();
        (number, self.queue.push())
    }

    /// Removes the first message, which the caller then reads.
    fn pop(&mut self) -> (u64, *mut u8) {
        let value = self.queue.pop().expect("a message is there");
        self.head += 1;
        (self.head - 1, value)
    }
}

impl Channel {
    /// Sends the value at `value`, which then belongs to the channel, unless it is not sent.
    pub(crate) fn send_buffered(&self, end: End, value: *const u8, patience: Patience) -> Sending {
        let mut waited = false;
        loop {
            let sent = self.with(|state| {
                if state.closed {
                    return Some(Err(Sending::Closed));
                }
                if !state.has_room(self.capacity) {
                    return None;
                }
                let (number, slot) = state.push();
                // SAFETY: the caller's value is moved into a fresh slot.
                unsafe { state.queue.shape().move_value(value, slot) }
                Some(Ok(number))
            });
            match sent {
                Some(Ok(number)) => {
                    self.changed();
                    self.tell(Operation::Send, end, Occurrence::Done, Some(number));
                    sim::released();
                    return Sending::Sent;
                }
                Some(Err(closed)) => {
                    self.tell(Operation::Send, end, Occurrence::Disconnected, None);
                    return closed;
                }
                None => {}
            }
            let occupied = self.with(|state| state.is_occupied(self.capacity));
            if !occupied && patience.is_over() {
                self.refuse(Operation::Send, end, patience, waited);
                return Sending::Refused;
            }
            waited = true;
            let deadline = patience.deadline().filter(|_| !occupied);
            let arm = Arm::new(self.object(), self, |channel: &Channel| {
                channel.with(|state| state.can_send_buffered(channel.capacity))
            });
            sim::wait(Operation::Send, &[arm], deadline, end.at);
        }
    }

    /// Receives into `to`.
    pub(crate) fn receive_buffered(&self, end: End, to: *mut u8, patience: Patience) -> Receiving {
        let mut waited = false;
        loop {
            let received = self.with(|state| {
                if state.has_message() {
                    let (number, slot) = state.pop();
                    // SAFETY: the message is written, and `to` has room for it.
                    unsafe { state.queue.shape().move_value(slot, to) }
                    return Some(Ok(number));
                }
                state.is_drained().then_some(Err(Receiving::Closed))
            });
            match received {
                Some(Ok(number)) => {
                    self.changed();
                    self.tell(Operation::Receive, end, Occurrence::Done, Some(number));
                    sim::released();
                    return Receiving::Received;
                }
                Some(Err(closed)) => {
                    self.tell(Operation::Receive, end, Occurrence::Disconnected, None);
                    return closed;
                }
                None => {}
            }
            let unwritten = self.with(|state| state.queue.len() > 0);
            if !unwritten && patience.is_over() {
                self.refuse(Operation::Receive, end, patience, waited);
                return Receiving::Refused;
            }
            waited = true;
            let deadline = patience.deadline().filter(|_| !unwritten);
            let arm = Arm::new(self.object(), self, |channel: &Channel| {
                channel.with(|state| state.can_receive_buffered())
            });
            sim::wait(Operation::Receive, &[arm], deadline, end.at);
        }
    }

    /// An attempt failed, or its time is over. Asking again and again without any wait is noticed.
    pub(crate) fn refuse(&self, what: Operation, end: End, patience: Patience, waited: bool) {
        let how = match patience {
            Patience::Attempt => Occurrence::Refused,
            Patience::Until(_) | Patience::Forever => Occurrence::TimedOut,
        };
        self.tell(what, end, how, None);
        if !waited {
            sim::poll(Poll::Attempt, end.at);
        }
    }

    /// A select chooses to send: the next place is reserved. `None` if nobody can receive any more.
    pub(crate) fn reserve(&self) -> Option<u64> {
        let number = self.with(|state| {
            if state.closed {
                return None;
            }
            let (number, _) = state.push();
            state.unwritten.push(number);
            Some(number)
        });
        if number.is_some() {
            self.changed();
        }
        number
    }

    /// Fills a reserved place.
    pub(crate) fn fill(&self, end: End, value: *const u8, number: u64) {
        let discarded = self.with(|state| {
            if number < state.head {
                return Some(state.queue.shape());
            }
            let known = state
                .unwritten
                .iter()
                .position(|&unwritten| unwritten == number);
            state
                .unwritten
                .swap_remove(known.expect("the place was reserved"));
            let position = usize::try_from(number - state.head).expect("a position in the queue");
            let slot = state.queue.at(position);
            // SAFETY: the place is reserved, thus without a value.
            unsafe { state.queue.shape().move_value(value, slot) }
            None
        });
        if let Some(shape) = discarded {
            // SAFETY: the receivers left meanwhile, and the place with them; the value is ours.
            unsafe { shape.drop_value(value.cast_mut()) }
        }
        self.changed();
        self.tell(Operation::Send, end, Occurrence::Done, Some(number));
        sim::released();
    }

    /// A select chooses to receive: the message is set aside. `None` if none can come any more.
    pub(crate) fn claim(&self) -> Option<u64> {
        let number = self.with(|state| {
            if !state.has_message() {
                return None;
            }
            let (number, slot) = state.pop();
            let cell = state.parked.add(number);
            // SAFETY: the message is written; the cell is fresh.
            unsafe { state.queue.shape().move_value(slot, cell) }
            state.unread.push(number);
            Some(number)
        });
        if number.is_some() {
            self.changed();
        }
        number
    }

    /// Reads a message that was set aside.
    pub(crate) fn redeem(&self, end: End, to: *mut u8, number: u64) {
        self.with(|state| {
            let cell = state
                .parked
                .remove(number)
                .expect("the message was set aside");
            // SAFETY: it was written there; `to` has room for it.
            unsafe { state.queue.shape().move_value(cell, to) }
            state.unread.retain(|&unread| unread != number);
        });
        self.changed();
        self.tell(Operation::Receive, end, Occurrence::Done, Some(number));
        sim::released();
    }
}
