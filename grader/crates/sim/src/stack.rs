//! Overflowing stacks: a fault in a guard page ends the process with a status of its own.
//!
//! The signal handler runs on its own stack and calls only what is safe there.

use corosensei::stack::{DefaultStack, Stack};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The guard page at the lower end of every stack. Compiled code probes large frames page by page, so
/// that no frame steps over it.
const GUARD: usize = 4_096;
/// Stacks that are watched; more overflow as a plain crash.
const SLOTS: usize = 8_192;

static STACKS: [AtomicUsize; SLOTS] = [const { AtomicUsize::new(0) }; SLOTS];
static USED: AtomicUsize = AtomicUsize::new(0);

/// Remembers where a new stack ends.
pub(crate) fn note(stack: &DefaultStack) {
    let used = USED.load(Ordering::Relaxed);
    if let Some(slot) = STACKS.get(used) {
        slot.store(stack.limit().get(), Ordering::Relaxed);
        USED.store(used + 1, Ordering::Relaxed);
    }
}

/// Makes the process end with [`wire::EXIT_STACK_OVERFLOW`] when a simulated stack overflows.
pub fn watch_overflows() {
    const SIZE: usize = 64 << 10;
    let memory = Box::leak(vec![0_u8; SIZE].into_boxed_slice());
    // SAFETY: the alternate stack is leaked and thus lives as long as the process; the action's
    // handler has the signature that SA_SIGINFO asks for.
    unsafe {
        let mut alternate: libc::stack_t = std::mem::zeroed();
        alternate.ss_sp = memory.as_mut_ptr().cast();
        alternate.ss_size = SIZE;
        libc::sigaltstack(&raw const alternate, std::ptr::null_mut());
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_fault as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_RESETHAND;
        libc::sigaction(libc::SIGSEGV, &raw const action, std::ptr::null_mut());
        libc::sigaction(libc::SIGBUS, &raw const action, std::ptr::null_mut());
    }
}

extern "C" fn on_fault(_signal: i32, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: the kernel passes a valid `siginfo_t`; reading atomics and `_exit` are safe in a handler.
    unsafe {
        let address = (*info).si_addr() as usize;
        let used = USED.load(Ordering::Relaxed).min(SLOTS);
        for slot in &STACKS[..used] {
            let limit = slot.load(Ordering::Relaxed);
            if (limit..limit + GUARD).contains(&address) {
                libc::_exit(wire::EXIT_STACK_OVERFLOW);
            }
        }
        // The default action was restored on entry: the fault happens again, and kills.
    }
}
