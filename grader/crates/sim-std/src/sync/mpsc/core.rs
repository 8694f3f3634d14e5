//! Who may go on, in a channel that holds values: nothing here depends on what they are.

use super::RECEIVER;
use ::std::cell::Cell;
use sim::{Arm, At, Kind, ObjectId, Poll, Role, Tag, Woken};
use wire::{Occurrence, Operation};

/// Why an operation was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// Not now: there is no room, no value, or the time is over.
    Now,
    /// The other side is gone.
    ForEver,
}

/// A channel without its values.
pub(super) struct Core {
    tag: Tag,
    pub(super) bound: Option<usize>,
    /// How many values it holds.
    length: Cell<usize>,
    senders: Cell<usize>,
    /// The number of the next sender.
    next: Cell<u32>,
    open: Cell<bool>,
}

/// Whether an operation may wait, and how long.
#[derive(Clone, Copy)]
pub(super) enum Patience {
    /// It does not wait.
    None,
    /// It waits, until a moment if there is one.
    Until(Option<u64>),
}

impl Core {
    pub(super) const fn new(bound: Option<usize>, at: At) -> Self {
        Self {
            tag: Tag::new(at),
            bound,
            length: Cell::new(0),
            senders: Cell::new(0),
            next: Cell::new(0),
            open: Cell::new(true),
        }
    }

    pub(super) fn object(&self) -> ObjectId {
        self.tag.object_or(|| Kind::Channel(self.bound))
    }

    pub(super) fn has_receiver(&self) -> bool {
        self.open.get()
    }

    pub(super) fn has_senders(&self) -> bool {
        self.senders.get() > 0
    }

    fn may_send(&self) -> bool {
        !self.has_receiver() || self.bound.is_none_or(|bound| self.length.get() < bound)
    }

    fn may_receive(&self) -> bool {
        self.length.get() > 0 || !self.has_senders()
    }

    pub(super) fn add_sender(&self, at: At) -> u32 {
        let number = self.next.get();
        self.next.set(number + 1);
        self.senders.set(self.senders.get() + 1);
        if sim::is_active() {
            sim::handle_made(self.object(), Role::Sender, number, at);
            if number > 0 {
                let object = Some(self.object());
                sim::record(Operation::Clone, object, Occurrence::Done, at, || None);
            }
        }
        number
    }

    pub(super) fn add_receiver(&self, at: At) {
        if sim::is_active() {
            sim::handle_made(self.object(), RECEIVER.0, RECEIVER.1, at);
        }
    }

    pub(super) fn remove_sender(&self, number: u32) {
        if !sim::is_active() {
            self.senders.set(self.senders.get() - 1);
            return;
        }
        let object = self.object();
        sim::point();
        self.senders.set(self.senders.get() - 1);
        sim::handle_gone(object, Role::Sender, number);
        sim::record(
            Operation::Drop,
            Some(object),
            Occurrence::Done,
            sim::here(),
            || Some("a sender".to_owned()),
        );
        if self.has_senders() {
            sim::unnoticed();
        } else {
            sim::changed(object);
            sim::released();
        }
    }

    /// The receiver goes. Its caller drops the values, and then says that others are released.
    pub(super) fn remove_receiver(&self) {
        let object = self.object();
        sim::point();
        self.open.set(false);
        self.length.set(0);
        sim::handle_gone(object, RECEIVER.0, RECEIVER.1);
        sim::changed(object);
        sim::record(
            Operation::Drop,
            Some(object),
            Occurrence::Done,
            sim::here(),
            || Some("the receiver".to_owned()),
        );
    }

    /// A point before an operation, unless it has to wait: to begin to wait is a choice already.
    fn point_before(may_go_on: bool, patience: Patience) {
        if may_go_on || matches!(patience, Patience::None) {
            sim::point();
        }
    }

    /// Makes room for a value; the caller puts it there at once.
    pub(super) fn begin_send(
        &self,
        patience: Patience,
        number: u32,
        at: At,
    ) -> Result<(), Refused> {
        let object = self.object();
        Self::point_before(self.may_send(), patience);
        sim::handle_used(object, Role::Sender, number);
        if let (false, Patience::Until(deadline)) = (self.may_send(), patience) {
            sim::wait(
                Operation::Send,
                &[Arm::new(object, self, Self::may_send)],
                deadline,
                at,
            );
        }
        if !self.has_receiver() {
            return Err(refused(Operation::Send, object, Refused::ForEver, at));
        }
        if !self.may_send() {
            return Err(refused(Operation::Send, object, Refused::Now, at));
        }
        self.length.set(self.length.get() + 1);
        Ok(())
    }

    /// A value was sent.
    pub(super) fn end_send(&self, at: At) {
        let object = self.object();
        sim::queued(object, self.length.get());
        sim::changed(object);
        sim::record(Operation::Send, Some(object), Occurrence::Done, at, || None);
        sim::released();
    }

    /// Finds a value; the caller takes it at once.
    pub(super) fn begin_receive(&self, patience: Patience, at: At) -> Result<(), Refused> {
        let object = self.object();
        Self::point_before(self.may_receive(), patience);
        sim::handle_used(object, RECEIVER.0, RECEIVER.1);
        let mut timed_out = false;
        if let (false, Patience::Until(deadline)) = (self.may_receive(), patience) {
            let arm = Arm::new(object, self, Self::may_receive);
            timed_out = sim::wait(Operation::Receive, &[arm], deadline, at) == Woken::TimedOut;
        }
        if self.length.get() > 0 {
            self.length.set(self.length.get() - 1);
            return Ok(());
        }
        if !self.has_senders() {
            return Err(refused(Operation::Receive, object, Refused::ForEver, at));
        }
        if timed_out {
            let operation = Operation::Receive;
            sim::record(operation, Some(object), Occurrence::TimedOut, at, || None);
            return Err(Refused::Now);
        }
        Err(refused(Operation::Receive, object, Refused::Now, at))
    }

    /// A value was received.
    pub(super) fn end_receive(&self, at: At) {
        let object = self.object();
        sim::queued(object, self.length.get());
        sim::changed(object);
        sim::record(
            Operation::Receive,
            Some(object),
            Occurrence::Done,
            at,
            || None,
        );
        if self.bound.is_some() {
            sim::released();
        }
    }
}

/// Tells that an operation was not done.
pub(super) fn refused(operation: Operation, object: ObjectId, refused: Refused, at: At) -> Refused {
    match refused {
        Refused::ForEver => {
            sim::record(
                operation,
                Some(object),
                Occurrence::Disconnected,
                at,
                || None,
            );
        }
        Refused::Now => {
            sim::record(operation, Some(object), Occurrence::Refused, at, || None);
            sim::poll(Poll::Attempt, at);
        }
    }
    refused
}
