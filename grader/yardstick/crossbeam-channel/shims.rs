// Stands before each test file: what the files use besides `std` and `crossbeam_channel`.

#[allow(dead_code)]
mod crossbeam_utils {
    pub(crate) mod thread {
        use std::panic::{catch_unwind, AssertUnwindSafe};
        use std::thread::{ScopedJoinHandle, Scope as StdScope};

        #[derive(Clone, Copy)]
        pub(crate) struct Scope<'scope, 'env: 'scope>(&'scope StdScope<'scope, 'env>);

        pub(crate) fn scope<'env, F, R>(f: F) -> std::thread::Result<R>
        where
            F: for<'scope> FnOnce(Scope<'scope, 'env>) -> R,
        {
            catch_unwind(AssertUnwindSafe(|| std::thread::scope(|scope| f(Scope(scope)))))
        }

        impl<'scope, 'env> Scope<'scope, 'env> {
            #[track_caller]
            pub(crate) fn spawn<F, T>(self, f: F) -> ScopedJoinHandle<'scope, T>
            where
                F: FnOnce(Scope<'scope, 'env>) -> T + Send + 'scope,
                T: Send + 'scope,
            {
                self.0.spawn(move || f(self))
            }
        }
    }
}

#[allow(dead_code)]
mod rand {
    use std::ops::Range;

    /// Chance that is the same in every execution.
    pub(crate) struct ThreadRng(u64);

    pub(crate) fn thread_rng() -> ThreadRng {
        ThreadRng(0x9E37_79B9_7F4A_7C15)
    }

    pub(crate) trait Rng {
        fn gen_range(&mut self, range: Range<usize>) -> usize;
    }

    impl Rng for ThreadRng {
        fn gen_range(&mut self, range: Range<usize>) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            range.start + (self.0 >> 33) as usize % (range.end - range.start).max(1)
        }
    }
}

#[allow(dead_code)]
mod env {
    pub(crate) fn var(_name: &str) -> Result<String, ()> {
        Err(())
    }
}
