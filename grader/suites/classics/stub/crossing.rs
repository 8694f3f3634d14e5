//! Two roads that cross, and a traffic light.

/// Where a car comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    /// The road that has green in the beginning.
    Main,
    /// The other one.
    Side,
}

/// A crossing whose light is green for one road at a time.
#[derive(Default)]
pub struct Crossing {}

impl Crossing {
    /// An empty crossing; the light is green for [`Road::Main`].
    pub fn new() -> Self {
        todo!("begin with a green light for the main road")
    }

    /// A car comes along `road`: waits for its turn, has the light turned if it is red, and crosses.
    pub fn arrive(&self, road: Road, turn_green: impl FnOnce(), cross: impl FnOnce()) {
        let _ = (turn_green, cross);
        todo!("let a car from {road:?} cross")
    }
}
