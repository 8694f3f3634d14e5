//! `std::process`: ending the process is told as not available; nothing else is there.

use sim::Fault;
use wire::Code;

/// Not available in an exercise: ends the execution, which is reported.
#[track_caller]
pub fn exit(_code: i32) -> ! {
    forbidden("std::process::exit")
}

/// Not available in an exercise: ends the execution, which is reported.
#[track_caller]
pub fn abort() -> ! {
    forbidden("std::process::abort")
}

#[track_caller]
fn forbidden(name: &str) -> ! {
    let mut fault = Fault::new(
        Code::ForbiddenApi,
        format!("`{name}` would end the whole process; in an exercise, return instead"),
    );
    fault.place = sim::place_now(sim::here());
    sim::fail(fault)
}
