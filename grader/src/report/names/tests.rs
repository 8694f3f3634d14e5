//! Names, read from small sources. The place is marked by `§` right before it.

use super::{At, arms, binding, flow::place, message, spawn};
use std::collections::BTreeSet;
use wire::{State, ThreadReport};

/// The source without its mark, parsed, and the mark's place.
fn marked(source: &str) -> (syn::File, At) {
    let before = source.split('§').next().unwrap();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count();
    let file = syn::parse_file(&source.replace('§', "")).unwrap();
    (file, At { line, column })
}

fn created(source: &str, name: Option<&str>) {
    let (file, at) = marked(source);
    assert_eq!(binding::created(&file, at).as_deref(), name, "{source}");
}

fn used(source: &str, name: Option<&str>) {
    let (file, at) = marked(source);
    assert_eq!(binding::used(&file, at).as_deref(), name, "{source}");
}

fn spawned(source: &str, alone: bool, name: Option<&str>) {
    let (file, at) = marked(source);
    assert_eq!(
        spawn::noun(&file, at, alone, &BTreeSet::new()).as_deref(),
        name,
        "{source}"
    );
}

#[test]
fn an_object_is_called_by_its_binding() {
    created("fn f() { let ann = §Mutex::new(1); }", Some("`ann`"));
    created(
        "fn f() { let x: Arc<_> = Arc::new(§Mutex::new(1)); }",
        Some("`x`"),
    );
    created("fn f() { let (tx, rx) = §bounded(3); }", Some("`tx`/`rx`"));
    created(
        "fn f() { let (jobs_tx, jobs_rx) = §bounded(3); }",
        Some("`jobs`"),
    );
    created("fn f() { let (_, rx) = §bounded(3); }", Some("`rx`"));
    created(
        "fn f() { let (a, b) = (Mutex::new(1), §Mutex::new(2)); }",
        Some("`b`"),
    );
    created(
        "fn f() { let pair = Arc::new((Mutex::new(1), §Condvar::new())); }",
        Some("`pair.1`"),
    );
    created(
        "fn f() -> S { S { inner: §Mutex::new(1) } }",
        Some("`inner`"),
    );
    created(
        "static LEDGER: Mutex<u8> = §Mutex::new(1);",
        Some("`LEDGER`"),
    );
    created(
        "fn f() { g(1, §bounded(3)); } fn g(n: u8, jobs: C) {}",
        Some("`jobs`"),
    );
    created("fn f() { self.gate = §Mutex::new(1); }", Some("`gate`"));
    created("fn f() { forks.push(§Mutex::new(1)); }", Some("`forks`"));
    created(
        "fn f() { let forks: V = (0..5).map(|_| §Mutex::new(1)).collect(); }",
        Some("`forks`"),
    );
    created(
        "fn f() { let forks = vec![§Mutex::new(1), x]; }",
        Some("`forks`"),
    );
}

#[test]
fn what_has_no_name_gets_none() {
    created("fn f() -> M { §Mutex::new(1) }", None);
    created(
        "fn f() { let h = thread::spawn(|| { §Mutex::new(1).lock(); 2 }); }",
        None,
    );
    created("fn f() { let h = spawn(|| §Mutex::new(1)); }", None);
    created("fn f() { let x = 1;\n  §bounded(1); }", None);
    used("fn f() { self.§lock(); }", None);
}

#[test]
fn a_foreign_object_is_called_as_it_is_used() {
    used("fn f() { a.§recv(); }", Some("`a`"));
    used(
        "fn f() {\n  while let Ok(x) = self.input.§recv() {} }",
        Some("`input`"),
    );
    used("fn f() { for x in §&rx { } }", Some("`rx`"));
    used("fn f() { pair.1.§recv(); }", Some("`pair.1`"));
    used("fn f() { inputs[2].1.§recv(); }", Some("one of `inputs`"));
    used("fn f() { §for x in input.try_iter() { } }", Some("`input`"));
    used("fn f() { §for x in 0..3 { } }", None);
}

#[test]
fn what_is_put_into_a_select_is_called_as_it_is_there() {
    let put = |source: &str| {
        let (file, at) = marked(source);
        binding::put(&file, at)
    };
    let one = |name: &str| Some(name.to_owned());
    assert_eq!(put("fn f() { s.§recv(quit); }"), one("`quit`"));
    assert_eq!(put("fn f() { s.§send(&self.out); }"), one("`out`"));
    assert_eq!(put("fn f() { s.§recv(&a[0].1); }"), one("one of `a`"));
    let each = "fn f() { for (_, it) in a.iter().enumerate() { s.§recv(it); s.recv(b); } }";
    assert_eq!(put(each), one("one of `a`"));
    assert_eq!(
        put("fn f() { for it in a { s.recv(it); s.§recv(b); } }"),
        one("`b`")
    );
    assert_eq!(binding::written("self.high"), one("`high`"));
    assert_eq!(binding::written("after(PAUSE)"), None);
}

#[test]
fn the_only_arm_of_a_select_is_a_plain_receive() {
    let only = |source: &str| arms::only(&syn::parse_file(source).unwrap(), &place(1, 10));
    let one = "fn f() { select! { recv(quit) -> _ => return, default => {} } }";
    assert_eq!(only(one).as_deref(), Some("`quit`"));
    let two = "fn f() { select! { recv(a) -> _ => {}, recv(b) -> _ => {} } }";
    assert_eq!(only(two), None);
}

#[test]
fn a_thread_is_not_called_as_what_it_works_with() {
    let noun = |source: &str, taken: &[&str]| {
        let (file, at) = marked(source);
        let taken = taken.iter().map(|it| (*it).to_owned()).collect();
        spawn::noun(&file, at, false, &taken)
    };
    let each = "fn f() { for input in inputs { §spawn(move || { a(); b(); }); } }";
    assert_eq!(noun(each, &["x"]).as_deref(), Some("`input`"));
    assert_eq!(noun(each, &["input"]).as_deref(), Some("`f` thread"));
    let start = "fn f() { let start = |it: Receiver<u8>| { §spawn(|| { a(); b(); }) }; }";
    assert_eq!(noun(start, &[]).as_deref(), Some("`start` thread"));
    assert_eq!(noun(start, &["start"]).as_deref(), Some("`f` thread"));
}

#[test]
fn a_thread_is_called_by_what_it_runs_or_who_spawned_it() {
    spawned(
        "fn f() { §thread::spawn(move || worker(rx)); }",
        true,
        Some("`worker`"),
    );
    spawned(
        "fn f() { let pump = §thread::spawn(|| { a(); b(); }); }",
        true,
        Some("`pump`"),
    );
    spawned(
        "fn odds() { let handle = §spawn(|| { a(); b(); }); }",
        true,
        Some("`odds` thread"),
    );
    spawned(
        "fn f() { for worker in 0..3 { s.§spawn(|| { a(); b(); }); } }",
        false,
        Some("`worker`"),
    );
    spawned(
        "fn pool() { for i in 0..3 { s.§spawn(|| { a(); b(); }); } }",
        false,
        Some("`pool` thread"),
    );
    spawned(
        "impl A { fn start() { Builder::new().§spawn(|| { a(); b(); }); } }",
        true,
        Some("`start` thread"),
    );
    spawned("fn f() { §x(); }", true, None);
}

#[test]
fn messages_call_threads_as_the_report_does() {
    let thread = |id: u32, label: &str| ThreadReport {
        id,
        name: format!("thread {id}"),
        label: label.to_owned(),
        spawned: None,
        state: State::Finished,
    };
    let threads = [thread(1, "`a`"), thread(12, "`b`")];
    let text = "thread 12 waits; thread 1, thread 3, a subthread 1 and thread x";
    let want = "`b` waits; `a`, thread 3, a subthread 1 and thread x";
    assert_eq!(message(text, &threads), want);
}

#[test]
fn a_call_means_the_function_of_that_owner_and_with_as_many_parameters() {
    let source = "struct Level;\n\
        impl Level {\n\
        fn full() -> Self { Self::new(0) }\n\
        fn new(_: u32) -> Self { Level }\n\
        fn take(&mut self, one: u8, two: u8) {}\n\
        }\n\
        struct Bucket(std::sync::Mutex<Level>);\n\
        impl Bucket {\n\
        pub fn new(_: u32) -> Self { Bucket(Mutex::new(Level::full())) }\n\
        pub fn take(&self) { let full = 1; Some(full).take(); self.0.lock().unwrap().take(full, 2); refill() }\n\
        }\n\
        fn refill() {}\n";
    let functions = super::functions(source);
    let called = |line: u32| -> Vec<u32> {
        let caller = functions.iter().find(|it| it.first == line).unwrap();
        let meant = caller.calls.iter().flat_map(|call| {
            let functions = functions.iter();
            functions
                .filter(|it| call.may_mean(it, caller))
                .map(|it| it.first)
        });
        meant.collect()
    };
    assert_eq!(called(3), [4], "`Self::new` of `Level`");
    assert_eq!(called(9), [3], "`Level::full`, and not `new` of anything");
    assert_eq!(
        called(10),
        [5, 12],
        "`take` with two arguments, and `refill`"
    );
    let public: Vec<u32> = functions
        .iter()
        .filter(|it| it.is_public)
        .map(|it| it.first)
        .collect();
    assert_eq!(public, [9, 10]);
}
