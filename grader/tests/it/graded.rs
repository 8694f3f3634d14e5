//! The whole pipeline on real input: `welcome`, built, explored and judged by the program.
//!
//! The kit is built once, below the target folder; each test gets a checkout and a state of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const MACHINERY: [&str; 6] = ["sim_", "sim-", "/submission", ".rlib", "suite/", "check::"];

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

pub(crate) fn stub() -> String {
    read("grader/suites/welcome/stub/lib.rs")
}

pub(crate) fn solution() -> String {
    read("solutions/welcome/src/lib.rs")
}

/// The description of a kit that is built. The checkout's own is taken if it is fresh.
pub(crate) fn kit() -> &'static Path {
    static KIT: OnceLock<PathBuf> = OnceLock::new();
    KIT.get_or_init(|| {
        let state = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kit");
        let own = fs::read_to_string(root().join(".grader/kit.json"));
        if let (Ok(own), false) = (own, state.join("kit.json").exists()) {
            put(&state.join("kit.json"), &own);
        }
        let submission = tempfile::tempdir().unwrap();
        put(&submission.path().join("welcome/src/lib.rs"), &stub());
        let path = submission.path().join("welcome");
        let output = command(
            root(),
            &state,
            &["grade", "--confine", "best", path.to_str().unwrap()],
        )
        .output()
        .unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        state.join("kit.json")
    })
}

pub(crate) fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn command(root: &Path, state: &Path, arguments: &[&str]) -> Command {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program is tested as people run it"
    )]
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    command
        .arg("--root")
        .arg(root)
        .arg("--state")
        .arg(state)
        .args(arguments);
    command
}

/// A checkout with pristine exercises, and a grader's state in it.
pub(crate) struct Checkout {
    pub(crate) folder: TempDir,
}

impl Checkout {
    pub(crate) fn new() -> Checkout {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        std::os::unix::fs::symlink(root().join("grader"), base.join("grader")).unwrap();
        for name in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"] {
            put(&base.join(name), &read(name));
        }
        for topic in ["welcome", "generator"] {
            let manifest = format!("exercises/{topic}/exercise.toml");
            put(&base.join(&manifest), &read(&manifest));
            let pristine = read(&format!("grader/suites/{topic}/stub/lib.rs"));
            put(
                &base.join(format!("exercises/{topic}/src/lib.rs")),
                &pristine,
            );
        }
        put(
            &base.join("state/kit.json"),
            &fs::read_to_string(kit()).unwrap(),
        );
        Checkout { folder }
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, source: &str) {
        put(
            &self.folder.path().join("exercises/welcome/src/lib.rs"),
            source,
        );
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        command(
            self.folder.path(),
            &self.folder.path().join("state"),
            arguments,
        )
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(arguments).output().unwrap();
        assert_eq!(text(&stderr), "", "{arguments:?}");
        (status.code(), text(&stdout))
    }

    /// The status and the report of a submission for `welcome`.
    pub(crate) fn check(&self, source: &str) -> (Option<i32>, String) {
        self.write(source);
        self.run(&["check", "welcome"])
    }
}

/// A submission's report must hold these words, and nothing of the machinery.
fn reported(source: &str, expected: &[&str]) {
    let (status, report) = Checkout::new().check(source);
    assert_eq!(status, Some(1), "{report}");
    for words in expected {
        assert!(report.contains(words), "`{words}` is not in:\n{report}");
    }
    for word in MACHINERY {
        assert!(!report.contains(word), "`{word}` is in:\n{report}");
    }
}

/// `pay_each_other` with this body.
pub(crate) fn body(statements: &str) -> String {
    format!("pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {{\n    {statements}\n}}\n")
}

#[test]
fn the_first_five_minutes() {
    let checkout = Checkout::new();
    let (status, lesson) = checkout.run(&[]);
    assert_eq!(status, Some(1), "{lesson}");
    assert!(lesson.starts_with("welcome/pay_each_other: "), "{lesson}");
    let line = 1 + stub()
        .lines()
        .position(|line| line.starts_with("pub fn pay_each"))
        .unwrap();
    assert!(
        lesson.contains(&format!("\nexercises/welcome/src/lib.rs:{line}\n")),
        "{lesson}"
    );
    assert!(
        lesson.contains("error[deadlock]") && lesson.contains("circle: "),
        "{lesson}"
    );
    assert!(lesson.contains("again:  cargo run\n"), "{lesson}");
    assert!(!lesson.contains("generator"), "{lesson}");

    checkout.write(&solution());
    let (status, lesson) = checkout.run(&[]);
    assert_eq!(status, Some(0), "{lesson}");
    assert!(
        lesson.starts_with("✓ welcome/pay_each_other passes: 5 of 5 points"),
        "{lesson}"
    );
    assert!(lesson.contains("Next: generator/odds: "), "{lesson}");

    let (status, lesson) = checkout.run(&[]);
    assert_eq!(status, Some(1), "{lesson}");
    assert!(lesson.starts_with("generator/odds: "), "{lesson}");
    assert!(lesson.contains("error[not-implemented]"), "{lesson}");

    // A file that was changed after it passed is judged anew.
    checkout.write(&stub());
    let (status, lesson) = checkout.run(&[]);
    assert_eq!(status, Some(1), "{lesson}");
    assert!(lesson.starts_with("welcome/pay_each_other: "), "{lesson}");
}

#[test]
fn a_deadlock_is_told_with_names_lines_and_the_circle() {
    let words = [
        "error[deadlock]",
        "-> exercises/welcome/src/lib.rs:",
        "waits to lock `",
    ];
    reported(&stub(), &words);
    reported(
        &stub(),
        &[
            "is created here",
            "holds `ann` since here",
            "held by the thread of line",
            "how it came to that",
        ],
    );
}

#[test]
fn a_line_is_named_although_the_standard_library_stands_between() {
    // `sum` calls the iterator, and drops of guards have no caller at all.
    let chain = body(
        "let (tx, rx) = crossbeam_channel::bounded(1);\n    tx.send(ann).unwrap();\n    let sum: i64 = rx.iter().sum();\n    drop(tx);\n    (sum, ben)",
    );
    reported(
        &chain,
        &["error[deadlock]", "src/lib.rs:4:", "rx.iter().sum()"],
    );
    let two = "use std::sync::Mutex;\nstatic A: Mutex<i64> = Mutex::new(0);\n";
    let guard = body(
        "{\n        let _held = A.lock().unwrap();\n    }\n    let _a = A.lock().unwrap();\n    let _b = A.lock().unwrap();\n    (ann, ben)",
    );
    let (status, report) = Checkout::new().check(&format!("{two}{guard}"));
    assert_eq!(status, Some(1), "{report}");
    let step = "the check  unlocks `A`  src/lib.rs:6\n";
    assert!(report.contains(step), "{report}");
}

#[test]
fn core_is_simulated_too() {
    // The update is lost in some interleaving: with the real atomics there would be none.
    let counted = "use core::sync::atomic::{AtomicU8, Ordering::SeqCst};\n\
        fn lost_update() {\n    let count = AtomicU8::new(0);\n    std::thread::scope(|scope| {\n        \
        for _ in 0..2 { scope.spawn(|| count.store(count.load(SeqCst) + 1, SeqCst)); }\n    });\n    \
        assert_eq!(count.load(SeqCst), 2, \"lost\");\n}\n";
    let source = solution();
    let (before, after) = source
        .split_once("(i64, i64) {\n")
        .expect("a function of two");
    let source = format!("{before}(i64, i64) {{\n    lost_update();\n{after}\n{counted}");
    reported(&source, &["error[panic]", "lost"]);
}

#[test]
fn what_a_submission_prints_is_only_shown() {
    let loud = body(
        "println!(\"::error file=x::no\\r##[add-mask]5\\n\\u{1b}[2J✓ all passed\");\n    (ann, ben)",
    );
    let (status, report) = Checkout::new().check(&loud);
    assert_eq!(status, Some(1), "{report}");
    let shown = "    | ::error file=x::no\\u{d}## [add-mask]5\n    \\u{1b}[2J✓ all passed\n";
    assert!(report.contains(shown), "{report}");
}

#[test]
fn the_solution_passes_and_json_says_so() {
    let checkout = Checkout::new();
    checkout.write(&solution());
    let folder = checkout.folder.path().join("exercises");
    let out = checkout.folder.path().join("report.json");
    let arguments = [
        "grade",
        folder.to_str().unwrap(),
        "--confine",
        "best",
        "--format",
        "json",
        "--out",
    ];
    let arguments = [&arguments[..], &[out.to_str().unwrap()]].concat();
    let (status, printed) = checkout.run(&arguments);
    assert_eq!((status, printed.as_str()), (Some(1), ""));
    let first = fs::read_to_string(&out).unwrap();
    let report: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(report["topics"][0]["points"]["earned"], 5);
    assert_eq!(report["topics"][1]["points"]["earned"], 0);
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../schema/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    // The same submission gets the same report, and nothing of this machine is in it.
    fs::remove_dir_all(checkout.folder.path().join("state/build")).unwrap();
    checkout.run(&arguments);
    assert_eq!(first, fs::read_to_string(&out).unwrap());
    assert!(!first.contains(checkout.folder.path().to_str().unwrap()));
}

#[test]
fn a_missing_or_different_item_is_named_with_its_contract() {
    let contract = "contract = pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64)";
    reported("", &["`pay_each_other` is missing", contract]);
    let other = body("(i64::from(ann), ben)").replace("ann: i64", "ann: i32");
    reported(
        &other,
        &[
            "is declared differently from the contract",
            contract,
            "lib.rs:1:8",
        ],
    );
}

#[test]
fn one_task_that_does_not_fit_costs_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    put(&state.join("kit.json"), &fs::read_to_string(kit()).unwrap());
    let submission = folder.path().join("generator");
    let solved = read("solutions/generator/src/lib.rs");
    let changed = solved.replace("pub fn odds(max: u64)", "pub fn odds(max: u64, _: u8)");
    assert_ne!(solved, changed);
    put(&submission.join("src/lib.rs"), &changed);
    let arguments = ["grade", submission.to_str().unwrap(), "--format", "json"];
    let output = command(root(), &state, &arguments).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for task in report["topics"][0]["tasks"].as_array().unwrap() {
        let earned = if task["id"] == "odds" {
            &serde_json::json!(0)
        } else {
            &task["points"]["possible"]
        };
        assert_eq!(&task["points"]["earned"], earned, "{}", task["id"]);
    }
}

#[test]
fn what_does_not_compile_is_told_as_the_compiler_tells_it() {
    reported(
        &body("(ann, benn)"),
        &["ungradable", "error[E0425]", "src/lib.rs:2:11"],
    );
    reported(
        &body("let x = ;"),
        &["ungradable", "expected expression", "src/lib.rs:2:13"],
    );
    // A slip of the pen is no use of what an exercise may not use: the real library lacks it, too.
    reported(
        &body("let _ = std::sync::Mutx::new(ann); (ann, ben)"),
        &["ungradable (does-not-compile)", "error[E0433]", "Mutx"],
    );
    let rc = body(
        "let x = std::rc::Rc::new(ann);\n    std::thread::spawn(move || drop(x));\n    (ann, ben)",
    );
    reported(
        &rc,
        &[
            "error[E0277]",
            "`Rc<i64>` cannot be sent between threads safely",
        ],
    );
}

#[test]
fn what_an_exercise_may_not_use_is_named() {
    let forbidden = |statements: &str, name: &str| {
        reported(&body(statements), &["forbidden-api", name]);
    };
    forbidden("let _ = std::fs::read(\"x\"); (ann, ben)", "`std::fs");
    forbidden("let _ = std::env::var(\"HOME\"); (ann, ben)", "`std::env");
    forbidden(
        "let _ = include_str!(\"/etc/hostname\"); (ann, ben)",
        "`include_str!`",
    );
    forbidden("let n = unsafe { *(&raw const ann) }; (n, ben)", "`unsafe`");
    forbidden("std::process::exit(0)", "`std::process::exit`");
}

#[test]
fn warnings_never_fail_and_never_open_the_fence() {
    let denied = format!(
        "#![deny(warnings)]\n{}",
        body("let unused = 1; (ann - 10, ben + 10)")
    );
    let (status, report) = Checkout::new().check(&denied);
    assert_eq!(status, Some(0), "{report}");
    let both = "let unused = 1; let n = unsafe { *(&raw const ann) }; (n - 10, ben + 10)";
    let both = format!("#![deny(warnings)]\n#![allow(unsafe_code)]\n{}", body(both));
    reported(&both, &["forbidden-api", "`unsafe`"]);
}

#[test]
fn deaths_are_diagnoses() {
    reported(
        &body("let mut all = vec![]; loop { all.push(vec![7u8; 1 << 20]) }"),
        &["out-of-memory"],
    );
    let deep = "fn deep(n: i64) -> i64 { if n == i64::MAX { 0 } else { deep(n + 1) + n } }\n";
    reported(
        &format!("{deep}{}", body("(deep(ann), ben)")),
        &["stack-overflow"],
    );
    reported(&body("loop { println!(\"again\") }"), &["too-much-output"]);
    reported(
        &body("panic!(\"boom {ann}\")"),
        &["error[panic]", "boom 70"],
    );
}

#[test]
fn what_a_debug_build_checks_is_checked() {
    reported(
        &body("debug_assert!(ann < 0, \"seen\");\n    (ann, ben)"),
        &["error[panic]", "seen"],
    );
    reported(
        &body("assert!(!cfg!(debug_assertions), \"debugged\");\n    (ann, ben)"),
        &["debugged"],
    );
    reported(
        &body("let most = i64::MAX - ann + 1;\n    (most + ann, ben)"),
        &["attempt to add with overflow"],
    );
}

/// The children of a process.
pub(crate) fn children(parent: u32) -> Vec<u32> {
    let stat = |pid: u32| fs::read_to_string(format!("/proc/{pid}/stat")).ok();
    let parent_of = |pid: u32| -> Option<u32> {
        stat(pid)?
            .rsplit_once(") ")?
            .1
            .split(' ')
            .nth(1)?
            .parse()
            .ok()
    };
    let all = fs::read_dir("/proc").unwrap();
    let pids = all.filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
    pids.filter(|&pid| parent_of(pid) == Some(parent)).collect()
}

/// Waits for something, not for ever.
pub(crate) fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn ctrl_c_ends_the_grader_and_its_children() {
    let checkout = Checkout::new();
    checkout.write(&body(
        "let mut n = ann; while n != 101 { n = n.wrapping_add(2) } (n, ben)",
    ));
    let mut command = checkout.command(&["check", "welcome"]);
    let mut grader: Child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let suite = eventually("the graded child starts", || {
        let runs_suite = |pid: &u32| {
            fs::read_link(format!("/proc/{pid}/exe"))
                .is_ok_and(|exe| exe.extension().is_some_and(|extension| extension == "bin"))
        };
        children(grader.id()).into_iter().find(runs_suite)
    });
    #[expect(
        clippy::disallowed_methods,
        reason = "a signal from outside, as a terminal sends it"
    )]
    let sent = Command::new("kill")
        .args(["-INT", &grader.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(grader.wait().unwrap().code(), Some(130));
    eventually("the graded child ends", || {
        let stat = fs::read_to_string(format!("/proc/{suite}/stat")).unwrap_or_default();
        (stat.is_empty() || stat.contains(") Z ")).then_some(())
    });
}
