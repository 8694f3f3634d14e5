//! rustc's time for a learner's pool, against the facades and against the real crates.

use crate::{median, ratio, time};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};
use std::{env, fs};

/// What is compiled, as a learner writes it.
const POOL: &str = include_str!("../pool.rs");
/// How many times the real crates' time the facades' may be.
const PROMISED: f64 = 1.3;

/// Whether the ratio of the medians of so many runs, in turns, is as promised.
pub(crate) fn measure(runs: usize) -> bool {
    // Beside the program, where an interrupted run leaves nothing that the next one does not replace.
    let scratch = beside_the_program("compile-bench");
    fs::create_dir_all(&scratch).expect("Cargo's folder is writable");
    let source = scratch.join("pool.rs");
    fs::write(&source, POOL).expect("as above");
    let (ours, theirs) = (facades(), vec![library("crossbeam_channel")]);
    compile(&source, &ours);
    compile(&source, &theirs);
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..runs {
        times.0.push(compile(&source, &ours));
        times.1.push(compile(&source, &theirs));
    }
    let _ = fs::remove_dir_all(&scratch);
    let (ours, theirs) = (median(times.0), median(times.1));
    let slower = ratio(ours, theirs);
    println!(
        "rustc on a pool of {} lines, median of {runs} in turns",
        POOL.lines().count()
    );
    println!(
        "  facades {} ms, real crates {} ms, ratio {slower:.2}  (at most {PROMISED})",
        ours.as_millis(),
        theirs.as_millis(),
    );
    slower <= PROMISED
}

/// The names under which a learner's crate sees libraries, and where they are.
type Externs = Vec<(String, PathBuf)>;

fn facades() -> Externs {
    ["std", "core", "alloc", "crossbeam_channel"]
        .into_iter()
        .map(|name| (name.to_owned(), library(&format!("sim_{name}")).1))
        .collect()
}

/// What has this name in the folder of this program.
fn beside_the_program(name: &str) -> PathBuf {
    let program = env::current_exe().expect("a running program has a path");
    program.with_file_name(name)
}

/// The newest library of this name among those that this program is built of.
fn library(name: &str) -> (String, PathBuf) {
    let folder = beside_the_program("deps");
    let prefix = format!("lib{name}-");
    let age = |path: &PathBuf| {
        fs::metadata(path)
            .and_then(|data| data.modified())
            .unwrap_or(SystemTime::UNIX_EPOCH)
    };
    let libraries = fs::read_dir(&folder)
        .expect("Cargo keeps libraries there")
        .flatten();
    let newest = libraries
        .map(|entry| entry.path())
        .filter(|path| {
            let file = path
                .file_name()
                .and_then(|file| file.to_str())
                .unwrap_or_default();
            file.starts_with(&prefix) && Path::new(file).extension().is_some_and(|it| it == "rlib")
        })
        .max_by_key(age);
    (
        name.to_owned(),
        newest.expect("Cargo has built it for this program"),
    )
}

/// As the grader compiles a submission.
#[expect(
    clippy::disallowed_methods,
    reason = "the compiler is a child of this measurement alone"
)]
fn compile(source: &Path, externs: &Externs) -> Duration {
    let mut command = Command::new("rustc");
    command.arg(source).args([
        "--crate-type",
        "rlib",
        "--edition",
        "2024",
        "-F",
        "unsafe-code",
    ]);
    command.args(["-C", "opt-level=0", "-C", "debuginfo=line-tables-only"]);
    command.args(["-C", "overflow-checks=on", "-C", "debug-assertions=on"]);
    let folder = externs[0].1.parent().expect("a library lies in a folder");
    command
        .arg("-L")
        .arg(format!("dependency={}", folder.display()));
    for (name, path) in externs {
        command
            .arg("--extern")
            .arg(format!("{name}={}", path.display()));
    }
    command.arg("-o").arg(source.with_extension("rlib"));
    time(|| assert!(command.status().expect("rustc can be started").success()))
}
