//! From one simulated thread to the next: the loop that resumes them, and the points at which they
//! give way.

use crate::decide::Cause;
use crate::runtime::{Fault, Runtime};
use crate::strategy::{Choice, Options};
use corosensei::CoroutineResult;
use std::cell::Cell;
use wire::Switch;

thread_local! {
    static CURRENT: Cell<*mut Runtime> = const { Cell::new(std::ptr::null_mut()) };
}

/// Makes `runtime` the current one; gives back the one before.
pub(crate) fn set_current(runtime: *mut Runtime) -> *mut Runtime {
    CURRENT.replace(runtime)
}

/// Resumes threads until none is chosen.
///
/// # Safety
/// `runtime` is the current runtime, and the caller uses no borrow of it meanwhile.
pub(crate) unsafe fn run(runtime: *mut Runtime) {
    loop {
        // SAFETY: see above; the borrow ends before `resume`.
        let rt = unsafe { &mut *runtime };
        if rt.failure.is_some() || rt.cut {
            return;
        }
        let Some(id) = rt.next.take() else { return };
        rt.current = id;
        rt.tasks[id as usize].last_run = rt.steps;
        let mut stack = rt.tasks[id as usize]
            .stack
            .take()
            .expect("a living thread has a stack");
        let result = stack.resume(());
        // SAFETY: the simulated thread has stopped, and with it its borrows.
        let rt = unsafe { &mut *runtime };
        match result {
            CoroutineResult::Yield(()) => rt.tasks[id as usize].stack = Some(stack),
            CoroutineResult::Return(()) => {
                rt.pool.push(stack.into_stack());
                rt.finish(id);
                rt.next = rt.decide(Cause::Finished);
                rt.last_switch = Some(Switch::Finished);
            }
        }
    }
}

/// Whether this is a simulated thread.
#[inline]
pub(crate) fn is_active() -> bool {
    !CURRENT.get().is_null()
}

/// Uses the runtime. `f` must not switch.
#[inline]
pub(crate) fn with<R>(f: impl FnOnce(&mut Runtime) -> R) -> R {
    let runtime = CURRENT.get();
    assert!(
        !runtime.is_null(),
        "a simulated object was used outside of a simulated execution"
    );
    // SAFETY: the pointer is that of the execution which is running this very thread; `f` does not
    // switch, so that no other borrow can come about while this one lasts.
    f(unsafe { &mut *runtime })
}

/// Lets another thread move, if the schedule says so. Does not count the choice twice if the thread
/// has done nothing since the last one.
#[inline]
pub(crate) fn point() {
    give_way(Cause::Point);
}

pub(crate) fn yield_point() {
    give_way(Cause::Yield);
}

/// The running thread has registered its wait; somebody else moves until it is over.
pub(crate) fn block() {
    give_way(Cause::Blocked);
}

fn give_way(cause: Cause) {
    let suspended = with(|rt| {
        if rt.frozen > 0 {
            return None;
        }
        let me = rt.current;
        let next = if rt.count_step() {
            rt.decide(cause)
        } else {
            None
        };
        if next == Some(me) {
            return None;
        }
        rt.next = next;
        rt.preemptions += u32::from(cause == Cause::Point);
        rt.last_switch = Some(match cause {
            Cause::Point => Switch::Preempted,
            Cause::Yield => Switch::Yielded,
            Cause::Blocked => Switch::Blocked,
            Cause::Finished => Switch::Finished,
        });
        Some(rt.tasks[me as usize].yielder)
    });
    if let Some(yielder) = suspended {
        // SAFETY: the yielder lives on this very stack for as long as the thread runs.
        unsafe { (*yielder).suspend(()) };
    }
}

/// Ends the execution with a failure. Never returns: the thread stays where it is.
pub(crate) fn fail(fault: Fault) -> ! {
    let mut fault = Some(fault);
    loop {
        let yielder = with(|rt| {
            if rt.failure.is_none() {
                rt.failure = fault.take();
                rt.failed_by = Some(rt.current);
            }
            rt.next = None;
            rt.current_task().yielder
        });
        // SAFETY: as in `give_way`.
        unsafe { (*yielder).suspend(()) };
    }
}

/// Chooses one of `count` options; 0 if there is but one, or if nothing may be chosen now.
pub(crate) fn choose(choice: Choice, count: usize) -> usize {
    with(|rt| {
        if count < 2 || rt.frozen > 0 {
            return 0;
        }
        if choice == Choice::Rare && rt.limits.rare == 0 {
            return 0;
        }
        let options = Options {
            choice,
            count,
            can_continue: false,
            may_fire: false,
            yielding: false,
        };
        let option = rt.strategy.pick(options, |_| 0);
        rt.decisions
            .push(u32::try_from(option).expect("few options"));
        if choice == Choice::Rare && option > 0 {
            rt.limits.rare -= 1;
        }
        option
    })
}
