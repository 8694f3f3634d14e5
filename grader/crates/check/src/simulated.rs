//! Assertions that only the simulation can make: about threads that are left, blocking for ever, and
//! what is possible at all.

use crate::expect::fail;
use wire::Code;

/// Whoever blocks for ever inside is reported under `code`; `what` is what should have come about.
pub fn during<R>(code: Code, what: &str, f: impl FnOnce() -> R) -> R {
    struct Open;
    impl Drop for Open {
        fn drop(&mut self) {
            sim::end_during();
        }
    }
    sim::begin_during(code, what);
    // A panic that a check catches ends it too.
    let _open = Open;
    f()
}

/// After everybody has moved as far as they can, no thread but the check's own is left.
pub fn expect_no_threads(what: &str) {
    expect_gone(what, Code::ThreadLeak);
}

/// As [`expect_no_threads`], after something was told to stop.
pub fn expect_cancelled(what: &str) {
    expect_gone(what, Code::CancellationIgnored);
}

fn expect_gone(what: &str, code: Code) {
    sim::settle();
    let left = sim::live_threads();
    if left > 0 {
        let threads = if left == 1 {
            "1 thread is".into()
        } else {
            format!("{left} threads are")
        };
        fail(code, format!("{what}: {threads} still there"));
    }
}

/// Notes that this outcome occurred in this execution.
pub fn outcome(name: &'static str) {
    sim::outcome(name);
}

#[cfg(test)]
mod tests {
    use super::during;
    use sim_std::sync::Mutex;
    use wire::Code;

    fn code_of(body: impl Fn() + 'static) -> Option<Code> {
        let explored = sim::explore(&sim::Config::default(), &body);
        explored.failure.map(|failure| failure.code)
    }

    fn lock_twice() {
        let lock = Mutex::new(());
        let _one = lock.lock();
        let _two = lock.lock();
    }

    #[test]
    fn a_deadlock_inside_is_told_as_the_check_says() {
        let code = code_of(|| during(Code::NotLazy, "the wait", lock_twice));
        assert_eq!(code, Some(Code::NotLazy));
    }

    #[test]
    fn what_comes_after_a_panic_inside_is_not() {
        let code = code_of(|| {
            let caught = crate::expect::catch(|| {
                during(Code::NotLazy, "the call", || panic!("provoked"));
            });
            assert!(caught.is_err());
            lock_twice();
        });
        assert_eq!(code, Some(Code::SelfDeadlock));
    }
}
