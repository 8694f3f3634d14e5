//! Multiplexing: many channels become one.
//!
//! - *A closed channel is always ready.* Left in a `select!` it makes the loop spin, so it is replaced by
//!   [`never`], as one sets a channel to `nil` in Go. The loop ends when nothing is left to wait for.
//! - *A choice is made when a value is taken*, not when it is received at the other end. Whatever waits in a
//!   buffer has been chosen already. So all outputs here are without a buffer: what is chosen can be
//!   received next.
//! - *Chance is fair, order is not.* `select!` passes nobody over for long; `select_biased!` does, on purpose.
//!
//! Closing is dropping, as everywhere: each output has one sender, or one for each thread, and closes
//! with the last of them.

use crossbeam_channel::{
    Receiver, RecvTimeoutError, Sender, bounded, never, select, select_biased,
};
use std::thread;
use std::time::{Duration, Instant};

/// The values of `a` and of `b` as they come; those of one side in their order.
#[must_use]
pub fn merge<T>(mut a: Receiver<T>, mut b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, merged) = bounded(0);
    thread::spawn(move || {
        let mut open = 2;
        while open > 0 {
            let value = select! {
                recv(a) -> value => value.inspect_err(|_| a = never()),
                recv(b) -> value => value.inspect_err(|_| b = never()),
            };
            match value {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return; // The consumer has left.
                    }
                }
                Err(_) => open -= 1,
            }
        }
    });
    merged
}

/// The values of all `inputs` as they come, each with the index of its input.
#[must_use]
pub fn multiplex<T>(inputs: Vec<Receiver<T>>) -> Receiver<(usize, T)>
where
    T: Send + 'static,
{
    // A thread for each input: nothing to remove from a list, no index to keep right, and who gets the
    // output is decided by who waits there, so that nobody is passed over. For thousands of inputs one thread
    // with a `Select` is cheaper; it has to be built anew, or cleaned, whenever an input ends.
    let (sender, multiplexed) = bounded(0);
    for (index, input) in inputs.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || {
            for value in input {
                if sender.send((index, value)).is_err() {
                    return;
                }
            }
        });
    }
    // The original sender goes here: the last thread to end closes the output, and without inputs it is
    // closed at once.
    multiplexed
}

/// The values of `high` and of `low`: at most one of `low`, already in hand, goes before a value of `high`
/// that is there.
#[must_use]
pub fn prioritised<T>(mut high: Receiver<T>, mut low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut open = 2;
        while open > 0 {
            // `merge`, biased. The value of `low` that may go first is the one with which this thread is
            // blocked in `send` when `high` gets something.
            let value = select_biased! {
                recv(high) -> value => value.inspect_err(|_| high = never()),
                recv(low) -> value => value.inspect_err(|_| low = never()),
            };
            match value {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return;
                    }
                }
                Err(_) => open -= 1,
            }
        }
    });
    output
}

/// As [`prioritised`], but no value of `low` goes before a value of `high` that is there.
#[must_use]
pub fn strictly_prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || prioritise(high, low, &sender));
    output
}

/// Takes a value of `low` only to offer it, and listens to `high` while it does.
fn prioritise<T>(mut high: Receiver<T>, mut low: Receiver<T>, output: &Sender<T>) {
    let mut offered: Option<T> = None;
    let mut open = 2;
    // `low` is looked at only when nothing is offered: as long as something is, it counts as open.
    while open > 0 {
        let taken = if offered.is_some() {
            select_biased! {
                recv(high) -> value => value.inspect_err(|_| high = never()),
                // Evaluated only if this arm is chosen: until then the value stays where it is.
                send(output, offered.take().expect("checked above")) -> sent => match sent {
                    Ok(()) => continue,
                    Err(_) => return, // The consumer has left.
                },
            }
        } else {
            select_biased! {
                recv(high) -> value => value.inspect_err(|_| high = never()),
                recv(low) -> value => match value {
                    Ok(value) => {
                        offered = Some(value);
                        continue;
                    }
                    Err(error) => {
                        low = never();
                        Err(error)
                    }
                },
            }
        };
        // A value of `high`, or the end of an input. Nothing goes before the former, so it is simply sent.
        match taken {
            Ok(value) => {
                if output.send(value).is_err() {
                    return;
                }
            }
            Err(_) => open -= 1,
        }
    }
}

/// What [`with_heartbeat`] sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<T> {
    /// A value of the input.
    Value(T),
    /// The input is still there, and so are we.
    Beat,
}

/// The values of `rx` as they come, and a beat at every multiple of `period` since the call.
///
/// # Panics
/// If `period` is zero.
#[must_use]
pub fn with_heartbeat<T>(rx: Receiver<T>, period: Duration) -> Receiver<Event<T>>
where
    T: Send + 'static,
{
    assert!(!period.is_zero(), "`period` must not be zero");
    let (sender, events) = bounded(0);
    let start = Instant::now();
    thread::spawn(move || {
        let mut beat = next_beat(start, period);
        loop {
            let received = match beat {
                Some(beat) => rx.recv_deadline(beat),
                None => rx.recv().map_err(RecvTimeoutError::from),
            };
            let event = match received {
                Ok(value) => Event::Value(value),
                Err(RecvTimeoutError::Timeout) => Event::Beat,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let is_beat = matches!(event, Event::Beat);
            if sender.send(event).is_err() {
                return;
            }
            if is_beat {
                // Beats that were missed while the consumer was away are not made up for.
                beat = next_beat(start, period);
            }
        }
    });
    events
}

/// The first multiple of `period` after now, counted from `start` so that delays do not add up; `None` if
/// there is no such moment.
///
/// `crossbeam_channel::tick` would be shorter, but counts each period from the moment when the last tick was
/// received: after a slow consumer all later beats are shifted.
fn next_beat(start: Instant, period: Duration) -> Option<Instant> {
    let now = Instant::now();
    let into_this_one = (now - start).as_nanos() % period.as_nanos();
    let into_this_one = Duration::from_nanos(u64::try_from(into_this_one).ok()?);
    now.checked_add(period.checked_sub(into_this_one)?)
}
