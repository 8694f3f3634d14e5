//! A channel without its message type: its state, who holds it, and what can be seen of it.
//!
//! Sending and receiving are told in `buffered` (a buffer, bounded or not) and `rendezvous` (capacity
//! zero). All simulated threads run one at a time on one thread of the system, so that the state needs
//! no lock; it is borrowed for a few lines at a time and never while another thread may move.

use crate::memory::{Cells, Ring, Shape};
use crate::party::Party;
use crate::rendezvous::Waiting;
use sim::{At, Kind, ObjectId, Role, Tag};
use std::cell::UnsafeCell;
use wire::{Occurrence, Operation};

/// What came of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sending {
    /// The value was moved into the channel, or to the receiver.
    Sent,
    /// There was no room, and no more patience.
    Refused,
    /// Nobody can receive any more.
    Closed,
}

/// What came of receiving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiving {
    /// The value was moved to where the caller wants it.
    Received,
    /// There was nothing, and no more patience.
    Refused,
    /// There is nothing, and nobody can send any more.
    Closed,
}

/// A channel.
pub(crate) struct Channel {
    tag: Tag,
    pub(crate) capacity: Option<usize>,
    state: UnsafeCell<State>,
}

/// What changes.
pub(crate) struct State {
    senders: usize,
    receivers: usize,
    made: [u32; 2],
    /// One side is gone.
    pub(crate) closed: bool,
    pub(crate) queue: Ring,
    /// Number of the first message in the queue, and of the next exchange of a rendezvous. From 1.
    pub(crate) head: u64,
    /// Messages in the queue that a select has yet to write.
    pub(crate) unwritten: Vec<u64>,
    /// Messages that a select has taken from the queue and has yet to read.
    pub(crate) unread: Vec<u64>,
    /// Values outside of the queue: taken by a select, or on their way in a rendezvous.
    pub(crate) parked: Cells,
    /// Threads that wait for a partner.
    pub(crate) waiting_senders: Vec<Waiting>,
    pub(crate) waiting_receivers: Vec<Waiting>,
    /// Virtual time of the last change.
    pub(crate) changed_at: u64,
}

impl Channel {
    pub(crate) fn new(shape: Shape, capacity: Option<usize>, at: At) -> Self {
        Self {
            tag: Tag::new(at),
            capacity,
            state: UnsafeCell::new(State {
                senders: 1,
                receivers: 1,
                made: [1, 1],
                closed: false,
                queue: Ring::new(shape),
                head: 1,
                unwritten: Vec::new(),
                unread: Vec::new(),
                parked: Cells::new(shape),
                waiting_senders: Vec::new(),
                waiting_receivers: Vec::new(),
                changed_at: 0,
            }),
        }
    }

    /// Tells reports of the first two endpoints.
    pub(crate) fn announce(&self, at: At) {
        if sim::is_active() && sim::tracing() {
            sim::handle_made(self.object(), Role::Sender, 0, at);
            sim::handle_made(self.object(), Role::Receiver, 0, at);
        }
    }

    /// The channel's identity in the running execution.
    pub(crate) fn object(&self) -> ObjectId {
        self.tag.object_or(|| {
            // Nobody of an earlier execution still waits.
            self.with(|state| {
                state.waiting_senders.clear();
                state.waiting_receivers.clear();
            });
            Kind::Channel(self.capacity)
        })
    }

    /// Uses the state. `f` calls nothing that could come back here.
    #[inline]
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        // SAFETY: simulated threads run one at a time on one thread of the system, and switch only
        // inside calls to `sim`, none of which happens while this borrow lasts. Values are dropped,
        // which may run anything, only outside of it.
        f(unsafe { &mut *self.state.get() })
    }

    /// Others may go on, or must not any more.
    pub(crate) fn changed(&self) {
        let now = sim::now();
        self.with(|state| state.changed_at = now);
        sim::changed(self.object());
    }

    /// Tells reports what an endpoint did.
    pub(crate) fn tell(&self, what: Operation, end: End, how: Occurrence, message: Option<u64>) {
        if sim::tracing() {
            self.write_down(what, end, how, message);
        }
    }

    #[cold]
    fn write_down(&self, what: Operation, end: End, how: Occurrence, message: Option<u64>) {
        let object = self.object();
        sim::handle_used(object, end.role, end.number);
        sim::record(what, Some(object), how, end.at, || {
            message.map(|n| format!("message {n}"))
        });
        sim::queued(object, self.with(|state| state.queue.len()));
    }

    /// A further endpoint; its number tells it from the others of its role.
    pub(crate) fn add(&self, role: Role, at: At) -> u32 {
        let number = self.with(|state| {
            *state.count(role) += 1;
            let made = &mut state.made[role as usize];
            *made += 1;
            *made - 1
        });
        if sim::is_active() && sim::tracing() {
            let object = self.object();
            sim::record(Operation::Clone, Some(object), Occurrence::Done, at, || {
                None
            });
            sim::handle_made(object, role, number, at);
        }
        number
    }

    /// An endpoint is dropped.
    pub(crate) fn remove(&self, end: End) {
        let active = sim::is_active();
        if active {
            sim::point();
        }
        let last = self.with(|state| {
            *state.count(end.role) -= 1;
            let last = *state.count(end.role) == 0;
            state.closed |= last;
            last
        });
        if active {
            if sim::tracing() {
                let object = self.object();
                sim::record(
                    Operation::Drop,
                    Some(object),
                    Occurrence::Done,
                    end.at,
                    || Some(dropped(end.role, last).to_owned()),
                );
                sim::handle_gone(object, end.role, end.number);
            }
            if last {
                self.changed();
            }
        }
        // What no one can receive any more: an unbounded channel frees it at once, a bounded one
        // keeps it as long as anybody can send.
        if last && end.role == Role::Receiver && self.capacity.is_none() {
            self.discard();
        }
        if active {
            sim::released();
        }
    }

    fn discard(&self) {
        let mut rest = self.with(|state| {
            let shape = state.queue.shape();
            let rest = std::mem::replace(&mut state.queue, Ring::new(shape));
            let first = state.head;
            state.head += rest.len() as u64;
            Rest {
                queue: rest,
                first,
                unwritten: std::mem::take(&mut state.unwritten),
            }
        });
        rest.drop_all();
    }

    pub(crate) fn len(&self, at: At) -> usize {
        self.look(at);
        self.with(|state| state.queue.len())
    }

    pub(crate) fn is_empty(&self, at: At) -> bool {
        self.len(at) == 0
    }

    pub(crate) fn is_full(&self, at: At) -> bool {
        self.capacity
            .is_some_and(|capacity| self.len(at) == capacity)
    }

    /// Before the state is looked at. Outside of a simulated execution there is nobody to wait for.
    fn look(&self, at: At) {
        if sim::is_active() {
            sim::point();
            sim::poll(sim::Poll::Look, at);
            self.object();
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.discard();
        while let Some(value) = self.with(|state| state.parked.remove_any()) {
            let shape = self.with(|state| state.queue.shape());
            // SAFETY: whatever is parked is a value, and this one was just taken out.
            unsafe { shape.drop_value(value) }
        }
    }
}

impl State {
    fn count(&mut self, role: Role) -> &mut usize {
        match role {
            Role::Sender => &mut self.senders,
            Role::Receiver => &mut self.receivers,
        }
    }

    pub(crate) fn waiting(&mut self, role: Role) -> &mut Vec<Waiting> {
        match role {
            Role::Sender => &mut self.waiting_senders,
            Role::Receiver => &mut self.waiting_receivers,
        }
    }

    /// The parties of one role that wait.
    pub(crate) fn forget(&mut self, party: &Party) {
        let party = std::ptr::from_ref(party);
        self.waiting_senders
            .retain(|waiting| waiting.party != party);
        self.waiting_receivers
            .retain(|waiting| waiting.party != party);
    }
}

/// Messages that nobody will receive.
struct Rest {
    queue: Ring,
    first: u64,
    unwritten: Vec<u64>,
}

impl Rest {
    fn drop_all(&mut self) {
        while let Some(value) = self.queue.pop() {
            let number = self.first;
            self.first += 1;
            if !self.unwritten.contains(&number) {
                // SAFETY: a message that has been written lies in its slot, which was just freed.
                unsafe { self.queue.shape().drop_value(value) }
            }
        }
    }
}

/// The endpoint that an operation goes through, and where it was called.
#[derive(Clone, Copy)]
pub(crate) struct End {
    pub(crate) role: Role,
    pub(crate) number: u32,
    pub(crate) at: At,
}

/// What is dropped, in a trace's words.
fn dropped(role: Role, last: bool) -> &'static str {
    match (role, last) {
        (Role::Sender, true) => "the last sender",
        (Role::Sender, false) => "a sender",
        (Role::Receiver, true) => "the last receiver",
        (Role::Receiver, false) => "a receiver",
    }
}
