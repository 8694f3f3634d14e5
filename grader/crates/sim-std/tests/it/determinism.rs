//! The same program and seed give the same trace, byte for byte, in every process. `cargo run --release
//! --package benches -- determinism` does the same a thousand times, with all cores loaded.

mod program;

use std::process::Command;

/// What the child prints around its trace.
const MARK: &str = "=== trace ===";

/// Not a test: what the child of the test below does.
#[test]
#[ignore = "the child of another test"]
fn child() {
    println!("{MARK}{}{MARK}", program::trace(1));
}

#[expect(
    clippy::disallowed_methods,
    reason = "this very program is the child of this test alone"
)]
fn trace_of_a_child() -> String {
    let program = std::env::current_exe().expect("a running program has a path");
    let mut command = Command::new(program);
    command.args(["determinism::child", "--exact", "--ignored", "--nocapture"]);
    let output = command.output().expect("this program can be started again");
    let text = String::from_utf8(output.stdout).expect("text");
    text.split(MARK)
        .nth(1)
        .expect("a trace between marks")
        .to_owned()
}

#[test]
fn two_processes_give_the_same_trace() {
    let here = program::trace(1);
    assert!(here.contains("code: WrongValue"), "{here}");
    assert!(
        here.contains("<address 1>") && !here.contains("uncontrolled: true"),
        "{here}"
    );
    assert_eq!(here, program::trace(1), "in one process");
    for _ in 0..2 {
        assert_eq!(here, trace_of_a_child());
    }
    assert_ne!(here, program::trace(2), "the seed matters");
}
