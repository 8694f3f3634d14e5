//@ expect: panic in on_signals/tells_one_from_the_other
//@ task: on_signals
//! The thread that passes signals on unwraps each send. When a receiver has been dropped, the next signal kills
//! its thread with a panic: nobody joins it, so that one message on standard error is all that is seen of it.

use crossbeam_channel::{Receiver, unbounded};
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};
use std::{io, thread};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    Interrupt,
    Terminate,
}

pub fn on_signals() -> io::Result<Receiver<Signal>> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let (sender, receiver) = unbounded();
    thread::spawn(move || {
        for signal in signals.forever() {
            let signal = match signal {
                SIGINT => Signal::Interrupt,
                _ => Signal::Terminate,
            };
            sender.send(signal).unwrap();
        }
    });
    Ok(receiver)
}
