//! Small programs, and whether the real crate accepts them: the facade has to agree. What is refused is
//! refused for bounds and lifetimes; what `select!` refuses by itself is also told in so many words.

#[expect(
    dead_code,
    reason = "the table of the standard library uses the rest of it"
)]
#[path = "../../../sim-std/tests/it/compiler.rs"]
mod compiler;

use compiler::{compile_with, Externs};

/// What both worlds call `std` and `crossbeam_channel`.
const WORLDS: [(&str, Externs); 2] = [
    ("real", &[("crossbeam_channel", "crossbeam_channel")]),
    (
        "simulated",
        &[
            ("std", "sim_std"),
            ("crossbeam_channel", "sim_crossbeam_channel"),
        ],
    ),
];

const IMPORTS: &str = "#![allow(unused)] use crossbeam_channel::*; use std::{cell::Cell, rc::Rc, \
    sync::{LazyLock, OnceLock}, thread, time::{Duration, Instant}};\n";

/// What must be refused.
const REFUSED: &[&str] = &[
    // `Send` and `Sync`
    "pub fn f(t: Sender<Rc<u8>>) { thread::spawn(move || drop(t)); }",
    "pub fn f(r: Receiver<Rc<u8>>) { thread::spawn(move || drop(r)); }",
    "pub fn f(r: &Receiver<Rc<u8>>) { thread::scope(|s| _ = s.spawn(|| r.len())); }",
    "pub fn f(t: Sender<std::sync::MutexGuard<'static, u8>>) { thread::spawn(move || drop(t)); }",
    "pub static T: OnceLock<Sender<Rc<u8>>> = OnceLock::new();",
    "pub fn f(i: IntoIter<Rc<u8>>) { thread::spawn(move || i.count()); }",
    "pub fn f(e: SendError<Rc<u8>>) -> Box<dyn std::error::Error + Send> { Box::new(e) }",
    // lifetimes
    "pub fn f() -> Iter<'static, u8> { let (_t, r) = bounded(1); r.iter() }",
    "pub fn f() -> TryIter<'static, u8> { let (_t, r) = bounded(1); r.try_iter() }",
    "pub fn f() { let mut s = Select::new(); { let (_t, r) = bounded::<u8>(1); s.recv(&r); } s.ready(); }",
    "pub fn f() { let mut s = Select::new(); { let (t, _r) = bounded::<u8>(1); s.send(&t); } s.ready(); }",
    "pub fn f() { let o = { let (_t, r) = bounded::<u8>(1); let mut s = Select::new(); s.recv(&r); s.select() }; drop(o); }",
    "pub fn f() { let (t, r) = unbounded(); { let x = 1; t.send(&x).unwrap(); } drop(r); }",
    "pub fn f() { let (t, _r) = unbounded(); let s = String::new(); t.send(&s).unwrap(); }",
    "pub fn f<'a>(t: Sender<&'static str>) -> Sender<&'a str> { t }",
    "pub fn f<'a>(r: Receiver<&'static str>) -> Receiver<&'a str> { r }",
    "pub fn f<'a>(t: Sender<&'a str>) -> Sender<&'static str> { t }",
    "pub fn f() { let n = 1; let (t, _r) = bounded::<u8>(1); thread::spawn(|| t.send(n)); }",
    // moves
    "pub fn f(r: Receiver<u8>) { for _ in r {} r.len(); }",
    "pub fn f(t: Sender<String>, s: String) { t.send(s).unwrap(); drop(s); }",
    "pub fn f(s: &mut Select<'_>, r: &Receiver<u8>) { let o = s.select(); _ = o.recv(r); _ = o.recv(r); }",
    "pub fn f(s: &Select<'_>) { s.select(); }",
    "pub fn f(t: Sender<String>, s: String) { select! { send(t, s) -> _ => {} } drop(s); }",
    // types
    "pub fn f() { let _: Sender<str>; }",
    "pub fn f(t: Sender<u8>) { t.send(\"text\").unwrap(); }",
    "pub fn f(r: Receiver<u8>) -> u16 { r.recv().unwrap() }",
    "pub fn f(a: Receiver<u8>, b: Receiver<u8>) -> bool { a == b }",
    "pub fn f(t: Sender<u8>) -> u8 { t.recv().unwrap() }",
    "pub fn f(r: Receiver<u8>) { let mut s = Select::new(); s.recv(r); }",
    "pub fn f(s: SelectedOperation<'_>) { s.clone(); }",
    "pub fn f() -> Receiver<()> { after(Duration::ZERO) }",
    "pub fn f() { tick(5); }",
    "pub fn f(e: TryRecvError) -> u8 { match e { TryRecvError::Empty => 1 } }",
    "pub fn f(r: Receiver<u8>) -> u8 { select! { recv(r) -> v => v } }",
    "pub fn f(r: Receiver<u8>) -> u8 { select! { recv(r) -> v => 1, default(5) => 2 } }",
    "pub fn f(r: Receiver<u8>) -> u8 { select! { recv(r) -> v => 1, default => \"two\" } }",
    "pub fn f(t: Sender<u8>) { select! { send(t, \"text\") -> _ => {} } }",
    "pub fn f(t: Sender<u8>) { select! { recv(t) -> _ => {} } }",
    // the forms of `select!`
    "pub fn f() { select! {} }",
    "pub fn f(r: Receiver<u8>) { select! { take(r) -> _ => {} } }",
    "pub fn f(r: Receiver<u8>) { select! { recv(r) => {} } }",
    "pub fn f(t: Sender<u8>) { select! { send(t) -> _ => {} } }",
    "pub fn f(r: Receiver<u8>) { select! { recv(r) -> _ => {}, default => {}, default => {} } }",
];

/// What must be accepted, in one program.
const ACCEPTED: &[&str] = &[
    "pub fn f(t: Sender<Cell<u8>>) { thread::scope(|s| { s.spawn(|| t.len()); s.spawn(|| t.len()); }); }",
    "pub static T: OnceLock<Sender<Cell<u8>>> = OnceLock::new();",
    "pub static C: LazyLock<(Sender<u8>, Receiver<u8>)> = LazyLock::new(|| bounded(1));",
    "pub fn f(r: &Receiver<u8>) { thread::scope(|s| { s.spawn(|| r.recv()); s.spawn(|| r.recv()); }); }",
    "pub fn f<'a>(i: Iter<'static, u8>) -> Iter<'a, u8> { i }",
    "pub fn f(t: Sender<String>, u: Sender<String>, s: String) { select! { send(t, s) -> _ => {}, send(u, s) -> _ => {} } }",
    "pub fn f<T>(t: &Sender<T>) -> Sender<T> { t.clone() }",
    "pub fn f<T>(e: SendError<T>) -> String { format!(\"{e:?} {e}\") }",
    "pub fn f<T: Send + 'static>(e: SendError<T>) -> Box<dyn std::error::Error> { Box::new(e) }",
    "pub fn f() -> Receiver<Instant> { tick(Duration::from_secs(1)) }",
    "pub fn f() -> Receiver<fn(&mut dyn FnMut())> { never() }",
    "pub fn f(s: &mut Select<'_>, r: &Receiver<u8>) { let o = s.select(); s.remove(0); _ = o.recv(r); }",
    "pub fn f(e: SendTimeoutError<u8>) -> u8 { match e { SendTimeoutError::Timeout(v) | SendTimeoutError::Disconnected(v) => v } }",
    "pub fn f(SendError(value): SendError<u8>) -> (u8, RecvError) { (value, RecvError) }",
    "pub fn f(r: Receiver<u8>) -> u8 { loop { select! { recv(r) -> v => break v.unwrap_or(0), default => continue } } }",
    "pub fn f(r: Receiver<u8>) -> Result<u8, RecvError> { select! { recv(r) -> v => return Ok(v?), } }",
];

#[test]
fn the_facade_refuses_what_the_real_crate_refuses() {
    for source in REFUSED {
        let [real, simulated] = WORLDS.map(|(world, externs)| {
            let result = compile_with(externs, 2024, &format!("{IMPORTS}{source}"));
            let said = result.expect_err(&format!("{world}: this compiles: {source}"));
            first_error(&said)
        });
        assert_eq!(real, simulated, "refused for different reasons: {source}");
    }
}

/// The number of the first error, if it has one: what the macro says itself has none.
fn first_error(said: &str) -> Option<String> {
    let error = said.lines().find(|line| line.starts_with("error"))?;
    let number = error.strip_prefix("error[")?.split(']').next()?;
    Some(number.to_owned())
}

#[test]
fn the_facade_accepts_what_the_real_crate_accepts() {
    let modules: Vec<_> = ACCEPTED
        .iter()
        .enumerate()
        .map(|(n, source)| format!("pub mod m{n} {{ use super::*; {source} }}"))
        .collect();
    let source = format!("{IMPORTS}{}", modules.join("\n"));
    for (world, externs) in WORLDS {
        let result = compile_with(externs, 2024, &source);
        assert_eq!(result, Ok(()), "{world}");
    }
}

/// The messages are this crate's own: what a learner reads about a wrong `select!`.
#[test]
fn a_wrong_select_is_told_in_words() {
    trybuild::TestCases::new().compile_fail("tests/ui/select.rs");
}
