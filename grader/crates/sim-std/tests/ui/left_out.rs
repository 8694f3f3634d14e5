//! What a simulated program does not have is named when it is used.

use sim_std::fs::File;
use sim_std::net::TcpStream;
use sim_std::path::Path;
use sim_std::process::Command;
use sim_std::sync::mpmc;

fn main() {
    let _ = sim_std::env::var("HOME");
    let _ = sim_std::process::id();
    let _ = sim_std::include_str!("/etc/hostname");
    let _ = sim_std::thread::sleep_until;
    sim_std::panic::set_hook(Box::new(|_| ()));
}
