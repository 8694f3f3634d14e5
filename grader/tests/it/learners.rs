//! A learner's own tests in simulation.

use crate::graded::{Checkout, put, solution};

const INSIDE: &str = r#"
#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn private() -> i64 {
        30
    }

    #[test]
    fn the_sum_stays() {
        let (ann, ben) = pay_each_other(10, 20);
        assert_eq!(ann + ben, private());
    }

    #[test]
    fn a_result_that_is_right() -> Result<(), String> {
        Ok(())
    }

    #[test]
    fn a_result_that_is_wrong() -> Result<(), String> {
        Err("no".to_owned())
    }

    #[test]
    #[ignore = "not today"]
    fn ignored() {
        panic!("not run");
    }

    #[test]
    #[should_panic(expected = "overdrawn")]
    fn panics_as_it_should() {
        panic!("ann is overdrawn");
    }

    #[test]
    #[should_panic]
    fn does_not_panic() {}

    #[test]
    #[should_panic(expected = "overdrawn")]
    fn panics_otherwise() {
        panic!("broke");
    }

    #[test]
    fn counts_without_a_lock() {
        use std::sync::atomic::{AtomicU32, Ordering};
        let count = Arc::new(AtomicU32::new(0));
        let add = |count: Arc<AtomicU32>| move || {
            let seen = count.load(Ordering::SeqCst);
            count.store(seen + 1, Ordering::SeqCst);
        };
        let other = std::thread::spawn(add(Arc::clone(&count)));
        add(Arc::clone(&count))();
        other.join().unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2);
    }
}
"#;

const BESIDE: &str = r"
mod common;
use std::{sync::mpsc, time::{Duration, Instant}};
use welcome::pay_each_other;

#[test]
fn what_is_empty_needs_no_type() {
    let none: Vec<u64> = Vec::new();
    assert_eq!(none, []);
}

#[test]
fn pays() {
    let (ann, ben) = pay_each_other(10, 20);
    assert_eq!(ann + ben, common::expected());
}

#[test]
fn an_hour_is_nothing() {
    let begun = Instant::now();
    std::thread::sleep(Duration::from_secs(3_600));
    assert_eq!(begun.elapsed(), Duration::from_secs(3_600));
}

#[test]
fn waits_for_ever() {
    let (sender, receiver) = mpsc::channel::<u8>();
    let _ = receiver.recv();
    drop(sender);
}
";

/// A checkout with tests in the library and beside it.
fn checkout() -> Checkout {
    let checkout = Checkout::new();
    checkout.write(&(solution() + INSIDE));
    let tests = checkout.folder.path().join("exercises/welcome/tests");
    put(&tests.join("paying.rs"), BESIDE);
    put(
        &tests.join("common/mod.rs"),
        "pub fn expected() -> i64 { 30 }\n",
    );
    checkout
}

#[test]
fn tests_are_found_run_and_told_as_cargo_does_and_more() {
    let (status, report) = checkout().run(&["test", "welcome"]);
    assert_eq!(status, Some(1), "{report}");
    let line = |name: &str| {
        let found = report
            .lines()
            .find(|line| line.trim_start().starts_with(name));
        found
            .unwrap_or_else(|| panic!("no `{name}` in:\n{report}"))
            .to_owned()
    };
    for name in [
        "✓ tests::the_sum_stays",
        "✓ tests::a_result_that_is_right",
        "✓ tests::panics_as_it_should",
        "✓ pays",
        "✓ what_is_empty_needs_no_type",
        "✓ an_hour_is_nothing",
    ] {
        line(name);
    }
    for (name, code) in [
        ("✗ tests::a_result_that_is_wrong", "wrong-value"),
        ("✗ tests::does_not_panic", "wrong-value"),
        ("✗ tests::panics_otherwise", "wrong-value"),
        ("✗ tests::counts_without_a_lock", "panic"),
        ("✗ waits_for_ever", "deadlock"),
        ("- tests::ignored", "ignored: not today"),
    ] {
        assert!(line(name).contains(code), "{report}");
    }
    for words in [
        "exercises/welcome/src/lib.rs\n",
        "exercises/welcome/tests/paying.rs\n",
        "the test returned Err(\"no\")",
        "the test must panic, and did not",
        "the test must panic with \"overdrawn\", and panicked with \"broke\"",
        "checked: your test `waits_for_ever`, exercises/welcome/tests/paying.rs:",
        "error[deadlock]",
        ", 1 ignored",
    ] {
        assert!(report.contains(words), "`{words}` is not in:\n{report}");
    }
    for word in ["sim_", "sim-", "/submission", "check::"] {
        assert!(!report.contains(word), "`{word}` is in:\n{report}");
    }
}

#[test]
fn a_filter_chooses_and_what_it_does_not_find_is_told() {
    let checkout = checkout();
    let (status, report) = checkout.run(&["test", "welcome", "the_sum"]);
    assert_eq!(status, Some(0), "{report}");
    assert!(report.ends_with("\n1 passed, 0 failed\n"), "{report}");
    let output = checkout
        .command(&["test", "welcome", "payz"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("there is no test `payz`; did you mean `pays`?"),
        "{said}"
    );
}

#[test]
fn no_tests_and_tests_that_do_not_compile_are_told() {
    let checkout = Checkout::new();
    checkout.write(&solution());
    let (status, report) = checkout.run(&["test", "welcome"]);
    assert_eq!(status, Some(0), "{report}");
    assert!(report.starts_with("welcome has no tests yet."), "{report}");
    let tests = checkout.folder.path().join("exercises/welcome/tests");
    put(
        &tests.join("broken.rs"),
        "#[test]\nfn broken() { welcome::pay_nobody(); }\n",
    );
    let (status, report) = checkout.run(&["test", "welcome"]);
    assert_eq!(status, Some(1), "{report}");
    assert!(report.contains("does-not-compile"), "{report}");
    assert!(
        report.contains("exercises/welcome/tests/broken.rs:2"),
        "{report}"
    );
    put(
        &tests.join("broken.rs"),
        "const _: &str = include_str!(\"/etc/passwd\");\n",
    );
    let (status, report) = checkout.run(&["test", "welcome"]);
    assert_eq!(status, Some(1), "{report}");
    assert!(report.contains("forbidden-api"), "{report}");
}
