//! Programs that must not compile, tried with the reference solution: every word of the compiler counts.
//! For a submission the number of the error at the marked line does, since its own types change the words.

use std::path::Path;
use std::process::Command;

#[test]
fn misuse_is_refused_in_these_words() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail(if std_sources_are_installed() {
        "tests/contracts/with_std_sources/*.rs"
    } else {
        "tests/contracts/without_std_sources/*.rs"
    });
}

/// Whether the component `rust-src` is there. With it rustc quotes lines of the standard library in these messages.
fn std_sources_are_installed() -> bool {
    let sysroot = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()
        .expect("rustc runs");
    let sysroot = String::from_utf8(sysroot.stdout).expect("a path in UTF-8");
    Path::new(sysroot.trim())
        .join("lib/rustlib/src/rust/library/std")
        .is_dir()
}
