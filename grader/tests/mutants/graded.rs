//! Grades the crate that this is compiled into, a reference solution: it must get full marks. That is how the
//! suites are measured with `cargo mutants`, which changes the solutions at random (`CONTRIBUTING.md`).
//!
//! The grader is the one that `GRADER` names. It is started outside of any checkout, and so takes the
//! workbook, the suites and the simulation from the checkout in which it was built; of the crate, which may be
//! a changed copy somewhere else, it reads the sources alone.

use std::{env, process::Command};

#[test]
fn the_solution_gets_full_marks() {
    let grader = env::var_os("GRADER").expect("`GRADER` must name the grader's program");
    let output = Command::new(grader)
        .current_dir(env::temp_dir())
        .args(["grade", "--confine=best", env!("CARGO_MANIFEST_DIR")])
        .output()
        .expect("the grader is started");
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    assert!(output.status.success(), "{}\n{told}", output.status);
}
