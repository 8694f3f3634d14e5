//! `std::sync`, whole.

#[expect(deprecated, reason = "the real one is there, and deprecated, too")]
pub use ::std::sync::ONCE_INIT;
pub use ::std::sync::{
    Arc, Barrier, BarrierWaitResult, Condvar, LazyLock, LockResult, Mutex, MutexGuard, Once,
    OnceLock, OnceState, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError,
    TryLockResult, WaitTimeoutResult, Weak,
};

/// `std::sync::atomic`, as far as it is simulated.
pub mod atomic {
    #[expect(deprecated, reason = "the real ones are there, and deprecated, too")]
    pub use ::std::sync::atomic::{
        ATOMIC_BOOL_INIT, ATOMIC_ISIZE_INIT, ATOMIC_USIZE_INIT, compiler_fence, fence,
        spin_loop_hint,
    };
    pub use ::std::sync::atomic::{
        AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
        AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering,
    };
}

/// `std::sync::mpsc`, whole.
pub mod mpsc {
    pub use ::std::sync::mpsc::{
        IntoIter, Iter, Receiver, RecvError, RecvTimeoutError, SendError, Sender, SyncSender,
        TryIter, TryRecvError, TrySendError, channel, sync_channel,
    };
}
