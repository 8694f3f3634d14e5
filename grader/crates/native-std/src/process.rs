//! `std::process`: ending the process is told to the grader as what it is; nothing else is there.

/// Not available in an exercise: ends the process, which is reported.
pub fn exit(_code: i32) -> ! {
    forbidden()
}

/// Not available in an exercise: ends the process, which is reported.
pub fn abort() -> ! {
    forbidden()
}

fn forbidden() -> ! {
    // SAFETY: ends the process at once, without running anything of the graded program.
    unsafe { libc::_exit(wire::EXIT_FORBIDDEN) }
}
