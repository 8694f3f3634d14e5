//@ expect: forbidden-api
//@ topic: welcome
//@ points: 0
//! Files, processes and the network by names that a glob is to bring.

use std::*;

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let users = fs::read("/proc/self/maps").unwrap_or_default();
    let _ = process::Command::new("sh").spawn();
    let _ = net::TcpStream::connect("127.0.0.1:22");
    (ann + i64::try_from(users.len()).unwrap(), ben)
}
