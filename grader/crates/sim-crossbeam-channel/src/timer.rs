//! Channels that time sends into: `after`, `at`, `tick`.

use crate::channel::Receiving;
use crate::time::{present, Instant, Patience};
use sim::{Arm, At, Kind, ObjectId, Poll, Tag};
use std::cell::Cell;
use std::time::Duration;
use wire::{Occurrence, Operation};

/// A channel with one message at a moment, or one in each period.
pub(crate) struct Timer {
    tag: Tag,
    delivery: Cell<Instant>,
    /// The one message was received; clones of the receiver share it.
    spent: Cell<bool>,
    period: Option<Duration>,
}

/// Waits on an object that no change can make ready, until the moment; for ever if there is none.
pub(crate) fn wait_for_time(object: ObjectId, deadline: Option<u64>, at: At) {
    let arm = Arm::new(object, &(), |&()| false);
    while deadline.is_none_or(|deadline| sim::now() < deadline) {
        sim::wait(Operation::Receive, &[arm], deadline, at);
    }
}

impl Timer {
    pub(crate) fn new(delivery: Instant, period: Option<Duration>, at: At) -> Self {
        Self {
            tag: Tag::new(at),
            delivery: Cell::new(delivery),
            spent: Cell::new(false),
            period,
        }
    }

    pub(crate) fn object(&self) -> ObjectId {
        self.tag.object(Kind::Timer)
    }

    /// A message can be received now.
    pub(crate) fn is_due(&self) -> bool {
        !self.spent.get() && self.delivery.get() <= present()
    }

    /// When the next message comes, in nanoseconds of virtual time.
    pub(crate) fn deadline(&self) -> Option<u64> {
        if self.spent.get() {
            None
        } else {
            Patience::until(self.delivery.get()).deadline()
        }
    }

    /// How many messages could be received now.
    pub(crate) fn len(&self, at: At) -> usize {
        sim::point();
        sim::poll(Poll::Look, at);
        usize::from(self.is_due())
    }

    /// Takes the message that is due. A late one moves all that follow: the phase is lost.
    pub(crate) fn take(&self) -> Option<Instant> {
        if !self.is_due() {
            return None;
        }
        let delivery = self.delivery.get();
        match self.period {
            Some(period) => self.delivery.set(present() + period),
            None => self.spent.set(true),
        }
        Some(delivery)
    }

    pub(crate) fn receive(&self, patience: Patience, at: At) -> Result<Instant, Receiving> {
        sim::point();
        let received = match (self.period, patience) {
            (_, Patience::Attempt) => self.take(),
            (Some(period), _) => self.receive_tick(period, patience, at),
            (None, _) => self.receive_message(patience, at),
        };
        let how = match (received, patience) {
            (Some(_), _) => Occurrence::Done,
            (None, Patience::Attempt) => Occurrence::Refused,
            (None, _) => Occurrence::TimedOut,
        };
        sim::record(Operation::Receive, Some(self.object()), how, at, || None);
        if received.is_none() && patience == Patience::Attempt {
            sim::poll(Poll::Attempt, at);
        }
        received.ok_or(Receiving::Refused)
    }

    fn receive_message(&self, patience: Patience, at: At) -> Option<Instant> {
        loop {
            if let Some(delivery) = self.take() {
                return Some(delivery);
            }
            if patience.is_over() {
                return None;
            }
            // Whoever else has the message: a waiting receiver stays until its own time is over.
            let deadline = match (self.deadline(), patience.deadline()) {
                (Some(delivery), Some(deadline)) => Some(delivery.min(deadline)),
                (delivery, deadline) => delivery.or(deadline),
            };
            wait_for_time(self.object(), deadline, at);
        }
    }

    /// A waiting receiver takes its tick in advance: the next receiver waits for the one after.
    fn receive_tick(&self, period: Duration, patience: Patience, at: At) -> Option<Instant> {
        let delivery = self.delivery.get();
        let moment = self.deadline();
        if let Some(deadline) = patience.deadline() {
            if moment.is_none_or(|moment| deadline < moment) {
                wait_for_time(self.object(), Some(deadline), at);
                return None;
            }
        }
        self.delivery.set(delivery.max(present()) + period);
        wait_for_time(self.object(), moment, at);
        Some(delivery)
    }
}
