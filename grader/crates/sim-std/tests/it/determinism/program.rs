//! A program made of all that differs from run to run in reality, and the trace of its exploration.

use sim::{Config, Fault, explore};
use sim_std::collections::HashMap;
use sim_std::hash::RandomState;
use sim_std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use sim_std::sync::{Condvar, LazyLock, Mutex, mpsc};
use sim_std::time::{Instant, SystemTime};
use sim_std::{println, thread, thread_local};
use std::cell::RefCell;
use std::fmt::Write;
use std::hash::BuildHasher;
use std::time::Duration;

static COUNT: AtomicUsize = AtomicUsize::new(0);
static TABLE: LazyLock<Mutex<HashMap<String, u64>>> = LazyLock::new(Mutex::default);
static ARRIVED: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());
thread_local! {
    static OWN: RefCell<HashMap<u64, u64>> = RefCell::default();
}

/// The digest of what every schedule showed, and the evidence of a failure, addresses included.
pub(crate) fn trace(seed: u64) -> String {
    let config = Config {
        budget: 200,
        samples: 200,
        seed,
        sources: "grader/".into(),
        ..Config::default()
    };
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    let shown = RefCell::new(&mut digest);
    let explored = explore(&config, &|| {
        for byte in program(false).bytes() {
            let mut digest = shown.borrow_mut();
            **digest = (**digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    });
    let failed = explore(&config, &|| _ = program(true));
    format!("{digest:016x}\n{explored:?}\n{failed:#?}\n")
}

/// What one execution shows; addresses only if it may fail, since only reports mask them.
fn program(may_fail: bool) -> String {
    let begin = Instant::now();
    let (sender, receiver) = mpsc::channel();
    let threads: Vec<_> = (0..3_u64)
        .map(|number| {
            let sender = sender.clone();
            let work = move || {
                sender.send(number).expect("the receiver stays");
                worker(number)
            };
            thread::Builder::new()
                .name(format!("worker {number}"))
                .spawn(work)
                .expect("a thread")
        })
        .collect();
    drop(sender);
    let order: Vec<u64> = receiver.iter().collect();
    let mut said: Vec<String> = threads
        .into_iter()
        .map(|thread| thread.join().expect("no panic"))
        .collect();
    for (key, value) in TABLE.lock().expect("no panic").iter() {
        said.push(format!("{key}={value}"));
    }
    let here: *const Vec<u64> = &raw const order;
    if may_fail {
        println!("{here:p} {:p} {:p}", order.as_ptr(), &raw const COUNT);
    }
    let hash = RandomState::new().hash_one("text");
    let cores = thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let text = format!(
        "{order:?} {said:?} {hash} {cores} {:?} {:?}",
        begin.elapsed(),
        SystemTime::now()
    );
    println!("{text}");
    if may_fail && order == [2, 0, 1] && COUNT.load(SeqCst) < 6 {
        let message = format!("{here:p}: {text}");
        sim::fail(Fault::new(wire::Code::WrongValue, message));
    }
    text
}

fn worker(number: u64) -> String {
    // Locks are taken in the order of their addresses, as one does against deadlocks.
    let locks = [Mutex::new(number), Mutex::new(number + 1)];
    let mut sorted: Vec<_> = locks.iter().rev().collect();
    sorted.sort_by_key(|lock| std::ptr::from_ref(*lock));
    let first = *sorted[0].lock().expect("no panic");
    let before = COUNT.load(SeqCst);
    COUNT.store(before + 2, SeqCst);
    thread::sleep(Duration::from_millis(number + 1));
    let mut text = format!("{:?} {first}", thread::current().id());
    OWN.with_borrow_mut(|own| {
        (0..20).for_each(|n| _ = own.insert(n * number, n));
        let _ = write!(text, " {:?}", own.keys().collect::<Vec<_>>());
    });
    let mut arrived = ARRIVED.0.lock().expect("no panic");
    *arrived += 1;
    ARRIVED.1.notify_all();
    let waited = ARRIVED
        .1
        .wait_timeout_while(arrived, Duration::from_millis(2), |n| *n < 3);
    let late = waited.expect("no panic").1.timed_out();
    TABLE.lock().expect("no panic").insert(text.clone(), number);
    format!("{text} {late}")
}
