//! `std::sync::mpsc`: channels with one receiver.
//!
//! The handles are here; what a channel is, and how values go through it, is in `channel`; who may go on, which
//! does not depend on the values, in `core` and `meeting`. The errors are the real ones.

mod channel;
mod core;
mod iterators;
mod meeting;

pub use ::std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
pub use iterators::{IntoIter, Iter, TryIter};

use self::core::{Core, Refused};
use crate::time::deadline;
use ::std::cell::Cell;
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{RefUnwindSafe, UnwindSafe};
use ::std::sync::Arc;
use ::std::time::Duration;
use channel::Channel;
use sim::{At, Role};

/// Sends into a channel without a bound.
pub struct Sender<T> {
    end: SendingEnd<T>,
}

/// Sends into a channel with a bound.
pub struct SyncSender<T> {
    end: SendingEnd<T>,
}

/// Receives from a channel.
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
    not_sync: PhantomData<Cell<()>>,
}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}
impl<T> UnwindSafe for SyncSender<T> {}
impl<T> RefUnwindSafe for SyncSender<T> {}
impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

/// One sender's share of the channel.
struct SendingEnd<T> {
    channel: Arc<Channel<T>>,
    number: u32,
}

impl<T> SendingEnd<T> {
    fn of(channel: &Arc<Channel<T>>, at: At) -> Self {
        let number = channel.core().add_sender(at);
        Self {
            channel: Arc::clone(channel),
            number,
        }
    }
}

impl<T> Drop for SendingEnd<T> {
    fn drop(&mut self) {
        self.channel.core().remove_sender(self.number);
    }
}

/// A channel without a bound.
#[must_use]
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (end, receiver) = open(None, sim::here());
    (Sender { end }, receiver)
}

/// A channel that holds so many values; one that holds none hands them over.
#[must_use]
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let (end, receiver) = open(Some(bound), sim::here());
    (SyncSender { end }, receiver)
}

fn open<T>(bound: Option<usize>, at: At) -> (SendingEnd<T>, Receiver<T>) {
    let channel = Arc::new(Channel::new(Core::new(bound, at)));
    channel.core().add_receiver(at);
    (
        SendingEnd::of(&channel, at),
        Receiver {
            channel,
            not_sync: PhantomData,
        },
    )
}

impl<T> Sender<T> {
    /// Sends a value; never waits.
    ///
    /// # Errors
    /// The receiver is gone; the error holds the value.
    #[track_caller]
    pub fn send(&self, t: T) -> Result<(), SendError<T>> {
        self.end
            .channel
            .send(t, self.end.number, sim::here())
            .map_err(SendError)
    }
}

impl<T> SyncSender<T> {
    /// Sends a value; waits until there is room, or until it is received if the channel holds none.
    ///
    /// # Errors
    /// The receiver is gone; the error holds the value.
    #[track_caller]
    pub fn send(&self, t: T) -> Result<(), SendError<T>> {
        self.end
            .channel
            .send(t, self.end.number, sim::here())
            .map_err(SendError)
    }

    /// Sends a value if that needs no waiting.
    ///
    /// # Errors
    /// There is no room, or the receiver is gone; the error holds the value.
    #[track_caller]
    pub fn try_send(&self, t: T) -> Result<(), TrySendError<T>> {
        match self.end.channel.try_send(t, self.end.number, sim::here()) {
            Ok(()) => Ok(()),
            Err((t, Refused::Now)) => Err(TrySendError::Full(t)),
            Err((t, Refused::ForEver)) => Err(TrySendError::Disconnected(t)),
        }
    }
}

impl<T> Receiver<T> {
    /// Receives a value if one is there.
    ///
    /// # Errors
    /// None is there, and perhaps none will ever come.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.channel
            .try_receive(sim::here())
            .map_err(|refused| match refused {
                Refused::Now => TryRecvError::Empty,
                Refused::ForEver => TryRecvError::Disconnected,
            })
    }

    /// Waits for a value.
    ///
    /// # Errors
    /// All senders are gone, and no value is left.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.channel
            .receive(None, sim::here())
            .map_err(|_| RecvError)
    }

    /// Waits for a value, but not longer than `timeout`.
    ///
    /// # Errors
    /// The time is over, or all senders are gone and no value is left.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.channel
            .receive(deadline(timeout), sim::here())
            .map_err(|refused| match refused {
                Refused::Now => RecvTimeoutError::Timeout,
                Refused::ForEver => RecvTimeoutError::Disconnected,
            })
    }

    /// Receives until all senders are gone.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self)
    }

    /// Receives what is there.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter::new(self)
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.channel.close();
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Sender<T> {
        Sender {
            end: SendingEnd::of(&self.end.channel, sim::here()),
        }
    }
}

impl<T> Clone for SyncSender<T> {
    #[track_caller]
    fn clone(&self) -> SyncSender<T> {
        SyncSender {
            end: SendingEnd::of(&self.end.channel, sim::here()),
        }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for SyncSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncSender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

/// The one receiver of a channel has this number.
const RECEIVER: (Role, u32) = (Role::Receiver, 0);
