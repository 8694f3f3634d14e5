//! The sending side, and the making of channels.

use crate::case::{Case, Target};
use crate::channel::{Channel, End, Sending};
use crate::error::{SendError, SendTimeoutError, TrySendError};
use crate::memory::Shape;
use crate::receiver::Receiver;
use crate::time::{Instant, Patience};
use sim::{At, Role};
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

/// A channel that holds any number of messages.
#[track_caller]
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    pair(new_channel(Shape::of::<T>(), None, sim::here()))
}

/// A channel that holds at most `cap` messages; of capacity zero, one whose sender and receiver meet.
///
/// # Panics
/// The capacity is too large.
#[track_caller]
pub fn bounded<T>(cap: usize) -> (Sender<T>, Receiver<T>) {
    pair(new_channel(Shape::of::<T>(), Some(cap), sim::here()))
}

#[track_caller]
#[expect(
    clippy::arc_with_non_send_sync,
    reason = "what may go to other threads, the endpoints say: it depends on the message type"
)]
fn new_channel(shape: Shape, capacity: Option<usize>, at: At) -> Arc<Channel> {
    let most = u64::MAX >> 2;
    let fits = capacity.is_none_or(|capacity| (capacity as u64) < most);
    assert!(fits, "bounded channel capacity is too large");
    let channel = Arc::new(Channel::new(shape, capacity, at));
    channel.announce(at);
    channel
}

fn pair<T>(channel: Arc<Channel>) -> (Sender<T>, Receiver<T>) {
    let sender = Sender {
        channel: Arc::clone(&channel),
        number: 0,
        marker: PhantomData,
    };
    (sender, Receiver::of_channel(channel))
}

/// The sending side of a channel.
pub struct Sender<T> {
    channel: Arc<Channel>,
    number: u32,
    /// As the real one: not covariant in `T`.
    marker: PhantomData<*mut T>,
}

// SAFETY: values of type `T` may go to other threads; all else of the channel belongs to the
// simulation, whose threads run one at a time on one thread of the system.
unsafe impl<T: Send> Send for Sender<T> {}
// SAFETY: as above; through a shared sender values only go in.
unsafe impl<T: Send> Sync for Sender<T> {}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}

impl<T> Sender<T> {
    /// Sends without waiting.
    ///
    /// # Errors
    /// The channel is full (of capacity zero: no receiver waits), or disconnected.
    #[inline]
    #[track_caller]
    pub fn try_send(&self, msg: T) -> Result<(), TrySendError<T>> {
        let msg = ManuallyDrop::new(msg);
        match self.put(&msg, Patience::Attempt, sim::here()) {
            Sending::Sent => Ok(()),
            Sending::Refused => Err(TrySendError::Full(ManuallyDrop::into_inner(msg))),
            Sending::Closed => Err(TrySendError::Disconnected(ManuallyDrop::into_inner(msg))),
        }
    }

    /// Sends; waits while the channel is full, or, of capacity zero, until a receiver takes it.
    ///
    /// # Errors
    /// The channel is disconnected.
    #[inline]
    #[track_caller]
    pub fn send(&self, msg: T) -> Result<(), SendError<T>> {
        let msg = ManuallyDrop::new(msg);
        match self.put(&msg, Patience::Forever, sim::here()) {
            Sending::Sent => Ok(()),
            Sending::Refused | Sending::Closed => Err(SendError(ManuallyDrop::into_inner(msg))),
        }
    }

    /// Sends; waits for a limited time.
    ///
    /// # Errors
    /// The time is over, or the channel is disconnected.
    #[inline]
    #[track_caller]
    pub fn send_timeout(&self, msg: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        self.send_patiently(msg, Patience::lasting(timeout), sim::here())
    }

    /// Sends; waits until a moment.
    ///
    /// # Errors
    /// The moment has come, or the channel is disconnected.
    #[inline]
    #[track_caller]
    pub fn send_deadline(&self, msg: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        self.send_patiently(msg, Patience::until(deadline), sim::here())
    }

    fn send_patiently(
        &self,
        msg: T,
        patience: Patience,
        at: At,
    ) -> Result<(), SendTimeoutError<T>> {
        let msg = ManuallyDrop::new(msg);
        match self.put(&msg, patience, at) {
            Sending::Sent => Ok(()),
            Sending::Refused => Err(SendTimeoutError::Timeout(ManuallyDrop::into_inner(msg))),
            Sending::Closed => Err(SendTimeoutError::Disconnected(ManuallyDrop::into_inner(
                msg,
            ))),
        }
    }

    /// Whether the channel holds no message. Always so for capacity zero.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.channel.is_empty(sim::here())
    }

    /// Whether the channel is full. Always so for capacity zero.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        self.channel.is_full(sim::here())
    }

    /// How many messages the channel holds.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.channel.len(sim::here())
    }

    /// How many messages the channel can hold; `None` if there is no limit.
    pub fn capacity(&self) -> Option<usize> {
        self.channel.capacity
    }

    /// Whether both senders belong to one channel.
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        Arc::ptr_eq(&self.channel, &other.channel)
    }

    /// Moves the value into the channel, if it is sent.
    #[inline]
    fn put(&self, msg: &ManuallyDrop<T>, patience: Patience, at: At) -> Sending {
        self.channel
            .send(self.end(at), std::ptr::from_ref(msg).cast(), patience)
    }

    pub(crate) fn end(&self, at: At) -> End {
        End {
            role: Role::Sender,
            number: self.number,
            at,
        }
    }

    pub(crate) fn channel(&self) -> &Channel {
        &self.channel
    }

    pub(crate) fn case(&self) -> Case<'_> {
        Case {
            target: Target::Send(&self.channel),
            endpoint: std::ptr::from_ref(self).cast(),
        }
    }
}

impl Channel {
    /// Sends the value at `value`, which then belongs to the channel, unless it is not sent.
    fn send(&self, end: End, value: *const u8, patience: Patience) -> Sending {
        sim::point();
        if self.capacity == Some(0) {
            self.hand_over(end, value, patience)
        } else {
            self.send_buffered(end, value, patience)
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.channel.remove(self.end(sim::here()));
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let number = self.channel.add(Role::Sender, sim::here());
        Self {
            channel: Arc::clone(&self.channel),
            number,
            marker: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Sender { .. }")
    }
}
