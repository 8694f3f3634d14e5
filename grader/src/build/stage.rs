//! The stage: a folder of the grader's own, where sources are copied and compiled. It is named by the hash of all
//! that goes into a build, and what was built there before is found again by that hash; times of files are not
//! trusted. Who works on a topic has one folder for all that is saved: the compiler knows its own work again
//! only where paths are the same.

use super::{Binary, Build, Job, TaskBuild, kit::Kit, rustc::World};
use crate::{
    error::{Error, Result},
    process::confine::{self, Cage, Confinement, Purpose},
    store,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// How many builds of a topic are kept.
const KEPT: usize = 4;

/// The name of the stage in which what was compiled last is used again.
const LATEST: &str = "latest";

/// Which sources are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sources {
    /// The submission.
    Learners,
    /// The hidden suite.
    Suite,
    /// Programs that must not compile, and their twins.
    Contracts,
}

/// A folder to build in.
pub(super) struct Stage {
    /// The topic, which is the library's name.
    pub(super) topic: String,
    /// Some task runs on real threads, so that what only those may use is there.
    pub(super) has_native: bool,
    folder: PathBuf,
    /// The hash of all that goes into the build.
    key: String,
    /// What was compiled here last is used again.
    pub(super) incremental: bool,
    confinement: Confinement,
    /// How many threads the compiler may use.
    pub(super) threads: usize,
    /// The tasks whose suites use `common.rs`: it is written for the world of those alone.
    sharing: BTreeSet<String>,
}

/// What is stored of a build in which every task could be built.
#[derive(Serialize, Deserialize)]
struct Stored {
    /// The hash of all that went into it.
    key: String,
    /// The programs of the tasks.
    binaries: BTreeMap<String, Binary>,
}

impl Stage {
    /// The stage for this job, made if need be.
    pub(super) fn prepare(job: &Job<'_>) -> Result<Stage> {
        let key = key(job);
        let name = if job.incremental { LATEST } else { &key };
        let folder = job.scratch.join(&job.topic.id).join(name);
        fs::create_dir_all(&folder).map_err(Error::io("cannot create", &folder))?;
        let tasks = &job.topic.tasks;
        let has_common = job.suite.files.contains_key("common.rs");
        let shares = |task: &&String| {
            let text = job.suite.files.get(&format!("{task}.rs"));
            has_common && text.is_some_and(|text| text.contains("common"))
        };
        let ids = tasks.iter().map(|task| &task.id);
        Ok(Stage {
            topic: job.topic.id.clone(),
            has_native: job.suite.real_threads,
            folder,
            key,
            incremental: job.incremental,
            confinement: job.confinement,
            threads: job.threads,
            sharing: ids.filter(shares).cloned().collect(),
        })
    }

    /// A stage in this folder for a program of several submissions of the job's topic.
    pub(super) fn of_a_group(folder: &Path, job: &Job<'_>) -> Result<Stage> {
        let job = Job {
            scratch: folder,
            incremental: false,
            ..*job
        };
        let stage = Stage::prepare(&job)?;
        stage.clear()?;
        Ok(stage)
    }

    /// What was built here before.
    pub(super) fn cached(&self) -> Option<Build> {
        let Stored { key, binaries } = store::read(&self.stored())?;
        if key != self.key {
            return None;
        }
        // The library is of use beyond the program: what must not compile is tried with it.
        let library = super::rustc::library_file(self, World::Simulated);
        let whole = binaries.values().all(|binary| binary.path().is_file()) && library.is_file();
        let ready = |(task, binary)| (task, TaskBuild::Ready(binary));
        whole.then(|| Build::Built(binaries.into_iter().map(ready).collect()))
    }

    /// Stores a build for the next time.
    pub(super) fn remember(&self, build: &Build) -> Result<()> {
        let Build::Built(tasks) = build else {
            return Ok(());
        };
        let ready = |(task, build): (&String, &TaskBuild)| match build {
            TaskBuild::Ready(binary) => Some((task.clone(), binary.clone())),
            TaskBuild::Unfit(_) => None,
        };
        if let Some(binaries) = tasks.iter().map(ready).collect() {
            let key = self.key.clone();
            store::write(&self.stored(), &Stored { key, binaries })?;
        }
        Ok(())
    }

    /// Copies the sources here, and forgets old builds.
    pub(super) fn write(&self, job: &Job<'_>) -> Result<()> {
        self.clear()?;
        for (name, text) in &job.submission.files {
            put(&self.folder.join(name), text)?;
        }
        for (name, text) in &job.suite.files {
            put(&self.folder.join("suite").join(name), text)?;
        }
        self.forget_old();
        Ok(())
    }

    /// Removes the sources that lie here, and makes place for what is built.
    fn clear(&self) -> Result<()> {
        // What was built here is no longer what lies here.
        let _ = fs::remove_file(self.stored());
        for sources in ["src", "tests", "suite", "contracts"] {
            let _ = fs::remove_dir_all(self.folder.join(sources));
        }
        // What a compiler left there that was killed is of no use.
        let temporary = self.temporary();
        let _ = fs::remove_dir_all(&temporary);
        for folder in [&self.output(), &temporary] {
            fs::create_dir_all(folder).map_err(Error::io("cannot create", folder))?;
        }
        if self.confinement.drops_user {
            confine::give_to_nobody(&temporary)
                .map_err(Error::io("cannot give away", &temporary))?;
        }
        Ok(())
    }

    /// Writes a file of the suites.
    pub(super) fn write_suite(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.folder.join("suite").join(name);
        put(&path, text)?;
        Ok(path)
    }

    /// Whether one of these tasks uses `common.rs`.
    pub(super) fn shares(&self, tasks: &[&str]) -> bool {
        tasks.iter().any(|&task| self.sharing.contains(task))
    }

    /// The hash of all that goes into the build.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The program that runs these tasks' checks, as source.
    pub(super) fn write_main(&self, tasks: &[&str], world: World) -> Result<PathBuf> {
        let common = if self.shares(tasks) {
            "mod common;\n"
        } else {
            ""
        };
        let modules: Vec<String> = tasks.iter().map(|task| format!("mod {task};")).collect();
        let modules = modules.join("\n");
        let suites: Vec<String> = tasks.iter().map(|task| format!("{task}::SUITE")).collect();
        let text = format!(
            "//! Generated: runs the checks of {}.\n\n{common}{modules}\n\nfn main() -> check::ExitCode {{\n    \
             check::main(&[{}])\n}}\n",
            tasks.join(", "),
            suites.join(", ")
        );
        let world = world.suffix();
        let name = match tasks {
            [task] => format!("main_{task}{world}.rs"),
            _ => format!("main{world}.rs"),
        };
        self.write_suite(&name, &text)
    }

    /// A program that uses the submission, as source.
    pub(super) fn write_program(&self, name: &str, text: &str) -> Result<()> {
        let path = self.folder.join("contracts").join(format!("{name}.rs"));
        put(&path, text)
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where what is built lies: the only folder beside [`temporary`](Self::temporary) that a compiler
    /// may write in.
    pub(super) fn output(&self) -> PathBuf {
        self.folder.join("out")
    }

    /// Where a compiler keeps what it may use again of what it makes of a crate, if it may.
    pub(super) fn memory(&self, output: &Path) -> Option<PathBuf> {
        let name = output.file_stem().filter(|_| self.incremental)?;
        Some(self.output().join("incremental").join(name))
    }

    /// Where a compiler runs, and keeps what it needs for a moment.
    pub(super) fn temporary(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    /// What a compiler may use: the tool chain, the kit, and of the stage only what it is to compile.
    /// The learner's code is compiled where the suite cannot be read.
    pub(super) fn cage(&self, kit: &Kit, sources: Sources) -> Cage {
        let mut readable = kit.readable();
        let folders: &[&str] = match sources {
            Sources::Learners => &["src", "tests"],
            Sources::Suite => &["suite"],
            Sources::Contracts => &["contracts"],
        };
        readable.extend(folders.iter().map(|folder| self.folder.join(folder)));
        Cage {
            confinement: self.confinement,
            purpose: Purpose::Build,
            readable,
            writable: vec![self.output(), self.temporary(), "/dev/null".into()],
        }
    }

    /// Where the list of what was built is.
    fn stored(&self) -> PathBuf {
        self.folder.join("built.json")
    }

    /// Removes all but the newest few builds of the topic. A failure to tidy up is no failure.
    pub(super) fn forget_old(&self) {
        let Some(entries) = self.folder.parent().and_then(|all| fs::read_dir(all).ok()) else {
            return;
        };
        let age = |path: PathBuf| Some((fs::metadata(&path).ok()?.modified().ok()?, path));
        let mut builds: Vec<_> = entries
            .filter_map(|entry| age(entry.ok()?.path()))
            .collect();
        builds.sort();
        for (_, old) in builds.iter().rev().skip(KEPT) {
            let _ = fs::remove_dir_all(old);
        }
    }
}

/// Writes a file, with its folder.
fn put(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().expect("a staged file has a folder");
    fs::create_dir_all(folder).map_err(Error::io("cannot create", folder))?;
    fs::write(path, text).map_err(Error::io("cannot write", path))
}

/// A hash of all that goes into a build.
fn key(job: &Job<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    add(env!("CARGO_PKG_VERSION"));
    add(&job.kit.key);
    for task in &job.topic.tasks {
        add(&task.id);
        add(&format!("{:?}", task.engine));
    }
    for (name, text) in job
        .submission
        .files
        .iter()
        .chain([(&String::new(), &String::new())])
    {
        add(name);
        add(text);
    }
    for (name, text) in &job.suite.files {
        add(name);
        add(text);
    }
    hasher.finalize().to_hex()[..24].to_owned()
}
