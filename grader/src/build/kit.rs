//! The kit: the crates that submissions are linked with, built once by Cargo for each state of
//! their sources, and the compiler that built them.
//!
//! A fresh kit is recognised by a hash of contents; then neither Cargo nor rustup is run.

use super::rustc::TOOL_PATIENCE;
use crate::{
    error::{Error, Result},
    event::{Event, Listener},
    layout::Layout,
    process::{self, Exit, Job},
    store,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// The packages to build. Their libraries are known by the names in [`FACADES`] and [`OTHERS`].
/// Cargo builds a dependency by name only beside a member that needs it: `check-native` is the one
/// that needs the real channels, and rayon and signal-hook come with it.
const PACKAGES: [&str; 10] = [
    "check",
    "check-native",
    "native-std",
    "native-core",
    "sim-std",
    "sim-core",
    "sim-alloc",
    "sim-crossbeam-channel",
    "sim-test",
    "crossbeam-channel",
];

/// What replaces what in the simulation: the name in the learner's code, and the library that takes its
/// place.
pub(super) const FACADES: [(&str, &str); 4] = [
    ("std", "sim_std"),
    ("core", "sim_core"),
    ("alloc", "sim_alloc"),
    ("crossbeam_channel", "sim_crossbeam_channel"),
];

/// The same for real threads: the real things, cut down to what the simulation has.
pub(super) const NATIVE_FACADES: [(&str, &str); 4] = [
    ("std", "native_std"),
    ("core", "native_core"),
    ("alloc", "sim_alloc"),
    ("crossbeam_channel", "crossbeam_channel"),
];

/// What only topics with tasks on real threads may use: the name in the learner's code is that of
/// the library. They are the real crates in both worlds.
pub(super) const NATIVE: [&str; 2] = ["rayon", "signal_hook"];

/// The other libraries: what suites are written with, and the real thing to compare with.
const OTHERS: [&str; 6] = [
    "check",
    "check_native",
    "sim_test",
    "crossbeam_channel",
    "native_std",
    "native_core",
];

/// Every library of the kit.
fn known() -> impl Iterator<Item = &'static str> {
    let facades = FACADES.iter().map(|&(_, name)| name);
    facades.chain(OTHERS).chain(NATIVE)
}

/// The crates that submissions are linked with, ready to be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kit {
    /// Hash of everything that it was made from.
    pub key: String,
    /// The compiler itself, not rustup's proxy.
    pub rustc: PathBuf,
    /// Where the libraries' own dependencies are.
    pub dependencies: PathBuf,
    /// The library files, by library name.
    pub libraries: BTreeMap<String, PathBuf>,
}

impl Kit {
    /// The file of a library of the kit.
    #[must_use]
    pub fn rlib(&self, name: &str) -> &Path {
        // A kit is only made when all are there, see `prepare`.
        self.libraries
            .get(name)
            .map_or(Path::new(""), PathBuf::as_path)
    }

    /// What a compiler reads besides sources: the tool chain, the libraries of the kit, and the linker
    /// with what belongs to it.
    #[must_use]
    pub fn readable(&self) -> Vec<PathBuf> {
        const SYSTEM: [&str; 12] = [
            "/usr",
            "/bin",
            "/lib",
            "/lib32",
            "/lib64",
            "/etc/ld.so.cache",
            "/etc/ld.so.conf",
            "/etc/ld.so.conf.d",
            "/etc/alternatives",
            "/nix/store",
            "/dev/urandom",
            "/opt",
        ];
        let tool_chain = self.rustc.ancestors().nth(2).map(Path::to_owned);
        let libraries = self.libraries.values().filter_map(|file| file.parent());
        let mut readable: Vec<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
        readable.extend(tool_chain);
        readable.push(self.dependencies.clone());
        readable.extend(libraries.map(Path::to_owned));
        let path = variable("PATH").unwrap_or_default();
        readable.extend(env::split_paths(&path).filter(|folder| folder.is_absolute()));
        readable.sort();
        readable.dedup();
        readable
    }

    /// Whether all its files are still there.
    fn is_whole(&self) -> bool {
        let files = self.libraries.values().chain([&self.rustc]);
        files.into_iter().all(|file| file.is_file())
            && known().all(|name| self.libraries.contains_key(name))
    }
}

/// The kit for the present sources: the stored one if it is fresh, or a new one.
///
/// # Errors
/// If it cannot be built, with what Cargo said.
pub fn prepare(layout: &Layout, listener: Listener<'_>) -> Result<Kit> {
    let stored = layout.state().join("kit.json");
    let key = key(layout)?;
    let fresh = store::read::<Kit>(&stored).filter(|kit| kit.key == key && kit.is_whole());
    if let Some(kit) = fresh {
        return Ok(kit);
    }
    listener(&Event::KitStarted);
    let rustc = compiler(layout)?;
    let (dependencies, libraries) = libraries(layout, &rustc)?;
    let kit = Kit {
        key,
        rustc,
        dependencies,
        libraries,
    };
    if !kit.is_whole() {
        let names: Vec<_> = kit.libraries.keys().cloned().collect();
        return Err(Error::Kit(format!("Cargo built only {}", names.join(", "))));
    }
    store::write(&stored, &kit)?;
    listener(&Event::KitReady);
    Ok(kit)
}

/// Whether the kit is there, and made from the present sources.
///
/// # Errors
/// If the sources cannot be read.
pub fn is_ready(layout: &Layout) -> Result<bool> {
    let key = key(layout)?;
    let stored = store::read::<Kit>(&layout.state().join("kit.json"));
    Ok(stored.is_some_and(|kit| kit.key == key && kit.is_whole()))
}

/// A hash of all that the kit is made from.
fn key(layout: &Layout) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let mut add = |name: &str, content: &[u8]| {
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher.update(&(content.len() as u64).to_le_bytes());
        hasher.update(content);
    };
    let root = layout.root();
    for name in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"] {
        add(name, &fs::read(root.join(name)).unwrap_or_default());
    }
    let mut files = Vec::new();
    source_files(&root.join("grader/crates"), &mut files)?;
    for file in files {
        let content = fs::read(&file).map_err(Error::io("cannot read", &file))?;
        add(&layout.show(&file), &content);
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// The Rust sources and manifests below a folder, in order; tests do not change a library.
fn source_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for path in store::listing(folder)? {
        if path.is_dir() {
            let skipped = ["tests", "benches", "examples", "target"];
            if !skipped.iter().any(|name| path.ends_with(name)) {
                source_files(&path, files)?;
            }
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rs" || extension == "toml")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// Where the pinned tool chain's compiler is.
///
/// # Errors
/// If there is none, with what rustup said.
pub fn compiler(layout: &Layout) -> Result<PathBuf> {
    let mut job = process::tool(Path::new("rustc"), layout.root(), TOOL_PATIENCE);
    job.arguments = vec!["--print".into(), "sysroot".into()];
    job.environment = environment();
    let ended = process::run(&job)?;
    let sysroot = String::from_utf8_lossy(&ended.stdout).trim().to_owned();
    let rustc = Path::new(&sysroot).join("bin/rustc");
    if ended.exit == Exit::Status(0) && rustc.is_file() {
        Ok(rustc)
    } else {
        let said = String::from_utf8_lossy(&ended.stderr);
        Err(Error::Kit(format!(
            "rustc does not tell where it is installed: {}",
            said.trim()
        )))
    }
}

/// Cargo, at the root of the checkout, without arguments yet.
#[must_use]
pub fn cargo(layout: &Layout) -> Job {
    let cargo = variable("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut job = process::tool(&cargo, layout.root(), TOOL_PATIENCE);
    job.environment = environment();
    job
}

/// Where Cargo keeps what it builds for the grader.
#[must_use]
pub fn target(layout: &Layout) -> PathBuf {
    layout.state().join("target")
}

/// Has Cargo build the packages; gives where the dependencies are, and each library.
fn libraries(layout: &Layout, rustc: &Path) -> Result<(PathBuf, BTreeMap<String, PathBuf>)> {
    let mut job = cargo(layout);
    // Cargo compiles dependencies in their own folders, where the pin of `rust-toolchain.toml` does not
    // hold: without this they would be compiled by whatever is the default.
    job.environment.push(("RUSTC", rustc.into()));
    let fixed = [
        "build",
        "--profile",
        "suite",
        "--message-format",
        "json",
        "--target-dir",
    ];
    job.arguments = fixed.iter().map(OsString::from).collect();
    job.arguments.push(target(layout).into());
    for package in PACKAGES {
        job.arguments.extend(["--package".into(), package.into()]);
    }
    let ended = process::run(&job)?;
    let messages = String::from_utf8_lossy(&ended.stdout);
    if ended.exit != Exit::Status(0) {
        let said = String::from_utf8_lossy(&ended.stderr);
        let rendered = messages.lines().filter_map(compiler_message).take(3);
        let detail: Vec<String> = rendered.chain([said.trim().to_owned()]).collect();
        return Err(Error::Kit(detail.join("\n")));
    }
    let libraries: BTreeMap<String, PathBuf> = messages.lines().filter_map(artifact).collect();
    let folder = |file: &PathBuf| file.parent().map(Path::to_owned);
    let dependencies = libraries
        .values()
        .next()
        .and_then(folder)
        .unwrap_or_default();
    Ok((dependencies, libraries))
}

/// The library that a message of Cargo's tells of: its name and its file among the dependencies.
fn artifact(line: &str) -> Option<(String, PathBuf)> {
    let message: Message = serde_json::from_str(line).ok()?;
    let target = message
        .target
        .filter(|_| message.reason == "compiler-artifact")?;
    let known = known().any(|name| name == target.name);
    if !known || !target.kind.iter().any(|kind| kind == "lib") {
        return None;
    }
    // Cargo names the copy that lies outside; the one beside the metadata is what the other
    // libraries refer to.
    let file = |extension: &str| {
        let matches = |file: &&PathBuf| file.extension().is_some_and(|found| found == extension);
        message.filenames.iter().find(matches).cloned()
    };
    let beside = file("rmeta")
        .map(|file| file.with_extension("rlib"))
        .filter(|file| file.is_file());
    Some((target.name, beside.or_else(|| file("rlib"))?))
}

/// The text of an error that Cargo passes on from the compiler.
fn compiler_message(line: &str) -> Option<String> {
    let message: Message = serde_json::from_str(line).ok()?;
    let inner = message.inner.filter(|inner| inner.level == "error")?;
    inner.rendered
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    #[serde(rename = "message")]
    inner: Option<Inner>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Inner {
    level: String,
    rendered: Option<String>,
}

/// What the tool chain needs to find itself and the network, and nothing that changes its output: which
/// tool chain it is, `rust-toolchain.toml` alone decides, however the grader was started.
fn environment() -> Vec<(&'static str, OsString)> {
    const PASSED_ON: [&str; 17] = [
        "PATH",
        "HOME",
        "USER",
        "TMPDIR",
        "CARGO_HOME",
        "RUSTUP_HOME",
        "RUSTUP_AUTO_INSTALL",
        "CARGO_NET_OFFLINE",
        "CARGO_HTTP_PROXY",
        "CARGO_HTTP_CAINFO",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "http_proxy",
        "https_proxy",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "NO_PROXY",
    ];
    PASSED_ON
        .iter()
        .filter_map(|&name| Some((name, variable(name)?)))
        .collect()
}

/// What a compiler in a child needs of the environment: where the linker is. What it needs for a moment
/// it keeps where it runs: a linker that is nobody may not even look at a path that leads there.
pub(super) fn linker_environment() -> Vec<(&'static str, OsString)> {
    let path = variable("PATH").map(|path| ("PATH", path));
    path.into_iter().chain([("TMPDIR", ".".into())]).collect()
}

/// A variable of the grader's environment.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}

/// A hash of the program that runs; `None` if the system does not say where it is.
#[must_use]
pub fn own_hash() -> Option<String> {
    let program = env::current_exe().ok()?;
    let mut hasher = blake3::Hasher::new();
    std::io::copy(&mut fs::File::open(program).ok()?, &mut hasher).ok()?;
    Some(hasher.finalize().to_hex().to_string())
}
