//! What a receiver receives from: a channel, a timer, or nothing. Without the message type.

use crate::case::{Target, Ticket};
use crate::channel::{Channel, End, Receiving};
use crate::selected;
use crate::time::{Instant, Patience};
use crate::timer::{wait_for_time, Timer};
use sim::{At, Kind, Poll, Role, Tag};
use std::sync::Arc;
use wire::{Occurrence, Operation};

/// What a receiver receives from. A timer only where the message type is [`Instant`].
pub(crate) enum Port {
    Channel(Arc<Channel>, u32),
    Timer(Arc<Timer>),
    Never(Tag),
}

impl Port {
    pub(crate) fn receive(&self, to: *mut u8, patience: Patience, at: At) -> Receiving {
        match self {
            Port::Channel(channel, number) => {
                sim::point();
                let end = End {
                    role: Role::Receiver,
                    number: *number,
                    at,
                };
                if channel.capacity == Some(0) {
                    channel.take_over(end, to, patience)
                } else {
                    channel.receive_buffered(end, to, patience)
                }
            }
            Port::Timer(timer) => match timer.receive(patience, at) {
                Ok(moment) => {
                    write_moment(moment, to);
                    Receiving::Received
                }
                Err(failed) => failed,
            },
            Port::Never(tag) => {
                receive_never(tag, patience, at);
                Receiving::Refused
            }
        }
    }

    /// Completes what a select has chosen; `false` if the channel is disconnected.
    pub(crate) fn complete(&self, ticket: Ticket, to: *mut u8, at: At) -> bool {
        match (self, ticket) {
            (Port::Channel(channel, number), ticket) => {
                let end = End {
                    role: Role::Receiver,
                    number: *number,
                    at,
                };
                selected::receive(channel, end, ticket, to)
            }
            (Port::Timer(timer), Ticket::Moment(moment)) => {
                let object = Some(timer.object());
                sim::record(Operation::Receive, object, Occurrence::Done, at, || None);
                write_moment(moment, to);
                true
            }
            (Port::Timer(_) | Port::Never(_), _) => false,
        }
    }

    pub(crate) fn target(&self) -> Target<'_> {
        match self {
            Port::Channel(channel, _) => Target::Receive(channel),
            Port::Timer(timer) => Target::Timer(timer),
            Port::Never(tag) => Target::Never(tag),
        }
    }

    pub(crate) fn len(&self, at: At) -> usize {
        match self {
            Port::Channel(channel, _) => channel.len(at),
            Port::Timer(timer) => timer.len(at),
            Port::Never(_) => 0,
        }
    }

    pub(crate) fn capacity(&self) -> Option<usize> {
        match self {
            Port::Channel(channel, _) => channel.capacity,
            Port::Timer(_) => Some(1),
            Port::Never(_) => Some(0),
        }
    }
}

#[expect(
    clippy::cast_ptr_alignment,
    reason = "the room is that of an `Instant`"
)]
fn write_moment(moment: Instant, to: *mut u8) {
    // SAFETY: a timer's receivers receive `Instant`s, and `to` has room for their message.
    unsafe { to.cast::<Instant>().write(moment) }
}

fn receive_never(tag: &Tag, patience: Patience, at: At) {
    sim::point();
    let object = tag.object(Kind::Never);
    let how = if patience == Patience::Attempt {
        sim::poll(Poll::Attempt, at);
        Occurrence::Refused
    } else {
        wait_for_time(object, patience.deadline(), at);
        Occurrence::TimedOut
    };
    sim::record(Operation::Receive, Some(object), how, at, || None);
}
