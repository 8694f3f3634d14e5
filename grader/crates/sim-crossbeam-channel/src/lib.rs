//! Drop-in for `crossbeam-channel` 0.5 whose channels live in the simulation.
//!
//! Types, traits, errors, macros and behaviour are the real crate's; its documentation applies. An
//! operation is one step of a simulated thread, with a scheduling point before it and, if it can have
//! released somebody, one after it. Channels may be made and dropped outside of an execution, and used
//! only inside.
//!
//! The public types are thin: all that is done is compiled here, once, for any message type.

#![expect(
    clippy::must_use_candidate,
    reason = "attributes are those of the real crate, whose warnings a learner is to see"
)]

mod buffered;
mod case;
mod channel;
mod error;
mod iter;
mod looking;
mod memory;
mod party;
mod port;
mod receiver;
mod rendezvous;
mod select;
mod select_macro;
mod selected;
mod selection;
mod sender;
mod time;
mod timer;

#[doc(hidden)]
pub mod internal;

pub use error::{
    ReadyTimeoutError, RecvError, RecvTimeoutError, SelectTimeoutError, SendError,
    SendTimeoutError, TryReadyError, TryRecvError, TrySelectError, TrySendError,
};
pub use iter::{IntoIter, Iter, TryIter};
pub use receiver::{after, at, never, tick, Receiver};
pub use select::Select;
pub use selected::SelectedOperation;
pub use sender::{bounded, unbounded, Sender};
