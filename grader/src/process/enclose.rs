//! The system calls that close a cage around a child, between fork and exec, and the child that tries
//! whether it holds.

#![expect(
    unsafe_code,
    reason = "confinement is made of calls of the system that no library wraps for a forked child"
)]

use super::{
    Limits,
    bars::Bars,
    child,
    confine::{Cage, Confinement, Held, Purpose},
};
#[cfg(target_os = "linux")]
use std::os::fd::AsRawFd;
use std::{
    ffi::CString,
    io,
    os::unix::{
        ffi::OsStrExt,
        process::{CommandExt, ExitStatusExt},
    },
    path::Path,
    time::Duration,
};

/// The user, and the group, that own nothing.
pub(super) const NOBODY: u32 = 65_534;

/// Whether the grader is root.
pub(super) fn is_root() -> bool {
    // SAFETY: asking for the user has no precondition.
    unsafe { libc::geteuid() == 0 }
}

/// The room on a disk that is left for ordinary users, in bytes.
pub(super) fn free_space(folder: &Path) -> Option<u64> {
    let path = CString::new(folder.as_os_str().as_bytes()).ok()?;
    // SAFETY: all zeros is a valid `statvfs`: it is a plain structure of numbers.
    let mut found: libc::statvfs = unsafe { std::mem::zeroed() };
    // SAFETY: the path ends with a zero, and `found` is ours until the call returns.
    let result = unsafe { libc::statvfs(path.as_ptr(), &raw mut found) };
    (result == 0).then(|| found.f_bavail.saturating_mul(found.f_frsize))
}

/// Becomes nobody, if need be.
///
/// One capability is kept, only beside a Landlock ruleset: to pass the permissions of the folders on
/// the way, since a tool chain below a private home would otherwise be out of reach. Which files may be
/// opened, the ruleset says.
#[cfg(target_os = "linux")]
pub(super) fn drop_user(bars: &Bars) -> io::Result<()> {
    /// Processes of that user, of all graders together.
    const PROCESSES: u64 = 4_096;
    /// Capabilities stay as they are when the user changes, and count where a program asks whether it
    /// may (`access`), as linkers do.
    const NO_FIXUP: libc::c_ulong = 1 << 2;
    if !bars.drops_user {
        return Ok(());
    }
    let nobody = libc::c_long::from(NOBODY);
    child::limit_to(libc::RLIMIT_NPROC, Some(PROCESSES))?;
    // The calls themselves, not the library's functions: those concern all threads, and the only one
    // that is left after a fork is this.
    // SAFETY: plain numbers, and no list of groups.
    unsafe {
        done(libc::syscall(libc::SYS_setgroups, 0_usize, 0_usize))?;
        done(libc::syscall(libc::SYS_setresgid, nobody, nobody, nobody))?;
        child::check(libc::prctl(libc::PR_SET_SECUREBITS, NO_FIXUP, 0, 0, 0))?;
        done(libc::syscall(libc::SYS_setresuid, nobody, nobody, nobody))?;
    }
    keep_one_capability(bars.ruleset.is_some())
}

/// Gives up every capability but the one to pass permissions, or that as well.
#[cfg(target_os = "linux")]
fn keep_one_capability(keep: bool) -> io::Result<()> {
    const VERSION_3: u32 = 0x2008_0522;
    const DAC_OVERRIDE: u32 = 1;
    let kept = u32::from(keep) << DAC_OVERRIDE;
    let header = [VERSION_3, 0];
    // Effective, permitted, inheritable; the lower 32 capabilities, then the others.
    let sets = [kept, kept, kept, 0, 0, 0];
    // SAFETY: header and sets have the layout of version 3, and live until the call returns.
    done(unsafe { libc::syscall(libc::SYS_capset, header.as_ptr(), sets.as_ptr()) })?;
    if keep {
        const RAISE: libc::c_ulong = 2;
        // SAFETY: plain numbers.
        child::check(unsafe {
            libc::prctl(
                libc::PR_CAP_AMBIENT,
                RAISE,
                libc::c_ulong::from(DAC_OVERRIDE),
                0_u64,
                0_u64,
            )
        })?;
    }
    Ok(())
}

/// Closes the cage; nothing can open it again.
#[cfg(target_os = "linux")]
pub(super) fn close(bars: &Bars) -> io::Result<()> {
    if let Some(ruleset) = &bars.ruleset {
        // SAFETY: plain numbers; the ruleset is open.
        done(unsafe {
            libc::syscall(libc::SYS_landlock_restrict_self, ruleset.as_raw_fd(), 0_u32)
        })?;
    }
    for filter in &bars.filters {
        // An allocation would only be made for the error.
        seccompiler::apply_filter(filter).map_err(|_| io::Error::last_os_error())?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn drop_user(_: &Bars) -> io::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn close(_: &Bars) -> io::Result<()> {
    Ok(())
}

/// The result of a bare system call.
#[cfg(target_os = "linux")]
fn done(result: libc::c_long) -> io::Result<()> {
    if result == -1 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

const FILES: i32 = 1;
const NETWORK: i32 = 2;
const PROCESSES: i32 = 4;
const SIGNALS: i32 = 8;
const ROOT: i32 = 16;

/// What a child that is confined so cannot do, and whether it is root; `None` if it cannot be confined so. The child tries it
/// instead of becoming another program.
pub(super) fn try_out(confinement: Confinement) -> Option<(Held, bool)> {
    let cage = Cage {
        confinement,
        purpose: Purpose::Run,
        readable: Vec::new(),
        writable: Vec::new(),
    };
    let limits = Limits {
        silence: Duration::from_secs(10),
        cpu_seconds: Some(10),
        memory: None,
        file: Some(0),
        output: 0,
        records: 0,
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "this module is part of where children are started"
    )]
    let mut command = std::process::Command::new(Path::new("/"));
    let bars = Bars::forge(Some(&cage)).ok()?;
    child::isolate(&mut command, limits, None, bars).ok()?;
    let try_all = || {
        let possible = act();
        // SAFETY: ends the child at once.
        unsafe { libc::_exit(possible) }
    };
    // SAFETY: the closure makes system calls only, and does not return.
    unsafe { command.pre_exec(try_all) };
    let status = command.spawn().ok()?.wait().ok()?;
    if status.signal().is_some() {
        return None;
    }
    let possible = status.code()?;
    let held = |what: i32| possible & what == 0;
    let tried = Held {
        files: held(FILES),
        network: held(NETWORK),
        processes: held(PROCESSES),
        signals: held(SIGNALS),
    };
    Some((tried, !held(ROOT)))
}

/// Tries everything that a confined child must not do; gives what was possible.
fn act() -> i32 {
    let mut possible = 0;
    // SAFETY: system calls on plain numbers and on text that ends with a zero. The forked child does
    // nothing but end.
    unsafe {
        if libc::open(c"/".as_ptr(), libc::O_RDONLY) >= 0 {
            possible |= FILES;
        }
        if libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) >= 0 {
            possible |= NETWORK;
        }
        if libc::kill(libc::getppid(), 0) == 0 {
            possible |= SIGNALS;
        }
        if libc::geteuid() == 0 {
            possible |= ROOT;
        }
        match libc::fork() {
            0 => libc::_exit(0),
            -1 => {}
            forked => {
                possible |= PROCESSES;
                libc::waitpid(forked, std::ptr::null_mut(), 0);
            }
        }
    }
    possible
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::super::confine::Confinement;

    #[test]
    fn what_the_kernel_has_is_found() {
        // SAFETY: asks for a version, or a state; nothing is passed.
        let (landlock, seccomp) = unsafe {
            let version = 1_u32;
            let none = std::ptr::null::<u8>();
            (
                libc::syscall(libc::SYS_landlock_create_ruleset, none, 0_usize, version) > 0,
                libc::prctl(libc::PR_GET_SECCOMP) >= 0,
            )
        };
        let found = Confinement::find();
        assert_eq!(found.landlock, landlock);
        assert_eq!(found.seccomp, seccomp);
    }
}
