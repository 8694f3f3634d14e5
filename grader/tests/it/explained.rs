//! The examples of `explain` are graded: each gets exactly the diagnosis of its page.
//!
//! All examples but those that do not build are the modules of one library, and one suite asks for
//! each. `uncontrolled` is not among them, since its example differs from run to run; the example of
//! `contract-violated` is a program that must not compile, which `contracts/` are for.

use crate::graded::{command, kit, put, root, text};
use std::{fmt::Write, fs, path::Path};
use tempfile::TempDir;
use wire::Code;

const SUITE: &str = include_str!("explained/suite.rs");

/// Not graded here, for the reasons above.
const APART: [Code; 3] = [
    Code::Uncontrolled,
    Code::ContractViolated,
    Code::DoesNotCompile,
];

/// The example of a page: its first block of Rust.
fn example(code: Code) -> &'static str {
    let page = grader::explain::page(code);
    let (_, rest) = page.split_once("```rust\n").unwrap();
    rest.split_once("```").unwrap().0
}

fn module(code: Code) -> String {
    code.name().replace('-', "_")
}

/// A checkout with one topic of one task, `pages`.
fn checkout(item: &str, stub: &str, suite: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    fs::create_dir_all(base.join("grader/suites/explained/stub")).unwrap();
    for entry in fs::read_dir(root().join("grader")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "suites" {
            let link = base.join("grader").join(entry.file_name());
            std::os::unix::fs::symlink(entry.path(), link).unwrap();
        }
    }
    for name in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"] {
        fs::copy(root().join(name), base.join(name)).unwrap();
    }
    let manifest = format!(
        "title = \"Pages\"\norder = 10\nsummary = \"s\"\n\n[[task]]\nid = \"pages\"\n\
         title = \"Pages\"\nlevel = \"core\"\npoints = 10\nitems = [\"{item}\"]\n\
         hints = [\"a\", \"b\", \"c\"]\n"
    );
    put(&base.join("exercises/explained/exercise.toml"), &manifest);
    put(&base.join("grader/suites/explained/stub/lib.rs"), stub);
    put(&base.join("grader/suites/explained/pages.rs"), suite);
    let kit = fs::read_to_string(kit()).unwrap();
    put(&base.join("state/kit.json"), &kit);
    folder
}

/// The first topic of the report on a library.
fn graded(checkout: &Path, library: &str) -> serde_json::Value {
    put(&checkout.join("submitted/explained/src/lib.rs"), library);
    let submission = checkout.join("submitted/explained");
    let arguments = ["grade", submission.to_str().unwrap(), "--format", "json"];
    let output = command(checkout, &checkout.join("state"), &arguments)
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    report["topics"][0].clone()
}

#[test]
fn each_page_has_an_example_of_its_own_diagnosis() {
    let codes = || Code::ALL.iter().filter(|code| !APART.contains(code));
    let mut library = String::from("pub fn pages() {}\n");
    for &code in codes() {
        let module = module(code);
        let _ = write!(library, "pub mod {module} {{\n{}}}\n", example(code));
    }
    let checkout = checkout("pages", "pub fn pages() {}\n", SUITE);
    let topic = graded(checkout.path(), &library);
    let checks = topic["tasks"][0]["checks"]
        .as_array()
        .unwrap_or_else(|| panic!("{topic:#}"));
    let mut wrong = Vec::new();
    for &code in codes() {
        let check = checks.iter().find(|check| check["id"] == *module(code));
        let found = check.map(|check| &check["failure"]["code"]);
        if found != Some(&serde_json::json!(code.name())) {
            let told = check.map_or_else(
                || topic.to_string(),
                |check| format!("{} {}", check["status"], check["failure"]["message"]),
            );
            wrong.push(format!("{code}: {found:?}: {told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_example_that_does_not_fit_is_told_so() {
    let stub = "pub fn example(max: u64) -> u64 {\n    todo!(\"{max}\")\n}\n";
    let suite = "//! A suite.\nuse check::prelude::*;\nuse explained::example;\n\
                 check::suite! {\n/// It is 3.\n#[check(basic)]\nfn is_three() {\n\
                 expect_eq(\"it\", example(3u64), 3);\n}\n}\n";
    let checkout = checkout("example", stub, suite);
    let unfit = graded(checkout.path(), example(Code::DoesNotCompile));
    let code = &unfit["tasks"][0]["failure"]["code"];
    assert_eq!(code, "does-not-compile", "{unfit:#}");
}
