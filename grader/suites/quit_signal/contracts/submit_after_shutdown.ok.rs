//! The same in the right order compiles.

use quit_signal::Server;
use std::time::Duration;

fn main() {
    let server = Server::start(1, |_request: u32| {});
    server.submit(1);
    server.submit(2);
    let _ = server.shutdown(Duration::ZERO);
}
