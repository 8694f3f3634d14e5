//! The operations among which a select chooses: what they are, whether they are ready, how they are taken.

use crate::channel::Channel;
use crate::time::Instant;
use crate::timer::Timer;
use sim::{At, Kind, ObjectId, Role, Tag};

/// One of the operations among which a select chooses.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    pub(crate) target: Target<'a>,
    /// The endpoint's address: only this one may complete the operation.
    pub(crate) endpoint: *const u8,
}

#[derive(Clone, Copy)]
pub(crate) enum Target<'a> {
    Send(&'a Channel),
    Receive(&'a Channel),
    Timer(&'a Timer),
    Never(&'a Tag),
}

/// How the chosen operation will be completed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ticket {
    /// With an error: the other side is gone.
    Closed,
    /// With a buffered message, or a place for one.
    Message(u64),
    /// With a partner.
    Exchange(u64),
    /// With a moment.
    Moment(Instant),
    /// Not at all: the operation is only ready.
    Ready,
}

/// What a select is after.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Choose an operation, to be completed.
    Choose,
    /// Tell which operation could be done.
    Watch,
}

impl Case<'_> {
    pub(crate) fn object(&self) -> ObjectId {
        match self.target {
            Target::Send(channel) | Target::Receive(channel) => channel.object(),
            Target::Timer(timer) => timer.object(),
            Target::Never(tag) => tag.object(Kind::Never),
        }
    }

    /// It is put into a select, under this name.
    pub(crate) fn put(&self, name: Option<&str>, at: At) {
        if !sim::tracing() {
            return;
        }
        if let Some((channel, _)) = self.channel() {
            sim::put(channel.object(), name, at);
        }
    }

    /// The channel, if others can make the operation ready, and which side of it this is.
    pub(crate) fn channel(&self) -> Option<(&Channel, Role)> {
        match self.target {
            Target::Send(channel) => Some((channel, Role::Sender)),
            Target::Receive(channel) => Some((channel, Role::Receiver)),
            Target::Timer(_) | Target::Never(_) => None,
        }
    }

    /// The channel, if its capacity is zero.
    pub(crate) fn rendezvous(&self) -> Option<(&Channel, Role)> {
        self.channel()
            .filter(|(channel, _)| channel.capacity == Some(0))
    }

    /// Whether others have made the operation ready.
    pub(crate) fn is_served(&self, goal: Goal, thread: u32) -> bool {
        let Some((channel, role)) = self.channel() else {
            return false;
        };
        channel.with(|state| match (channel.capacity, role, goal) {
            (Some(0), role, Goal::Choose) => state.can_meet(role, thread),
            (Some(0), role, Goal::Watch) => state.could_meet(role, thread),
            (capacity, Role::Sender, _) => state.can_send_buffered(capacity),
            (_, Role::Receiver, _) => state.can_receive_buffered(),
        })
    }

    /// Whether the other one is the same operation on the same channel.
    pub(crate) fn is_same(&self, other: &Case<'_>) -> bool {
        match (self.channel(), other.channel()) {
            (Some((a, mine)), Some((b, its))) => std::ptr::eq(a, b) && mine == its,
            _ => false,
        }
    }

    pub(crate) fn deadline(&self) -> Option<u64> {
        match self.target {
            Target::Timer(timer) => timer.deadline(),
            _ => None,
        }
    }

    /// Takes an operation that is ready.
    pub(crate) fn take(&self) -> Ticket {
        let closed_or = |number: Option<u64>| number.map_or(Ticket::Closed, Ticket::Message);
        if let Some((channel, role)) = self.rendezvous() {
            return channel.meet(role).map_or(Ticket::Closed, Ticket::Exchange);
        }
        match self.target {
            Target::Send(channel) => closed_or(channel.reserve()),
            Target::Receive(channel) => closed_or(channel.claim()),
            Target::Timer(timer) => Ticket::Moment(timer.take().expect("the timer is due")),
            Target::Never(_) => unreachable!("never ready"),
        }
    }
}
