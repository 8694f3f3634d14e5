//! The receiving side, and the making of receivers that time, or nobody, sends to.

use crate::case::Case;
use crate::channel::{Channel, End, Receiving};
use crate::error::{RecvError, RecvTimeoutError, TryRecvError};
use crate::iter::{IntoIter, Iter, TryIter};
use crate::port::Port;
use crate::time::{present, Instant, Patience};
use crate::timer::Timer;
use sim::{At, Role, Tag};
use std::fmt;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

/// A receiver of one message, the moment of its delivery, after a duration.
#[track_caller]
pub fn after(duration: Duration) -> Receiver<Instant> {
    match present().checked_add(duration) {
        Some(delivery) => Receiver::of_timer(Timer::new(delivery, None, sim::here())),
        None => never(),
    }
}

/// A receiver of one message, the moment of its delivery, at that moment.
#[track_caller]
pub fn at(when: Instant) -> Receiver<Instant> {
    Receiver::of_timer(Timer::new(when, None, sim::here()))
}

/// A receiver of no message ever.
#[track_caller]
pub const fn never<T>() -> Receiver<T> {
    Receiver {
        port: Port::Never(Tag::new(std::panic::Location::caller())),
        marker: PhantomData,
    }
}

/// A receiver of a message, the moment of its delivery, in each period.
#[track_caller]
pub fn tick(duration: Duration) -> Receiver<Instant> {
    match present().checked_add(duration) {
        Some(delivery) => Receiver::of_timer(Timer::new(delivery, Some(duration), sim::here())),
        None => never(),
    }
}

/// The receiving side of a channel.
pub struct Receiver<T> {
    port: Port,
    /// As the real one: not covariant in `T`.
    marker: PhantomData<*mut T>,
}

// SAFETY: values of type `T` may go to other threads; all else belongs to the simulation, whose
// threads run one at a time on one thread of the system.
unsafe impl<T: Send> Send for Receiver<T> {}
// SAFETY: as above; through a shared receiver values only come out.
unsafe impl<T: Send> Sync for Receiver<T> {}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl Receiver<Instant> {
    #[expect(
        clippy::arc_with_non_send_sync,
        reason = "what may go to other threads, the endpoints say: it depends on the message type"
    )]
    fn of_timer(timer: Timer) -> Self {
        Self {
            port: Port::Timer(Arc::new(timer)),
            marker: PhantomData,
        }
    }
}

impl<T> Receiver<T> {
    pub(crate) fn of_channel(channel: Arc<Channel>) -> Self {
        Self {
            port: Port::Channel(channel, 0),
            marker: PhantomData,
        }
    }

    /// Receives without waiting.
    ///
    /// # Errors
    /// The channel is empty (of capacity zero: no sender waits), or also disconnected.
    #[inline]
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.receive(Patience::Attempt, sim::here())
            .map_err(|failed| match failed {
                Receiving::Closed => TryRecvError::Disconnected,
                Receiving::Refused | Receiving::Received => TryRecvError::Empty,
            })
    }

    /// Receives; waits while the channel is empty.
    ///
    /// # Errors
    /// The channel is empty and disconnected.
    #[inline]
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.receive(Patience::Forever, sim::here())
            .map_err(|_| RecvError)
    }

    /// Receives; waits for a limited time.
    ///
    /// # Errors
    /// The time is over, or the channel is empty and disconnected.
    #[inline]
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.receive(Patience::lasting(timeout), sim::here())
            .map_err(timeout_error)
    }

    /// Receives; waits until a moment.
    ///
    /// # Errors
    /// The moment has come, or the channel is empty and disconnected.
    #[inline]
    #[track_caller]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.receive(Patience::until(deadline), sim::here())
            .map_err(timeout_error)
    }

    /// Whether the channel holds no message. Always so for capacity zero.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.port.len(sim::here()) == 0
    }

    /// Whether the channel is full. Always so for capacity zero.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        self.port
            .capacity()
            .is_some_and(|capacity| self.port.len(sim::here()) == capacity)
    }

    /// How many messages the channel holds.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.port.len(sim::here())
    }

    /// How many messages the channel can hold; `None` if there is no limit.
    pub fn capacity(&self) -> Option<usize> {
        self.port.capacity()
    }

    /// Messages as they come, until the channel is empty and disconnected.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self)
    }

    /// Messages that are there, until the channel is empty.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter::new(self)
    }

    /// Whether both receivers belong to one channel.
    pub fn same_channel(&self, other: &Receiver<T>) -> bool {
        match (&self.port, &other.port) {
            (Port::Channel(a, _), Port::Channel(b, _)) => Arc::ptr_eq(a, b),
            (Port::Timer(a), Port::Timer(b)) => Arc::ptr_eq(a, b),
            (Port::Never(_), Port::Never(_)) => true,
            _ => false,
        }
    }

    #[inline]
    fn receive(&self, patience: Patience, at: At) -> Result<T, Receiving> {
        let mut failed = Receiving::Closed;
        let value = self.fetch(|port, to| {
            failed = port.receive(to, patience, at);
            failed == Receiving::Received
        });
        value.ok_or(failed)
    }

    /// A value that `f` writes, if it says so. It writes a value of the receiver's type.
    #[inline]
    pub(crate) fn fetch(&self, f: impl FnOnce(&Port, *mut u8) -> bool) -> Option<T> {
        let mut value = MaybeUninit::<T>::uninit();
        if f(&self.port, value.as_mut_ptr().cast()) {
            // SAFETY: a port writes a value of its receiver's type: a channel what its senders, of
            // the same type, put there; a timer an `Instant`, which is its receivers' type.
            Some(unsafe { value.assume_init() })
        } else {
            None
        }
    }

    pub(crate) fn case(&self) -> Case<'_> {
        Case {
            target: self.port.target(),
            endpoint: std::ptr::from_ref(self).cast(),
        }
    }
}

fn timeout_error(failed: Receiving) -> RecvTimeoutError {
    match failed {
        Receiving::Closed => RecvTimeoutError::Disconnected,
        Receiving::Refused | Receiving::Received => RecvTimeoutError::Timeout,
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let Port::Channel(channel, number) = &self.port {
            channel.remove(End {
                role: Role::Receiver,
                number: *number,
                at: sim::here(),
            });
        }
    }
}

impl<T> Clone for Receiver<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let port = match &self.port {
            Port::Channel(channel, _) => {
                let number = channel.add(Role::Receiver, sim::here());
                Port::Channel(Arc::clone(channel), number)
            }
            Port::Timer(timer) => Port::Timer(Arc::clone(timer)),
            Port::Never(tag) => Port::Never(Tag::new(tag.created())),
        };
        Self {
            port,
            marker: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Receiver { .. }")
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        IntoIter::new(self)
    }
}
