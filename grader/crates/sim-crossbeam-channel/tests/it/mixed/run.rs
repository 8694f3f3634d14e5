// Included twice, over the real crates and over the simulated ones: `Mutex` and its kind, `mpsc`,
// `atomic`, `panic`, `thread`, `channel`, and a `pause` between steps.

use super::program::{Outcome, Program, Step};
use std::sync::Arc;
use std::time::Duration;

/// Longer than nothing, and short.
const SHORT: Duration = Duration::from_micros(80);
const ORDER: atomic::Ordering = atomic::Ordering::SeqCst;

struct Shared {
    locks: [Mutex<usize>; 2],
    table: RwLock<usize>,
    flag: Mutex<usize>,
    raised: Condvar,
    numbers: [atomic::AtomicUsize; 2],
    once: OnceLock<usize>,
    barrier: Barrier,
    main: thread::Thread,
}

enum Passing {
    Any(mpsc::Sender<usize>),
    Few(mpsc::SyncSender<usize>),
}

/// A thread's things; each value that is sent tells where it comes from.
struct Worker {
    id: usize,
    count: usize,
    shared: Arc<Shared>,
    senders: Vec<Option<channel::Sender<usize>>>,
    receivers: Vec<Option<channel::Receiver<usize>>>,
    passing: Option<Passing>,
}

/// A thread's things, and what it said.
type Ended = (Worker, Vec<String>);

/// What thread 0 has besides.
struct Main {
    taking: mpsc::Receiver<usize>,
    others: Vec<Option<thread::JoinHandle<Ended>>>,
    /// Endpoints go by their steps only, or when nobody else is left: each further drop would make
    /// many more interleavings.
    kept: Vec<Worker>,
    joined: Outcome,
}

pub(super) fn run(program: &Program) -> Outcome {
    let shared = Arc::new(Shared {
        locks: [Mutex::new(0), Mutex::new(0)],
        table: RwLock::new(0),
        flag: Mutex::new(0),
        raised: Condvar::new(),
        numbers: [atomic::AtomicUsize::new(0), atomic::AtomicUsize::new(0)],
        once: OnceLock::new(),
        barrier: Barrier::new(2),
        main: thread::current(),
    });
    let channels = program.capacities.map(|n| n.map_or_else(channel::unbounded, channel::bounded));
    let (passing, taking) = passing(program.passing);
    let workers: Vec<_> = (0..program.threads.len())
        .map(|id| Worker {
            id,
            count: 0,
            shared: Arc::clone(&shared),
            senders: channels.iter().map(|(tx, _)| Some(tx.clone())).collect(),
            receivers: channels.iter().map(|(_, rx)| Some(rx.clone())).collect(),
            passing: Some(passing.another()),
        })
        .collect();
    drop((channels, passing));
    let mut workers = workers.into_iter().zip(program.threads.iter().cloned());
    let (mut zeroth, steps) = workers.next().expect("thread 0");
    let others: Vec<_> = workers
        .map(|(mut worker, steps)| {
            Some(thread::spawn(move || {
                let said = steps.into_iter().map(|step| worker.step(step)).collect();
                (worker, said)
            }))
        })
        .collect();
    let joined = vec![Vec::new(); others.len()];
    let mut main = Main { taking, others, kept: Vec::new(), joined };
    let said = steps.into_iter().map(|step| main.step(&mut zeroth, step)).collect();
    for id in 1..=main.others.len() {
        main.join(id);
    }
    let left = zeroth.left();
    let mut outcome = vec![said];
    outcome.append(&mut main.joined);
    outcome.push(left);
    outcome
}

fn passing(capacity: Option<usize>) -> (Passing, mpsc::Receiver<usize>) {
    if let Some(capacity) = capacity {
        let (tx, rx) = mpsc::sync_channel(capacity);
        (Passing::Few(tx), rx)
    } else {
        let (tx, rx) = mpsc::channel();
        (Passing::Any(tx), rx)
    }
}

impl Passing {
    fn another(&self) -> Self {
        match self {
            Self::Any(tx) => Self::Any(tx.clone()),
            Self::Few(tx) => Self::Few(tx.clone()),
        }
    }

    fn pass(&self, value: usize) -> String {
        match self {
            Self::Any(tx) => format!("{:?}", tx.send(value)),
            Self::Few(tx) => format!("{:?}", tx.send(value)),
        }
    }

    fn try_pass(&self, value: usize) -> String {
        match self {
            Self::Any(tx) => format!("{:?}", tx.send(value)),
            Self::Few(tx) => format!("{:?}", tx.try_send(value)),
        }
    }
}

impl Main {
    fn step(&mut self, worker: &mut Worker, step: Step) -> String {
        pause();
        match step {
            Step::Unpark(id) => self.others[id - 1].as_ref().map_or_else(String::new, |other| {
                other.thread().unpark();
                "unparked".into()
            }),
            Step::Join(id) => self.join(id),
            Step::IsFinished(id) => {
                let other = self.others[id - 1].as_ref();
                format!("{:?}", other.map(thread::JoinHandle::is_finished))
            }
            Step::Take => format!("{:?}", self.taking.recv()),
            Step::TryTake => format!("{:?}", self.taking.try_recv()),
            Step::TakeTimeout => format!("{:?}", self.taking.recv_timeout(SHORT)),
            step => worker.step(step),
        }
    }

    fn join(&mut self, id: usize) -> String {
        if let Some(other) = self.others[id - 1].take() {
            let (worker, said) = other.join().expect("no thread panics");
            self.kept.push(worker);
            self.joined[id - 1] = said;
        }
        "joined".into()
    }
}

impl Worker {
    fn value(&mut self) -> usize {
        self.count += 1;
        self.id * 10 + self.count
    }

    fn step(&mut self, step: Step) -> String {
        pause();
        let value = self.value();
        match step {
            Step::Pass => self.passing.as_ref().map_or_else(String::new, |tx| tx.pass(value)),
            Step::TryPass => self.passing.as_ref().map_or_else(String::new, |tx| tx.try_pass(value)),
            Step::StopPassing => format!("{}", self.passing.take().is_some()),
            Step::DropSender(n) => format!("{}", self.senders[n].take().is_some()),
            Step::DropReceiver(n) => format!("{}", self.receivers[n].take().is_some()),
            step => self.channels(step, value).unwrap_or_default(),
        }
    }

    /// `None` if the endpoint is gone.
    fn channels(&self, step: Step, value: usize) -> Option<String> {
        let rx = |n: usize| self.receivers[n].as_ref();
        let tx = |n: usize| self.senders[n].as_ref();
        Some(match step {
            Step::Send(n) => format!("{:?}", tx(n)?.send(value)),
            Step::TrySend(n) => format!("{:?}", tx(n)?.try_send(value)),
            Step::Receive(n) => format!("{:?}", rx(n)?.recv()),
            Step::TryReceive(n) => format!("{:?}", rx(n)?.try_recv()),
            Step::ReceiveTimeout(n) => format!("{:?}", rx(n)?.recv_timeout(SHORT)),
            Step::Select => {
                let (first, second) = (rx(0)?, rx(1)?);
                channel::select! {
                    recv(first) -> value => format!("first {value:?}"),
                    recv(second) -> value => format!("second {value:?}"),
                }
            }
            step => self.shared.locking(step, value),
        })
    }

    /// What can be seen when all have ended.
    fn left(&self) -> Vec<String> {
        let shared = &self.shared;
        let words = |n: usize| format!("{:?}", shared.locks[n].try_lock().map(|value| *value).ok());
        vec![
            words(0),
            words(1),
            format!("{:?}", shared.table.try_read().map(|value| *value).ok()),
            format!("{:?}", shared.flag.try_lock().map(|value| *value).ok()),
            format!("{:?}", shared.numbers[1].load(ORDER)),
            format!("{:?}", shared.once.get()),
        ]
    }
}

impl Shared {
    /// Changes a value so that one sees in which order that was done; gives the one before.
    fn change(&self, lock: usize, value: usize) -> String {
        let (mut guard, poisoned) = match self.locks[lock].lock() {
            Ok(guard) => (guard, ""),
            Err(poisoned) => (poisoned.into_inner(), " poisoned"),
        };
        let before = *guard;
        *guard = before * 100 + value;
        format!("{before}{poisoned}")
    }

    fn locking(&self, step: Step, value: usize) -> String {
        match step {
            Step::Lock(n) => self.change(n, value),
            Step::LockBoth(n) => {
                let guard = self.locks[n].lock();
                format!("{} {}", guard.is_err(), self.change(1 - n, value))
            }
            Step::TryLock(n) => match self.locks[n].try_lock() {
                Ok(mut guard) => {
                    *guard = *guard * 100 + value;
                    "locked".into()
                }
                Err(error) => format!("{error}"),
            },
            Step::Poison(n) => {
                let caught = panic::catch_unwind(panic::AssertUnwindSafe(|| {
                    let _guard = self.locks[n].lock();
                    panic::resume_unwind(Box::new(()))
                }));
                format!("{}", caught.is_err())
            }
            Step::Read => format!("{:?}", self.table.read().map(|value| *value).ok()),
            Step::Write => {
                let mut guard = self.table.write().expect("nobody panics with it");
                let before = std::mem::replace(&mut *guard, value);
                format!("{before}")
            }
            Step::TryRead => format!("{:?}", self.table.try_read().map(|value| *value).ok()),
            Step::TryWrite => match self.table.try_write() {
                Ok(mut guard) => {
                    *guard = value;
                    "written".into()
                }
                Err(error) => format!("{error}"),
            },
            Step::ReadTryWrite => {
                let guard = self.table.read().expect("nobody panics with it");
                format!("{} {}", *guard, self.table.try_write().is_ok())
            }
            step => self.waiting(step, value),
        }
    }

    fn waiting(&self, step: Step, value: usize) -> String {
        let lock = || self.flag.lock().expect("nobody panics with it");
        match step {
            Step::Raise { all } => {
                *lock() += 1;
                if all {
                    self.raised.notify_all();
                } else {
                    self.raised.notify_one();
                }
                "raised".into()
            }
            Step::RaiseInside => {
                let mut guard = lock();
                *guard += 1;
                self.raised.notify_one();
                format!("{guard}")
            }
            Step::Notify => {
                self.raised.notify_one();
                "notified".into()
            }
            Step::Await => {
                let mut guard = self.raised.wait_while(lock(), |flag| *flag == 0).expect("as above");
                *guard -= 1;
                format!("{guard}")
            }
            Step::AwaitOnce => {
                let mut guard = lock();
                if *guard == 0 {
                    guard = self.raised.wait(guard).expect("as above");
                }
                format!("{guard}")
            }
            Step::AwaitTimeout => {
                let waited = self.raised.wait_timeout_while(lock(), SHORT, |flag| *flag == 0);
                let (mut guard, result) = waited.expect("as above");
                *guard = guard.saturating_sub(1);
                format!("{guard} {}", result.timed_out())
            }
            step => self.counting(step, value),
        }
    }

    fn counting(&self, step: Step, value: usize) -> String {
        match step {
            Step::Load(n) => format!("{}", self.numbers[n].load(ORDER)),
            Step::Store(n) => {
                self.numbers[n].store(value, ORDER);
                "stored".into()
            }
            Step::Add(n) => format!("{}", self.numbers[n].fetch_add(value, ORDER)),
            Step::Swap(n) => format!("{}", self.numbers[n].swap(value, ORDER)),
            Step::CompareExchange(n) => {
                format!("{:?}", self.numbers[n].compare_exchange(0, value, ORDER, ORDER))
            }
            Step::LoadStore(n) => {
                let before = self.numbers[n].load(ORDER);
                pause();
                self.numbers[n].store(before + 1, ORDER);
                format!("{before}")
            }
            Step::Park => {
                thread::park();
                "woken".into()
            }
            Step::ParkTimeout => {
                thread::park_timeout(SHORT);
                "woken".into()
            }
            Step::Unpark(_) => {
                self.main.unpark();
                "unparked".into()
            }
            step => self.starting(step, value),
        }
    }

    fn starting(&self, step: Step, value: usize) -> String {
        let add = move |number: &atomic::AtomicUsize| number.fetch_add(value, ORDER);
        match step {
            Step::SpawnJoin => {
                let thread = thread::spawn(move || value + 1);
                format!("{:?}", thread.join().ok())
            }
            Step::SpawnDetach => {
                // It may run when all is over: what it counts is seen by loads only.
                let number = Arc::new(atomic::AtomicUsize::new(0));
                let theirs = Arc::clone(&number);
                thread::spawn(move || theirs.store(1, ORDER));
                pause();
                format!("{}", number.load(ORDER))
            }
            Step::Scope => thread::scope(|scope| {
                let thread = scope.spawn(|| add(&self.numbers[0]));
                let mine = self.numbers[0].load(ORDER);
                format!("{mine} {:?}", thread.join().ok())
            }),
            Step::Once => format!("{}", self.once.get_or_init(|| value)),
            Step::Barrier => format!("{}", self.barrier.wait().is_leader()),
            other => unreachable!("{other:?} is done elsewhere"),
        }
    }
}
