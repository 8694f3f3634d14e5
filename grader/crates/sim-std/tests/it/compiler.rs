//! Compiles small programs as the grader does, with the facades in the place of the real crates, and
//! without.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

/// What a program is compiled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum World {
    Real,
    Simulated,
    /// Real threads, behind the same fence.
    Native,
}

impl World {
    /// What takes the place of `std`, `core` and `alloc`.
    fn facades(self) -> Externs<'static> {
        match self {
            World::Real => &[],
            World::Simulated => &[
                ("std", "sim_std"),
                ("core", "sim_core"),
                ("alloc", "sim_alloc"),
            ],
            World::Native => &[
                ("std", "native_std"),
                ("core", "native_core"),
                ("alloc", "sim_alloc"),
            ],
        }
    }
}

/// Names by which a program knows libraries, and the names of the files that Cargo has made of them.
pub(crate) type Externs<'a> = &'a [(&'a str, &'a str)];

/// Compiles a library, with the facades of the standard library or without; gives what the compiler says
/// if it refuses.
pub(crate) fn compile(world: World, edition: u32, source: &str) -> Result<(), String> {
    compile_with(world.facades(), edition, source)
}

/// As [`compile`], with these libraries.
#[expect(
    clippy::disallowed_methods,
    reason = "the compiler is a child of this test alone"
)]
pub(crate) fn compile_with(externs: Externs, edition: u32, source: &str) -> Result<(), String> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("program_{number}.rs"));
    fs::write(&file, source).expect("the scratch folder is writable");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.arg(&file).args([
        "--crate-type",
        "lib",
        "--emit",
        "metadata",
        "-F",
        "unsafe-code",
    ]);
    command.args(["--cap-lints", "warn", "--edition", &edition.to_string()]);
    command.arg("-o").arg(file.with_extension("rmeta"));
    if !externs.is_empty() {
        let libraries = libraries();
        command
            .arg("-L")
            .arg(format!("dependency={}", libraries.display()));
        for (name, file) in externs {
            let library = newest(&libraries, &format!("lib{file}-"));
            command
                .arg("--extern")
                .arg(format!("{name}={}", library.display()));
        }
    }
    let output = command.output().expect("the compiler can be started");
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Where Cargo put the libraries: beside this program.
fn libraries() -> PathBuf {
    let program = env::current_exe().expect("a running program has a path");
    program.parent().expect("it lies in a folder").to_owned()
}

/// The library that was built last, if there are several of one name.
fn newest(folder: &Path, prefix: &str) -> PathBuf {
    let entries = fs::read_dir(folder)
        .expect("the folder of this program")
        .flatten();
    let libraries = entries.map(|entry| entry.path()).filter(|path| {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        name.starts_with(prefix)
            && path
                .extension()
                .is_some_and(|extension| extension == "rlib")
    });
    libraries
        .max_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok())
        .expect("Cargo has built the facades for this test")
}
