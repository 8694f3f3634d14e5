//! The system calls around a child: what happens between fork and exec, waiting, killing.

#![expect(
    unsafe_code,
    reason = "process groups, limits and descriptors are the system's own business"
)]

use super::{Exit, Limits, bars::Bars, enclose};
use std::{
    io,
    os::fd::{AsRawFd, OwnedFd},
    os::unix::process::{CommandExt, ExitStatusExt},
    process::{Child, Command, ExitStatus},
};

/// The most files that a child may have open.
const OPEN_FILES: u64 = 256;

/// Prepares what happens in the child before its program begins: own process group, death with the
/// grader, limits, records on descriptor 3, every other descriptor closed, and the cage around it.
pub(super) fn isolate(
    command: &mut Command,
    limits: Limits,
    records: Option<&OwnedFd>,
    bars: Bars,
) -> io::Result<()> {
    reserve_descriptor()?;
    let records = records.map(AsRawFd::as_raw_fd);
    command.process_group(0);
    // SAFETY: asking for one's number has no precondition.
    let grader = unsafe { libc::getpid() };
    let prepare = move || {
        limit(limits)?;
        close_inherited();
        if let Some(descriptor) = records {
            fix_addresses();
            attach(descriptor)?;
        }
        enclose::drop_user(&bars)?;
        die_with_parent(grader)?;
        enclose::close(&bars)
    };
    // SAFETY: the closure runs between fork and exec. It makes system calls only: it allocates
    // nothing, takes no lock, and touches no memory but its own copies of plain numbers and what
    // the bars are made of. The descriptors it uses are open then: the caller keeps the one for
    // records until the child has started, and the command keeps the closure.
    unsafe { command.pre_exec(prepare) };
    Ok(())
}

/// Keeps descriptor 3 occupied in the grader, so that a pipe of `Command`'s own never lies where
/// the child's records go.
fn reserve_descriptor() -> io::Result<()> {
    // SAFETY: asking for a descriptor's flags has no precondition; a closed one gives an error.
    let free = unsafe { libc::fcntl(wire::RECORD_DESCRIPTOR, libc::F_GETFD) } == -1;
    if free {
        let null = std::fs::File::open("/dev/null")?;
        if null.as_raw_fd() != wire::RECORD_DESCRIPTOR {
            // SAFETY: both are plain numbers; `null` is open. If another thread took the number in
            // the meantime, the lowest free one above it is used, which is as good.
            let copy = unsafe {
                libc::fcntl(
                    null.as_raw_fd(),
                    libc::F_DUPFD_CLOEXEC,
                    wire::RECORD_DESCRIPTOR,
                )
            };
            return if copy == -1 {
                Err(io::Error::last_os_error())
            } else {
                Ok(())
            };
        }
        std::mem::forget(null);
    }
    Ok(())
}

/// The child is killed when the thread that started it ends, which waits for it; also if that happened
/// just now. A change of the user would undo it, so that it comes after that.
fn die_with_parent(grader: i32) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: these options take plain numbers.
        let set = unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
        check(set)?;
        // SAFETY: as above.
        check(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) })?;
        // SAFETY: asking for the parent has no precondition.
        if unsafe { libc::getppid() } != grader {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
    }
    Ok(())
}

/// Sets the limits.
fn limit(limits: Limits) -> io::Result<()> {
    limit_to(libc::RLIMIT_CORE, Some(0))?;
    // A second more at the hard limit: the signal at the soft one tells it from a lack of memory.
    limit_between(
        libc::RLIMIT_CPU,
        limits.cpu_seconds.map(|it| (it, it.saturating_add(1))),
    )?;
    limit_to(libc::RLIMIT_AS, limits.memory)?;
    limit_to(libc::RLIMIT_FSIZE, limits.file)?;
    limit_to(libc::RLIMIT_NOFILE, limits.file.map(|_| OPEN_FILES))
}

/// The kind of a limit, as the library has it.
#[cfg(target_env = "gnu")]
type Resource = libc::__rlimit_resource_t;
/// The kind of a limit, as the library has it.
#[cfg(not(target_env = "gnu"))]
type Resource = libc::c_int;

/// Sets one limit, if there is to be one.
pub(super) fn limit_to(resource: Resource, value: Option<u64>) -> io::Result<()> {
    limit_between(resource, value.map(|value| (value, value)))
}

/// Sets the soft and the hard limit, if there are to be any.
fn limit_between(resource: Resource, values: Option<(u64, u64)>) -> io::Result<()> {
    let Some((soft, hard)) = values else {
        return Ok(());
    };
    let limit = libc::rlimit {
        rlim_cur: soft,
        rlim_max: hard,
    };
    // SAFETY: `limit` lives until the call returns, and is only read.
    check(unsafe { libc::setrlimit(resource, &raw const limit) })
}

/// Lets the program lie at the same addresses in each run: code that sorts or hashes by them then
/// does the same. Where that is refused, as in some containers, only such code can differ.
fn fix_addresses() {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: plain numbers; it takes effect when the program begins.
        unsafe { libc::personality(libc::ADDR_NO_RANDOMIZE as libc::c_ulong) };
    }
}

/// Marks every descriptor above the standard ones to be closed when the program begins.
fn close_inherited() {
    #[cfg(target_os = "linux")]
    {
        let first = libc::c_uint::try_from(wire::RECORD_DESCRIPTOR).unwrap_or(3);
        // SAFETY: it only sets a flag on this process's descriptors. An old kernel refuses, and
        // then only descriptors that were opened without the flag stay open: none of the grader's.
        unsafe {
            libc::syscall(
                libc::SYS_close_range,
                first,
                libc::c_uint::MAX,
                libc::CLOSE_RANGE_CLOEXEC,
            )
        };
    }
}

/// Makes a descriptor the one for records, which stays open when the program begins.
fn attach(descriptor: i32) -> io::Result<()> {
    if descriptor == wire::RECORD_DESCRIPTOR {
        // SAFETY: plain numbers; the descriptor is open.
        return check(unsafe { libc::fcntl(descriptor, libc::F_SETFD, 0) });
    }
    // SAFETY: plain numbers; the descriptor is open. What was at the target is the grader's
    // reserve, see `reserve_descriptor`.
    check(unsafe { libc::dup2(descriptor, wire::RECORD_DESCRIPTOR) })
}

/// The result of a system call.
pub(super) fn check(result: i32) -> io::Result<()> {
    if result == -1 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

/// Reads of this descriptor never wait. It is an end of a pipe that nobody else has.
pub(super) fn never_wait(descriptor: &OwnedFd) -> io::Result<()> {
    let descriptor = descriptor.as_raw_fd();
    // SAFETY: plain numbers; the descriptor is open.
    let flags = unsafe { libc::fcntl(descriptor, libc::F_GETFL) };
    check(flags)?;
    // SAFETY: as above.
    check(unsafe { libc::fcntl(descriptor, libc::F_SETFL, flags | libc::O_NONBLOCK) })
}

/// Returns when there is something to be read, or the other end is closed.
pub(super) fn wait_for_input(descriptor: &OwnedFd) {
    let mut asked = libc::pollfd {
        fd: descriptor.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    };
    loop {
        // SAFETY: one structure, which lives until the call returns.
        let result = unsafe { libc::poll(&raw mut asked, 1, -1) };
        let again = result == -1 && io::Error::last_os_error().kind() == io::ErrorKind::Interrupted;
        if !again {
            return;
        }
    }
}

/// The child's process group: it leads its own.
pub(super) fn group_of(child: &Child) -> i32 {
    i32::try_from(child.id()).expect("a process id is a positive i32")
}

/// Kills every process of a group.
pub(super) fn kill_group(group: i32) {
    // SAFETY: a signal to a group of our own making; its leader is not reaped yet, so that the
    // number is not reused.
    unsafe { libc::kill(-group, libc::SIGKILL) };
}

/// Returns when the process has ended, and leaves it to be reaped.
pub(super) fn wait_without_reaping(process: i32) {
    let id = libc::id_t::try_from(process).expect("a process id is positive");
    loop {
        // SAFETY: all zeros is a valid `siginfo_t`: it is a plain structure of numbers.
        let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
        let flags = libc::WEXITED | libc::WNOWAIT;
        // SAFETY: `info` is ours and lives until the call returns.
        let result = unsafe { libc::waitid(libc::P_PID, id, &raw mut info, flags) };
        let again = result == -1 && io::Error::last_os_error().kind() == io::ErrorKind::Interrupted;
        if !again {
            return;
        }
    }
}

/// How a reaped child ended.
pub(super) fn exit(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Status(code),
        (None, signal) => Exit::Signal(signal.unwrap_or(0)),
    }
}
