//! A channel with its values.

use super::RECEIVER;
use super::core::{Core, Patience, Refused};
use super::meeting::{Meeting, Met};
use ::std::cell::UnsafeCell;
use ::std::collections::VecDeque;
use ::std::mem;
use sim::At;
use wire::Operation;

/// What all handles of a channel share.
pub(super) struct Channel<T> {
    core: Core,
    flavour: Flavour<T>,
}

enum Flavour<T> {
    Holding(UnsafeCell<VecDeque<T>>),
    Meeting(Meeting),
}

// SAFETY: simulated threads run one at a time, and none is switched while it uses a cell; values are
// handed over whole.
unsafe impl<T: Send> Send for Channel<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Channel<T> {}

impl<T> Channel<T> {
    pub(super) fn new(core: Core) -> Self {
        let flavour = match core.bound {
            Some(0) => Flavour::Meeting(Meeting::new()),
            _ => Flavour::Holding(UnsafeCell::new(VecDeque::new())),
        };
        Self { core, flavour }
    }

    pub(super) fn core(&self) -> &Core {
        &self.core
    }

    pub(super) fn send(&self, value: T, number: u32, at: At) -> Result<(), T> {
        self.put(value, Patience::Until(None), number, at)
            .map_err(|(value, _)| value)
    }

    pub(super) fn try_send(&self, value: T, number: u32, at: At) -> Result<(), (T, Refused)> {
        self.put(value, Patience::None, number, at)
    }

    fn put(&self, value: T, patience: Patience, number: u32, at: At) -> Result<(), (T, Refused)> {
        match &self.flavour {
            Flavour::Holding(queue) => match self.core.begin_send(patience, number, at) {
                Ok(()) => {
                    // SAFETY: nobody else moves meanwhile.
                    unsafe { (*queue.get()).push_back(value) };
                    self.core.end_send(at);
                    Ok(())
                }
                Err(refused) => Err((value, refused)),
            },
            Flavour::Meeting(meeting) => {
                let mut offer = Some(value);
                let place = (&raw mut offer).cast();
                let side = (Operation::Send, number);
                match meeting.meet(&self.core, side, place, patience, at) {
                    Ok(Met::Us) => Ok(()),
                    Ok(Met::Them(wanted)) => {
                        // SAFETY: the place is an empty `Option<T>` of the receiver that waits.
                        unsafe { *wanted.cast::<Option<T>>() = offer.take() };
                        Meeting::finish(&self.core, Operation::Send, at);
                        Ok(())
                    }
                    Err(refused) => Err((
                        offer.expect("nobody took a value that was refused"),
                        refused,
                    )),
                }
            }
        }
    }

    pub(super) fn receive(&self, deadline: Option<u64>, at: At) -> Result<T, Refused> {
        self.get(Patience::Until(deadline), at)
    }

    pub(super) fn try_receive(&self, at: At) -> Result<T, Refused> {
        self.get(Patience::None, at)
    }

    fn get(&self, patience: Patience, at: At) -> Result<T, Refused> {
        match &self.flavour {
            Flavour::Holding(queue) => {
                self.core.begin_receive(patience, at)?;
                // SAFETY: nobody else moves meanwhile.
                let value = unsafe { (*queue.get()).pop_front() };
                self.core.end_receive(at);
                Ok(value.expect("the channel counts its values"))
            }
            Flavour::Meeting(meeting) => {
                let mut wanted: Option<T> = None;
                let place = (&raw mut wanted).cast();
                let side = (Operation::Receive, RECEIVER.1);
                if let Met::Them(offer) = meeting.meet(&self.core, side, place, patience, at)? {
                    // SAFETY: the place is a filled `Option<T>` of the sender that waits.
                    wanted = unsafe { (*offer.cast::<Option<T>>()).take() };
                    Meeting::finish(&self.core, Operation::Receive, at);
                }
                Ok(wanted.expect("the other side has moved a value"))
            }
        }
    }

    /// The receiver goes, and the values with it.
    pub(super) fn close(&self) {
        if !sim::is_active() {
            return;
        }
        self.core.remove_receiver();
        if let Flavour::Holding(queue) = &self.flavour {
            // SAFETY: nobody else moves meanwhile.
            let values = unsafe { mem::take(&mut *queue.get()) };
            drop(values);
        }
        sim::released();
    }
}
