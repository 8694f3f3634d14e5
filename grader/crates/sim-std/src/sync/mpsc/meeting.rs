//! Who may go on, in a channel that holds no values: a sender and the receiver have to meet.
//!
//! Whoever comes first waits in a queue, with a place for the value on its stack; whoever comes second
//! takes the value from there, or puts it there, and says so.

use super::RECEIVER;
use super::core::{Core, Patience, Refused, refused};
use ::std::cell::{Cell, UnsafeCell};
use ::std::collections::VecDeque;
use sim::{Arm, At, Role, Woken};
use wire::{Occurrence, Operation};

/// Where a waiting thread holds the value, or wants it.
pub(super) struct Place {
    /// An `Option` of the channel's type of values.
    value: *mut (),
    done: Cell<bool>,
}

/// The two queues.
pub(super) struct Meeting {
    offers: UnsafeCell<VecDeque<*const Place>>,
    requests: UnsafeCell<VecDeque<*const Place>>,
}

/// How a side of a meeting went.
pub(super) enum Met {
    /// The other side waited: the value is to be moved to, or from, this place. Then comes `finish`.
    Them(*mut ()),
    /// The other side came, and has moved the value.
    Us,
}

impl Meeting {
    pub(super) const fn new() -> Self {
        let offers = UnsafeCell::new(VecDeque::new());
        Self {
            offers,
            requests: UnsafeCell::new(VecDeque::new()),
        }
    }

    #[expect(clippy::mut_from_ref, reason = "simulated threads run one at a time")]
    fn queue(&self, operation: Operation) -> &mut VecDeque<*const Place> {
        let queue = if operation == Operation::Send {
            &self.offers
        } else {
            &self.requests
        };
        // SAFETY: the reference is used up before anybody else can move.
        unsafe { &mut *queue.get() }
    }

    /// Meets the other side. `value` is where the value is, or is wanted.
    pub(super) fn meet(
        &self,
        core: &Core,
        (operation, number): (Operation, u32),
        value: *mut (),
        patience: Patience,
        at: At,
    ) -> Result<Met, Refused> {
        let object = core.object();
        sim::point();
        let role = if operation == Operation::Send {
            Role::Sender
        } else {
            RECEIVER.0
        };
        sim::handle_used(object, role, number);
        if let Some(place) = self.queue(other(operation)).pop_front() {
            // SAFETY: who is in the queue waits, with the place on its stack.
            let place = unsafe { &*place };
            place.done.set(true);
            return Ok(Met::Them(place.value));
        }
        if is_alone(core, operation) {
            return Err(refused(operation, object, Refused::ForEver, at));
        }
        let Patience::Until(deadline) = patience else {
            return Err(refused(operation, object, Refused::Now, at));
        };
        self.wait(core, operation, value, deadline, at)
    }

    fn wait(
        &self,
        core: &Core,
        operation: Operation,
        value: *mut (),
        deadline: Option<u64>,
        at: At,
    ) -> Result<Met, Refused> {
        let object = core.object();
        let place = Place {
            value,
            done: Cell::new(false),
        };
        self.queue(operation).push_back(&raw const place);
        sim::changed(object);
        let waiting = (&place, core, operation);
        let over = |(place, core, operation): &(&Place, &Core, Operation)| {
            place.done.get() || is_alone(core, *operation)
        };
        let arm = Arm::new(object, &waiting, over);
        if deadline.is_some_and(|deadline| deadline <= sim::now()) {
            // This wait will not block, but the other side may come now.
            sim::released();
        }
        let woken = sim::wait(operation, &[arm], deadline, at);
        if place.done.get() {
            sim::record(operation, Some(object), Occurrence::Done, at, || None);
            return Ok(Met::Us);
        }
        self.queue(operation)
            .retain(|&waiting| waiting != &raw const place);
        if woken == Woken::TimedOut {
            sim::record(operation, Some(object), Occurrence::TimedOut, at, || None);
            return Err(Refused::Now);
        }
        Err(refused(operation, object, Refused::ForEver, at))
    }

    /// The value of a side that waited has been moved.
    pub(super) fn finish(core: &Core, operation: Operation, at: At) {
        let object = core.object();
        sim::changed(object);
        sim::record(operation, Some(object), Occurrence::Done, at, || None);
        sim::released();
    }
}

fn other(operation: Operation) -> Operation {
    if operation == Operation::Send {
        Operation::Receive
    } else {
        Operation::Send
    }
}

fn is_alone(core: &Core, operation: Operation) -> bool {
    if operation == Operation::Send {
        !core.has_receiver()
    } else {
        !core.has_senders()
    }
}
