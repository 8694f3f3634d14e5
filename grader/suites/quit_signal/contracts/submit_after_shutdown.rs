//@ error: E0382
//@ task: server
//! A server that has been shut down takes no more requests: it is gone.

use quit_signal::Server;
use std::time::Duration;

fn main() {
    let server = Server::start(1, |_request: u32| {});
    server.submit(1);
    let _ = server.shutdown(Duration::ZERO);
    server.submit(2); //~ here
}
