//! An overflow of the main thread's stack, told as what it is. The standard library knows it by
//! asking the system where that stack lies, which a confined child may not; other threads' it knows.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Where the main thread's stack may not grow any further, about.
static END: AtomicUsize = AtomicUsize::new(0);
/// The handler that was there before: the standard library's.
static BEFORE: AtomicUsize = AtomicUsize::new(0);
/// How far from the end a fault is taken for an overflow: what the system puts above the first frame,
/// and a large frame.
const NEAR: usize = 1 << 20;

type Handler = extern "C" fn(i32, *mut libc::siginfo_t, *mut libc::c_void);

/// Makes the process end with [`wire::EXIT_STACK_OVERFLOW`] when the stack of this thread, the main
/// one, overflows.
pub(crate) fn watch() {
    let here = 0_u8;
    // SAFETY: all zeros are valid for these plain structures; the handler has the signature that
    // SA_SIGINFO asks for, and runs on the stack that the standard library made for it.
    unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        if libc::getrlimit(libc::RLIMIT_STACK, &raw mut limit) != 0 {
            return;
        }
        let size = usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX);
        let end = (&raw const here).addr().saturating_sub(size);
        END.store(end, Ordering::Relaxed);
        let mut action: libc::sigaction = std::mem::zeroed();
        let mut before: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_fault as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        libc::sigaction(libc::SIGSEGV, &raw const action, &raw mut before);
        BEFORE.store(before.sa_sigaction, Ordering::Relaxed);
    }
}

extern "C" fn on_fault(signal: i32, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    let end = END.load(Ordering::Relaxed);
    let before = BEFORE.load(Ordering::Relaxed);
    // SAFETY: the kernel passes a valid `siginfo_t`; reading atomics and `_exit` are safe in a handler.
    // What was there before is a handler of this kind, unless it is one of the two constants.
    unsafe {
        let address = (*info).si_addr().addr();
        if end != 0 && address.abs_diff(end) < NEAR {
            libc::_exit(wire::EXIT_STACK_OVERFLOW);
        }
        if before == libc::SIG_DFL || before == libc::SIG_IGN {
            libc::signal(signal, libc::SIG_DFL);
        } else {
            std::mem::transmute::<usize, Handler>(before)(signal, info, context);
        }
    }
}
