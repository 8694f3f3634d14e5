//! Which types are `Send`, `Sync`, `UnwindSafe`: the same as the real ones, in a table for both.

use std::cell::Cell;
use std::rc::Rc;

/// Tells at run time whether a type has a trait: the inherent constant hides the trait's where it exists.
macro_rules! has {
    ($type:ty: $($bound:tt)+) => {{
        #[allow(dead_code, reason = "one of both is used")]
        trait No {
            const HAS: bool = false;
        }
        impl<T: ?Sized> No for T {}
        #[allow(dead_code, reason = "only its type is used")]
        struct Wrap<T: ?Sized>(std::marker::PhantomData<T>);
        #[allow(dead_code, reason = "one of both is used")]
        impl<T: ?Sized + $($bound)+> Wrap<T> {
            const HAS: bool = true;
        }
        Wrap::<$type>::HAS
    }};
}

macro_rules! table {
    ($($($name:ident)::+ $({$($argument:tt)+})?;)+) => {
        fn rows() -> Vec<(&'static str, [bool; 5], [bool; 5])> {
            vec![$((
                stringify!($($name)::+ $(<$($argument)+>)?),
                traits!(sim_std::$($name)::+ $(<$($argument)+>)?),
                traits!(std::$($name)::+ $(<$($argument)+>)?),
            )),+]
        }
    };
}

macro_rules! traits {
    ($type:ty) => {
        [
            has!($type: Send),
            has!($type: Sync),
            has!($type: Unpin),
            has!($type: std::panic::UnwindSafe),
            has!($type: std::panic::RefUnwindSafe),
        ]
    };
}

type Local = Rc<()>;
type Unshared = Cell<u8>;

table! {
    collections::HashMap{u8, Local};
    collections::HashMap{u8, Unshared};
    collections::HashMap{u8, u8};
    collections::HashSet{u8};
    collections::HashSet{Local};
    hash::RandomState;
    io::Stderr;
    io::StderrLock{'static};
    io::Stdout;
    io::StdoutLock{'static};
    sync::Barrier;
    sync::BarrierWaitResult;
    sync::Condvar;
    sync::LazyLock{Local};
    sync::LazyLock{Unshared};
    sync::LazyLock{u8, Box<dyn FnOnce() -> u8>};
    sync::LazyLock{u8, Box<dyn FnOnce() -> u8 + Send>};
    sync::LazyLock{u8};
    sync::Mutex{Local};
    sync::Mutex{Unshared};
    sync::Mutex{dyn std::fmt::Debug};
    sync::Mutex{u8};
    sync::MutexGuard{'static, Local};
    sync::MutexGuard{'static, Unshared};
    sync::MutexGuard{'static, u8};
    sync::Once;
    sync::OnceLock{Local};
    sync::OnceLock{Unshared};
    sync::OnceLock{u8};
    sync::OnceState;
    sync::RwLock{Local};
    sync::RwLock{Unshared};
    sync::RwLock{u8};
    sync::RwLockReadGuard{'static, Local};
    sync::RwLockReadGuard{'static, Unshared};
    sync::RwLockReadGuard{'static, u8};
    sync::RwLockWriteGuard{'static, Local};
    sync::RwLockWriteGuard{'static, Unshared};
    sync::RwLockWriteGuard{'static, u8};
    sync::WaitTimeoutResult;
    sync::atomic::AtomicBool;
    sync::atomic::AtomicI64;
    sync::atomic::AtomicPtr{Local};
    sync::atomic::AtomicUsize;
    sync::mpsc::IntoIter{u8};
    sync::mpsc::Iter{'static, u8};
    sync::mpsc::Receiver{Local};
    sync::mpsc::Receiver{Unshared};
    sync::mpsc::Receiver{u8};
    sync::mpsc::Sender{Local};
    sync::mpsc::Sender{Unshared};
    sync::mpsc::Sender{u8};
    sync::mpsc::SyncSender{Local};
    sync::mpsc::SyncSender{u8};
    sync::mpsc::TryIter{'static, u8};
    thread::AccessError;
    thread::Builder;
    thread::JoinHandle{Local};
    thread::JoinHandle{u8};
    thread::LocalKey{Local};
    thread::LocalKey{u8};
    thread::Scope{'static, 'static};
    thread::ScopedJoinHandle{'static, Local};
    thread::ScopedJoinHandle{'static, u8};
    thread::Thread;
    thread::ThreadId;
    time::Instant;
    time::SystemTime;
}

#[test]
fn types_have_the_marker_traits_of_the_real_ones() {
    let different: Vec<_> = rows()
        .into_iter()
        .filter(|(_, ours, real)| ours != real)
        .map(|(name, ours, real)| {
            format!(
                "{name}: [Send, Sync, Unpin, UnwindSafe, RefUnwindSafe] = {ours:?}, really {real:?}"
            )
        })
        .collect();
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// Lifetimes and unsizing that must compile, as they do with the real types.
#[expect(dead_code, reason = "it only has to compile")]
fn variance_and_unsizing<'short>(
    sender: sim_std::sync::mpsc::SyncSender<&'static str>,
    read: sim_std::sync::RwLockReadGuard<'static, &'static str>,
    error: sim_std::sync::mpsc::SendError<&'static str>,
) -> (
    sim_std::sync::RwLockReadGuard<'short, &'short str>,
    sim_std::sync::mpsc::SendError<&'short str>,
) {
    let _: std::sync::Arc<sim_std::sync::Mutex<dyn std::fmt::Debug>> =
        std::sync::Arc::new(sim_std::sync::Mutex::new(1));
    let _: Box<sim_std::sync::RwLock<[u8]>> = Box::new(sim_std::sync::RwLock::new([1, 2]));
    drop(sender);
    (read, error)
}
