//! Two roads that cross, and a traffic light.
//!
//! A lock around the whole of `arrive` is the answer that most people give: right, but one car at a time.
//! Letting cars of the same road cross together is easy, and starves the other road; so cars take numbers
//! as in `rw_lock`, where both sides are now groups. With a count of who waits on each road, and all of
//! them admitted when the light turns, more cars cross together.

use crate::{lock, wait_while};
use std::sync::{Condvar, Mutex};

/// Where a car comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Road {
    /// The road that has green in the beginning.
    #[default]
    Main,
    /// The other one.
    Side,
}

/// A crossing whose light is green for one road at a time.
#[derive(Default)]
pub struct Crossing {
    traffic: Mutex<Traffic>,
    changed: Condvar,
}

/// Who waits, who crosses, and for whom the light is green.
#[derive(Default)]
struct Traffic {
    /// The number that the next car to come takes.
    next: u64,
    /// The number of the car whose turn it is.
    serving: u64,
    crossing: usize,
    green: Road,
}

impl Crossing {
    /// An empty crossing; the light is green for [`Road::Main`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A car comes along `road`: waits for its turn, has the light turned if it is red, and crosses.
    pub fn arrive(&self, road: Road, turn_green: impl FnOnce(), cross: impl FnOnce()) {
        let mut traffic = lock(&self.traffic);
        let mine = traffic.next;
        traffic.next += 1;
        let traffic = wait_while(&self.changed, traffic, |traffic| {
            traffic.serving != mine || (traffic.green != road && traffic.crossing > 0)
        });
        let is_red = traffic.green != road;
        drop(traffic);
        // It is this car's turn until it says otherwise: nobody can come in between.
        if is_red {
            turn_green();
        }
        let mut traffic = lock(&self.traffic);
        traffic.green = road;
        traffic.crossing += 1;
        traffic.serving += 1;
        drop(traffic);
        self.changed.notify_all();
        cross();
        lock(&self.traffic).crossing -= 1;
        self.changed.notify_all();
    }
}
