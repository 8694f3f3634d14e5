//! What is left out cannot be named, and what is there can be, in programs compiled as a learner's are.

use crate::compiler::{World, compile};

/// The world outside, and ways around the simulation.
const OUTSIDE: &[&str] = &[
    "pub use alloc::alloc::handle_alloc_error;",
    "pub use core::arch::asm;",
    "pub use core::net::IpAddr;",
    "pub use std::alloc::{GlobalAlloc, System};",
    "pub use std::arch::asm;",
    "pub use std::backtrace::Backtrace;",
    "pub use std::env::args;",
    "pub use std::env::var;",
    "pub use std::env;",
    "pub use std::ffi::OsStr;",
    "pub use std::ffi::OsString;",
    "pub use std::fs::File;",
    "pub use std::fs;",
    "pub use std::include_str;",
    "pub use std::io::pipe;",
    "pub use std::io::stdin;",
    "pub use std::io::{Stdin, StdinLock};",
    "pub use std::net::TcpStream;",
    "pub use std::net;",
    "pub use std::os;",
    "pub use std::panic::set_hook;",
    "pub use std::panic::take_hook;",
    "pub use std::path::Path;",
    "pub use std::path;",
    "pub use std::process::Command;",
    "pub use std::process::id;",
    "pub use std::sync::ReentrantLock;",
    "pub use std::sync::mpmc;",
    "pub use std::thread::sleep_until;",
    "pub const TEXT: &str = include_str!(\"/etc/hostname\");",
    "pub const BYTES: &[u8] = include_bytes!(\"/etc/hostname\");",
    "include!(\"/etc/hostname\");",
    "pub const HOME: &str = env!(\"HOME\");",
    "pub const HOME: Option<&str> = option_env!(\"HOME\");",
    "pub const TEXT: &str = core::include_str!(\"/etc/hostname\");",
    "pub const TEXT: &str = std::env!(\"HOME\");",
    "#![doc = include_str!(\"/etc/hostname\")]",
    "#[global_allocator] static A: u8 = 0;",
    "extern crate sim;",
    "extern crate wire;",
    "extern crate libc;",
    "pub use std::macros_only;",
    "pub use std::std_panic;",
    "pub fn exists(name: &str) -> bool { AsRef::<std::path::Path>::as_ref(name).exists() }",
    // Globs, roots and other names for the same crates.
    "use std::*; pub fn f() -> Vec<u8> { fs::read(\"x\").unwrap_or_default() }",
    "use ::std::*; pub fn f() { let _ = process::Command::new(\"ls\"); }",
    "use std::*; pub fn f() { let _ = net::TcpListener::bind(\"127.0.0.1:0\"); }",
    "use std::*; pub fn f() -> usize { env::args().count() }",
    "use std::io::*; pub fn f() { let _ = stdin(); }",
    "use std::prelude::v1::*; pub fn f() { let _ = std::os::fd::AsRawFd::as_raw_fd(&0); }",
    "extern crate std as real; use real::*; pub fn f() { let _ = fs::read(\"x\"); }",
    "extern crate core as real; use real::*; pub fn f() { let _ = arch::x86_64::_rdtsc; }",
    "extern crate alloc as real; use real::alloc::*; pub fn f(l: Layout) { handle_alloc_error(l) }",
    "use core::*; pub const TEXT: &str = include_str!(\"/etc/hostname\");",
    "macro_rules! call { ($m:ident) => { $m!(\"/etc/hostname\") } } \
     use std::*; pub const TEXT: &str = call!(include_str);",
    // What an outer glob offers is hidden by an inner one of the real library.
    "mod bait { pub mod fs {} } use bait::*; \
     pub fn f() { use std::*; let _ = fs::read(\"x\"); }",
    // `$crate` is the learner's own crate, whatever stands behind it.
    "#[macro_export] macro_rules! out { () => { $crate::std::fs::read(\"x\") } } \
     pub use std; pub fn f() { let _ = out!(); }",
];

/// Worlds with a fence.
const FENCED: [World; 2] = [World::Simulated, World::Native];

#[test]
fn what_is_outside_cannot_be_named() {
    for source in OUTSIDE {
        for world in FENCED {
            let refused = compile(world, 2024, source);
            assert!(refused.is_err(), "this compiles ({world:?}): {source}");
        }
    }
}

/// The rows of the table of what is left out.
fn rows() -> Vec<&'static str> {
    let table = include_str!("../../NOT_MODELLED.md");
    let first = table.split("\n## ").next().unwrap_or_default();
    let cell = |line: &'static str| line.strip_prefix("| `")?.split('`').next();
    first.lines().filter_map(cell).collect()
}

#[test]
fn the_table_of_what_is_left_out_is_true() {
    let rows = rows();
    assert!(rows.len() > 40, "{rows:?}");
    for row in rows {
        let source = format!(
            "extern crate alloc; pub use {} as _left_out;",
            row.trim_end_matches('!')
        );
        compile(World::Real, 2024, &source).expect(row);
        for world in FENCED {
            let refused = compile(world, 2024, &source);
            assert!(refused.is_err(), "{row} is there ({world:?})");
        }
    }
}

#[test]
fn an_error_names_what_is_missing() {
    for (source, name) in [
        ("pub use std::fs;", "no `fs` in the root"),
        ("pub fn f() { std::fs::read(\"x\").unwrap(); }", "`fs`"),
        (
            "use std::path::Path; pub fn f() -> bool { Path::new(\"x\").exists() }",
            "`path`",
        ),
        (
            "pub fn f() { std::process::Command::new(\"ls\"); }",
            "`Command`",
        ),
        ("pub const T: &str = include_str!(\"x\");", "`include_str`"),
    ] {
        let said = compile(World::Simulated, 2024, source).expect_err(source);
        assert!(said.contains(name), "{source}:\n{said}");
    }
}

#[test]
fn each_missing_name_has_its_message() {
    trybuild::TestCases::new().compile_fail("tests/ui/left_out.rs");
}

/// A program of every kind that a learner may write: derives, macros, preludes, futures.
const ORDINARY: &str = r#"
    #![allow(dead_code)]
    extern crate alloc;
    use std::collections::{BTreeMap, HashMap, HashSet, VecDeque, hash_map::Entry};
    use std::fmt::{self, Display, Write as _};
    use std::io::{self, BufRead as _, Read as _, Write as _};
    use std::sync::{Arc, Condvar, LazyLock, Mutex, OnceLock, RwLock, Weak, mpsc};
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
    use std::{cell::RefCell, pin::Pin, rc::Rc, task::{Context, Poll, Waker}, thread};

    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    pub enum Kind { #[default] A, B(u8), C { x: i64 } }

    #[derive(Debug, Clone, Default)]
    pub struct Generic<T: Clone, const N: usize = 3> where T: Default { all: Vec<T>, more: Option<Box<T>> }

    #[derive(Debug)]
    pub enum Failure { Parse(std::num::ParseIntError), Io(io::Error), Other(String) }
    impl Display for Failure {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{self:?}") }
    }
    impl std::error::Error for Failure {}
    impl From<std::num::ParseIntError> for Failure {
        fn from(error: std::num::ParseIntError) -> Self { Failure::Parse(error) }
    }

    static COUNT: AtomicUsize = AtomicUsize::new(0);
    static TABLE: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(|| Mutex::new(HashMap::new()));
    static ONCE: OnceLock<RwLock<Vec<u8>>> = OnceLock::new();
    const FLAG: AtomicBool = AtomicBool::new(false);
    thread_local! {
        static OWN: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
        pub(crate) static OTHER: Rc<u8> = Rc::new(1);
    }

    pub fn parse(text: &str) -> Result<u32, Failure> {
        let number: u32 = text.trim().parse()?;
        if number > 9 { return Err(Failure::Other(format!("{number} is too much"))); }
        let Some(half) = number.checked_div(2) else { unreachable!("two is not {}", 0) };
        Ok(half)
    }

    pub trait Job: Send { fn run(self: Box<Self>) -> u32; }
    impl<F: FnOnce() -> u32 + Send> Job for F { fn run(self: Box<Self>) -> u32 { self() } }

    pub struct Shared { queue: Mutex<VecDeque<Box<dyn Job>>>, more: Condvar, me: Weak<Shared> }
    impl Shared {
        pub fn new() -> Arc<Self> {
            Arc::new_cyclic(|me| Shared { queue: Mutex::default(), more: Condvar::new(), me: me.clone() })
        }
        pub fn push(self: Arc<Self>, job: impl Job + 'static) {
            self.queue.lock().unwrap().push_back(Box::new(job));
            self.more.notify_one();
        }
        pub fn pop(&self) -> Option<Box<dyn Job>> {
            let queue = self.queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            let (mut queue, result) = self
                .more
                .wait_timeout_while(queue, Duration::from_millis(5), |queue| queue.is_empty())
                .unwrap();
            if result.timed_out() { None } else { queue.pop_front() }
        }
    }

    pub fn channels() -> Vec<u32> {
        let (sender, receiver) = mpsc::sync_channel::<u32>(2);
        let workers: Vec<thread::JoinHandle<()>> = (0..2)
            .map(|number| {
                let sender = sender.clone();
                thread::Builder::new().name(format!("worker {number}")).spawn(move || {
                    for value in 0..3 { if sender.send(value).is_err() { break; } }
                }).expect("a thread")
            })
            .collect();
        drop(sender);
        let got = receiver.iter().inspect(|value| println!("{value:>4}")).collect();
        workers.into_iter().for_each(|worker| worker.join().unwrap());
        got
    }

    pub fn scoped(numbers: &mut [u32]) -> u32 {
        let (left, right) = numbers.split_at_mut(1);
        thread::scope(|s| {
            let sum = s.spawn(move || left.iter().sum::<u32>());
            right.iter_mut().for_each(|number| *number += 1);
            sum.join().unwrap_or_else(|payload| std::panic::resume_unwind(payload))
        })
    }

    pub fn texts() -> String {
        let mut text = String::new();
        writeln!(text, "{:?} {:#?} {0:5.1}", 1.5, vec![Some("a"), None]).unwrap();
        let mut out = io::stdout().lock();
        writeln!(out, "line").unwrap();
        let mut cursor = io::Cursor::new(b"one\ntwo".to_vec());
        let mut first = String::new();
        cursor.read_line(&mut first).unwrap();
        cursor.read_to_string(&mut text).unwrap();
        eprintln!("{first}"); eprint!("x"); print!("y"); dbg!(first.len());
        assert!(text.len() > 1, "short: {text}");
        debug_assert_eq!(1 + 1, 2);
        assert_ne!(concat!("a", 1), stringify!(b));
        let place = (file!(), line!(), column!(), module_path!(), cfg!(unix));
        if matches!(place, ("", 0..=9, ..)) { todo!() }
        text
    }

    pub fn maps() -> usize {
        let mut map: HashMap<&str, Vec<u32>> = HashMap::with_capacity(4);
        map.entry("a").or_default().push(1);
        if let Entry::Occupied(mut entry) = map.entry("a") { entry.get_mut().push(2); }
        let inverse: BTreeMap<_, _> = map.iter().map(|(key, value)| (value.clone(), *key)).collect();
        let set: HashSet<u32> = map.into_values().flatten().collect();
        for number in &set { TABLE.lock().unwrap().insert(number.to_string(), *number); }
        set.len() + inverse.len()
    }

    pub fn clocks() -> Option<Duration> {
        let deadline = Instant::now() + Duration::from_secs(1);
        thread::sleep(Duration::from_millis(1));
        let _date = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        deadline.checked_duration_since(Instant::now())
    }

    pub async fn later(value: u32) -> u32 { std::future::ready(value).await + 1 }
    struct Notify(thread::Thread);
    impl std::task::Wake for Notify { fn wake(self: Arc<Self>) { self.0.unpark(); } }
    pub fn block_on<F: Future>(future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        let waker = Waker::from(Arc::new(Notify(thread::current())));
        let mut context = Context::from_waker(&waker);
        loop {
            match Pin::as_mut(&mut future).poll(&mut context) {
                Poll::Ready(output) => return output,
                Poll::Pending => thread::park(),
            }
        }
    }

    pub fn no_std_names() -> u32 {
        let boxed: alloc::boxed::Box<u32> = alloc::boxed::Box::new(core::cmp::max(1, 2));
        COUNT.fetch_add(core::mem::size_of::<u32>(), core::sync::atomic::Ordering::Relaxed);
        core::hint::spin_loop();
        *boxed
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn works() { assert_eq!(super::parse("8").unwrap(), 4); }
    }
"#;

#[test]
fn an_ordinary_program_compiles_in_every_world() {
    for world in [World::Real, World::Simulated, World::Native] {
        compile(world, 2024, ORDINARY).unwrap();
        let older = ORDINARY.replace("use std::{cell", "use std::{future::Future, cell");
        compile(world, 2021, &older).unwrap();
    }
}

/// Small programs, and whether the real library accepts them: the facade has to agree.
const AGREED: &[(&str, bool)] = &[
    (
        "pub fn f() { let r = std::rc::Rc::new(1); std::thread::spawn(move || drop(r)); }",
        false,
    ),
    (
        "pub fn f(m: &std::sync::Mutex<u8>) { let g = m.lock(); std::thread::spawn(move || drop(g)); }",
        false,
    ),
    (
        "pub fn f(m: &'static std::sync::Mutex<u8>) { let g = m.lock().unwrap(); \
         std::thread::spawn(move || drop(g)); }",
        false,
    ),
    (
        "pub fn f() { let n = 1; std::thread::spawn(|| n + 1); }",
        false,
    ),
    (
        "pub fn f() -> i32 { let n = 1; std::thread::scope(|s| s.spawn(|| n + 1).join().unwrap()) }",
        true,
    ),
    (
        "pub fn f() { let mut n = 1; std::thread::scope(|s| { s.spawn(|| n += 1); s.spawn(|| n += 1); }); }",
        false,
    ),
    (
        "pub fn f() { let (_s, r) = std::sync::mpsc::channel::<u8>(); std::thread::scope(|s| { s.spawn(|| r.recv()); }); }",
        false,
    ),
    (
        "pub fn f() { let (x, _r) = std::sync::mpsc::channel::<u8>(); std::thread::scope(|s| { s.spawn(|| x.send(1)); }); }",
        true,
    ),
    (
        "pub fn f(r: std::sync::mpsc::Receiver<u8>) { let _ = r.clone(); }",
        false,
    ),
    (
        "pub fn f<T>(v: T) { let (s, _r) = std::sync::mpsc::channel(); s.send(v).unwrap(); }",
        true,
    ),
    (
        "pub fn f<T>(v: T) { let (s, _r) = std::sync::mpsc::sync_channel(1); let _ = s.try_send(v); }",
        true,
    ),
    (
        "pub fn f(m: std::sync::Mutex<u8>) -> u8 { *m.get_mut().unwrap() }",
        false,
    ),
    (
        "pub fn f(mut m: std::sync::Mutex<u8>) -> u8 { *m.get_mut().unwrap() }",
        true,
    ),
    (
        "pub fn f(m: &std::sync::RwLock<u8>) { *m.read().unwrap() = 1; }",
        false,
    ),
    (
        "pub fn f(m: &std::sync::RwLock<u8>) { *m.write().unwrap() = 1; }",
        true,
    ),
    (
        "pub fn f<'a>(m: &'a std::sync::Mutex<String>) -> &'a str { &m.lock().unwrap() }",
        false,
    ),
    (
        "pub fn f(c: &std::sync::Condvar, m: &std::sync::Mutex<u8>) { let g = m.lock().unwrap(); let _ = c.wait(g); drop(g); }",
        false,
    ),
    (
        "pub fn f(h: std::thread::JoinHandle<u8>) { let _ = h.join(); let _ = h.join(); }",
        false,
    ),
    (
        "pub fn f() -> u8 { std::thread::spawn(|| 1).join() }",
        false,
    ),
    (
        "pub static M: std::sync::Mutex<std::rc::Rc<u8>> = todo!();",
        false,
    ),
    (
        "pub static O: std::sync::OnceLock<std::cell::Cell<u8>> = std::sync::OnceLock::new();",
        false,
    ),
    (
        "pub static O: std::sync::OnceLock<std::sync::Mutex<u8>> = std::sync::OnceLock::new();",
        true,
    ),
    (
        "pub static B: std::sync::Barrier = std::sync::Barrier::new(3);",
        true,
    ),
    (
        "pub static L: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| String::from(\"a\"));",
        true,
    ),
    (
        "pub fn f() { std::panic::catch_unwind(|| ()).unwrap(); }",
        true,
    ),
    (
        "pub fn f(c: &std::cell::Cell<u8>) { std::panic::catch_unwind(|| c.set(1)).unwrap(); }",
        false,
    ),
    (
        "pub fn f(m: &std::sync::Mutex<u8>) { std::panic::catch_unwind(|| drop(m.lock())).unwrap(); }",
        true,
    ),
    (
        "pub fn f(a: std::sync::Arc<std::sync::Mutex<[u8; 2]>>) -> std::sync::Arc<std::sync::Mutex<[u8]>> { a }",
        true,
    ),
    (
        "pub fn f(t: std::time::Instant) -> std::time::Duration { t - std::time::Duration::ZERO }",
        false,
    ),
    (
        "pub fn f(t: std::thread::ThreadId) -> bool { t > t }",
        false,
    ),
    (
        "#[derive(Debug)] pub struct S { m: std::sync::Mutex<u8>, c: std::sync::Condvar, t: std::thread::Thread }",
        true,
    ),
    (
        "#[derive(Clone)] pub struct S { m: std::sync::Mutex<u8> }",
        false,
    ),
    (
        "#[derive(Default)] pub struct S { m: std::sync::Mutex<u8>, a: std::sync::atomic::AtomicBool }",
        true,
    ),
    (
        "pub fn f(a: std::sync::atomic::AtomicU8, b: std::sync::atomic::AtomicU8) -> bool { a == b }",
        false,
    ),
    (
        "pub fn f() { let x = std::sync::Mutex::new(1); let y: std::sync::MutexGuard<i32> = x.lock().unwrap(); drop(x); drop(y); }",
        false,
    ),
    (
        "pub fn f(s: &std::thread::Scope<'_, '_>) { s.spawn(|| ()); }",
        false,
    ),
    (
        "pub fn f<'scope>(s: &'scope std::thread::Scope<'scope, '_>) { s.spawn(move || { s.spawn(|| ()); }); }",
        true,
    ),
    (
        "pub fn f(k: &'static std::thread::LocalKey<std::cell::Cell<String>>) -> String { k.get() }",
        false,
    ),
    (
        "pub fn f(m: std::collections::HashMap<Vec<f64>, u8>) -> Option<u8> { m.get(&vec![]).copied() }",
        false,
    ),
    (
        "pub fn f(m: std::collections::HashMap<String, u8>) -> Option<u8> { m.get(\"a\").copied() }",
        true,
    ),
    (
        "pub fn f(r: std::sync::mpsc::RecvTimeoutError) -> u8 { match r { \
      std::sync::mpsc::RecvTimeoutError::Timeout => 1, std::sync::mpsc::RecvTimeoutError::Disconnected => 2 } }",
        true,
    ),
];

#[test]
fn the_facade_accepts_what_the_real_library_accepts_and_nothing_else() {
    for &(source, accepted) in AGREED {
        for world in [World::Real, World::Simulated] {
            let result = compile(world, 2024, source);
            assert_eq!(result.is_ok(), accepted, "{world:?}: {source}\n{result:?}");
        }
    }
}
