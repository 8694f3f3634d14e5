//! Blocks that `select!` refuses, each for a reason of its own.

use sim_crossbeam_channel::{Receiver, Sender, select};

fn empty() {
    select! {}
}

fn no_such_operation(jobs: &Receiver<u8>) {
    select! { take(jobs) -> _ => {} }
}

fn no_result(jobs: &Receiver<u8>) {
    select! { recv(jobs) => {} }
}

fn no_message(jobs: &Sender<u8>) {
    select! { send(jobs) -> _ => {} }
}

fn two_defaults(jobs: &Receiver<u8>) {
    select! { recv(jobs) -> _ => {}, default => {}, default => {} }
}

fn main() {}
