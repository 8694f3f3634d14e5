//! Statics start afresh on every schedule, and are dropped with it.

use crate::support::{every, message_of};
use sim_std::collections::HashMap;
use sim_std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use sim_std::sync::{Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock};
use sim_std::thread;
use std::cell::Cell;
use std::collections::BTreeSet;

static COUNT: AtomicUsize = AtomicUsize::new(7);
static LIST: Mutex<Vec<String>> = Mutex::new(Vec::new());
static MAP: LazyLock<Mutex<HashMap<u32, u32>>> = LazyLock::new(Mutex::default);
static ONCE: Once = Once::new();
static SET: OnceLock<Box<u32>> = OnceLock::new();
static TABLE: RwLock<Option<Box<u32>>> = RwLock::new(None);
static MEETING: Barrier = Barrier::new(2);
static SIGNAL: Condvar = Condvar::new();

#[test]
fn every_kind_of_static_starts_afresh() {
    let values = every(|| {
        assert_eq!(COUNT.fetch_add(1, SeqCst), 7);
        LIST.lock().unwrap().push("entry".into());
        assert_eq!(LIST.lock().unwrap().len(), 1);
        assert_eq!(MAP.lock().unwrap().insert(1, 2), None);
        let mut runs = 0;
        ONCE.call_once(|| runs += 1);
        assert_eq!(runs, 1);
        assert_eq!(SET.set(Box::new(3)), Ok(()));
        assert_eq!(TABLE.write().unwrap().replace(Box::new(4)), None);
        thread::scope(|s| {
            s.spawn(|| MEETING.wait());
            MEETING.wait();
        });
        SIGNAL.notify_all();
        (COUNT.load(SeqCst), SET.get().cloned())
    });
    assert_eq!(values, BTreeSet::from([(8, Some(Box::new(3)))]));
}

thread_local! {
    static ALIVE: Cell<i32> = const { Cell::new(0) };
}

#[derive(Debug)]
struct Counted;

impl Counted {
    fn new() -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Counted
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

#[test]
fn what_a_schedule_left_in_a_static_is_dropped_with_it() {
    static KEPT: Mutex<Vec<Counted>> = Mutex::new(Vec::new());
    static LAZY: LazyLock<Counted> = LazyLock::new(Counted::new);
    static LOCK: OnceLock<Counted> = OnceLock::new();
    every(|| {
        assert_eq!(ALIVE.get(), 0);
        thread::scope(|s| {
            s.spawn(|| KEPT.lock().unwrap().push(Counted::new()));
            s.spawn(|| format!("{:?}", *LAZY));
        });
        LOCK.set(Counted::new()).unwrap();
        assert_eq!(ALIVE.get(), 3);
    });
    assert_eq!(ALIVE.get(), 0);
}

#[test]
fn objects_may_be_made_and_dropped_outside_but_not_used() {
    let (sender, receiver) = sim_std::sync::mpsc::channel::<u8>();
    drop((sender, receiver));
    let lock = Mutex::new(1);
    let used = std::panic::catch_unwind(|| *lock.lock().unwrap());
    let payload = used.unwrap_err();
    let text = message_of(&*payload);
    assert!(text.contains("outside of a simulated execution"), "{text}");
    assert_eq!(lock.into_inner().unwrap(), 1);
    drop((
        Condvar::new(),
        Barrier::new(1),
        OnceLock::from(1),
        AtomicUsize::new(1),
    ));
    let _: (sim_std::sync::mpsc::SyncSender<u8>, _) = sim_std::sync::mpsc::sync_channel(0);
}
