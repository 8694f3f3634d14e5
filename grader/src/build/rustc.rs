//! Calls of the compiler, and what it says.

use super::{
    CompileError, SOURCES,
    diagnostics::{self, Diagnostic},
    kit::{FACADES, Kit, NATIVE, NATIVE_FACADES, linker_environment},
    stage::{Sources, Stage},
};
use crate::{
    error::{Error, Result},
    process::{self, Exit, Limits, Records, Watch},
};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// For how long a tool of the tool chain may say nothing: Cargo may have to download first.
pub(super) const TOOL_PATIENCE: Duration = Duration::from_mins(20);

/// What the names of programs that must not compile begin with in what the compiler says of them.
pub(super) const PROGRAMS: &str = "/contracts/";

/// What the compiler may use for one crate: twenty times what an exercise takes. Processor time comes
/// first, since a loaded machine does not spend it.
const COMPILER_LIMITS: Limits = Limits {
    silence: Duration::from_mins(2),
    cpu_seconds: Some(30),
    memory: Some(4 * 1024 * 1024 * 1024),
    file: Some(512 * 1024 * 1024),
    output: 8 * 1024 * 1024,
    records: 0,
};

/// What the compiler made of a crate.
pub(super) enum Compiled<T> {
    /// This file.
    Ready(PathBuf),
    /// Nothing, for these reasons.
    Refused(T),
}

/// What the learner's code is compiled against.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum World {
    /// The simulation.
    Simulated,
    /// Real threads: the real crates, behind the same fence.
    Native,
    /// The real crates as they are, to hear what the compiler says without a facade in between.
    /// Nothing is run that was compiled so.
    Real,
}

impl World {
    /// What suites are written with.
    fn harness(self) -> &'static str {
        match self {
            World::Simulated => "check",
            World::Native | World::Real => "check_native",
        }
    }

    /// What distinguishes the files of this world.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            World::Simulated => "",
            World::Native => "-native",
            World::Real => "-real",
        }
    }
}

/// Compiles the submission as a library.
pub(super) fn library(kit: &Kit, stage: &Stage, world: World) -> Result<Compiled<Vec<Diagnostic>>> {
    let output = library_file(stage, world);
    let mut arguments = learner(kit, stage, world);
    arguments.push("--emit=link".into());
    arguments.extend(["-o".into(), output.clone().into()]);
    arguments.extend(again(stage, &output));
    learners(kit, stage, arguments, output)
}

/// Where the submission is, once it is a library.
pub(super) fn library_file(stage: &Stage, world: World) -> PathBuf {
    let name = format!("lib{}{}.rlib", stage.topic, world.suffix());
    stage.output().join(name)
}

/// Checks a program that uses the submission: what the compiler would say, without making anything
/// that could be run. What it says of the program's lines bears the file's name in [`PROGRAMS`].
pub(super) fn program(
    kit: &Kit,
    stage: &Stage,
    name: &str,
    world: World,
) -> Result<Compiled<Vec<Diagnostic>>> {
    let folder = stage.folder().join("contracts");
    let output = stage.output().join(format!("contract-{name}.rmeta"));
    let mut arguments: Vec<OsString> = vec![folder.join(format!("{name}.rs")).into()];
    arguments.extend(["--crate-name", "program", "--crate-type", "bin"].map(OsString::from));
    arguments.extend(common(kit, stage, world));
    arguments.extend(external(&stage.topic, &library_file(stage, world)));
    arguments.extend(["--emit=metadata", "--cap-lints", "allow"].map(OsString::from));
    let named = PROGRAMS.trim_end_matches('/');
    arguments.extend(["--remap-path-prefix".into(), remap(&folder, named)]);
    arguments.extend(["-o".into(), output.clone().into()]);
    let (exit, diagnostics) = compile(kit, stage, arguments, Sources::Contracts)?;
    concluded(kit, stage, exit, diagnostics, output)
}

/// Compiles a root file of the submission with its tests, and the harness that finds them.
pub(super) fn tests(
    kit: &Kit,
    stage: &Stage,
    file: &str,
    crate_name: &str,
) -> Result<Compiled<Vec<Diagnostic>>> {
    let source = stage.folder().join(file);
    let name = file.replace('/', "-");
    let output = stage.output().join(name).with_extension("bin");
    let mut arguments: Vec<OsString> = vec![source.into()];
    arguments.extend(["--test", "--crate-name", crate_name].map(OsString::from));
    arguments.extend(common(kit, stage, World::Simulated));
    arguments.extend(external("test", kit.rlib("sim_test")));
    if file != "src/lib.rs" {
        let library = library_file(stage, World::Simulated);
        arguments.extend(external(&stage.topic, &library));
    }
    arguments.extend(submitted(stage));
    arguments.extend(["-o".into(), output.clone().into()]);
    learners(kit, stage, arguments, output)
}

/// Checks the submission against the real crates.
pub(super) fn check_real(kit: &Kit, stage: &Stage) -> Result<Compiled<Vec<Diagnostic>>> {
    let output = stage
        .output()
        .join(format!("lib{}_real.rmeta", stage.topic));
    let mut arguments = learner(kit, stage, World::Real);
    arguments.push("--emit=metadata".into());
    arguments.extend(["-o".into(), output.clone().into()]);
    learners(kit, stage, arguments, output)
}

/// What the compiler warns of in the submission, against the real crates.
pub(super) fn warnings(kit: &Kit, stage: &Stage) -> Result<Vec<CompileError>> {
    let output = stage
        .output()
        .join(format!("lib{}_real.rmeta", stage.topic));
    let mut arguments = learner(kit, stage, World::Real);
    arguments.push("--emit=metadata".into());
    arguments.extend(["-o".into(), output.into()]);
    let (_, diagnostics) = compile(kit, stage, arguments, Sources::Learners)?;
    let placed = diagnostics.iter().filter(|it| it.has_place());
    Ok(placed.map(diagnostics::in_learners_terms).collect())
}

/// Compiles the learner's code. A lint that the learner, or rustc, made an error of is no reason
/// to refuse it, but for the one that the grader itself forbids: with `--cap-lints` that one would
/// be off, so that the cap comes only after it was seen to be silent.
fn learners(
    kit: &Kit,
    stage: &Stage,
    mut arguments: Vec<OsString>,
    output: PathBuf,
) -> Result<Compiled<Vec<Diagnostic>>> {
    let (exit, diagnostics) = compile(kit, stage, arguments.clone(), Sources::Learners)?;
    let first = concluded(kit, stage, exit, diagnostics, output.clone())?;
    let Compiled::Refused(errors) = &first else {
        return Ok(first);
    };
    if !errors
        .iter()
        .all(|error| error.is_lint() && !error.is_unsafe() && !error.is_endless())
    {
        return Ok(first);
    }
    arguments.extend(["--cap-lints", "warn"].map(OsString::from));
    let (exit, diagnostics) = compile(kit, stage, arguments, Sources::Learners)?;
    if diagnostics.iter().any(Diagnostic::is_unsafe) {
        return Ok(first);
    }
    concluded(kit, stage, exit, diagnostics, output)
}

/// Compiles the program that runs the checks of these tasks.
pub(super) fn suite(
    kit: &Kit,
    stage: &Stage,
    library: &Path,
    tasks: &[&str],
    world: World,
) -> Result<Compiled<Vec<CompileError>>> {
    let main = stage.write_main(tasks, world)?;
    let library = external(&stage.topic, library).to_vec();
    Ok(match suites(kit, stage, &main, library, world)? {
        Compiled::Ready(output) => Compiled::Ready(output),
        Compiled::Refused(errors) => {
            Compiled::Refused(errors.iter().map(diagnostics::in_learners_terms).collect())
        }
    })
}

/// Compiles the program that runs the checks of several submissions, each with its name in the program and the folder
/// of its suite in the stage.
pub(super) fn group(
    kit: &Kit,
    stage: &Stage,
    main: &Path,
    members: &[(String, PathBuf)],
) -> Result<Compiled<Vec<Diagnostic>>> {
    let mut arguments: Vec<OsString> = ["--cap-lints", "allow"].map(OsString::from).into();
    for (name, folder) in members {
        // Their folders keep their names: files that are remapped to one name are one file to the compiler, and all
        // members would get the suite of the first.
        arguments.extend(external(name, &folder.join(format!("lib{name}.rlib"))));
    }
    suites(kit, stage, main, arguments, World::Simulated)
}

/// Compiles a main program of suites, with what the arguments say besides.
fn suites(
    kit: &Kit,
    stage: &Stage,
    main: &Path,
    besides: Vec<OsString>,
    world: World,
) -> Result<Compiled<Vec<Diagnostic>>> {
    let program = main.with_extension("bin");
    let output = stage
        .output()
        .join(program.file_name().unwrap_or(program.as_os_str()));
    let mut arguments: Vec<OsString> = vec![main.into()];
    arguments.extend(["--crate-name", "suite", "--crate-type", "bin"].map(OsString::from));
    arguments.extend(common(kit, stage, world));
    arguments.extend(external("check", kit.rlib(world.harness())));
    // The suite is staged beside the sources, and must not be taken for them in a report.
    arguments.extend([
        "--remap-path-prefix".into(),
        remap(&stage.folder().join("suite"), "/suite"),
    ]);
    arguments.extend(besides);
    arguments.extend(["-o".into(), output.clone().into()]);
    arguments.extend(again(stage, &output));
    let (exit, diagnostics) = compile(kit, stage, arguments, Sources::Suite)?;
    concluded(kit, stage, exit, diagnostics, output)
}

/// The arguments for the learner's code.
fn learner(kit: &Kit, stage: &Stage, world: World) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec![stage.folder().join("src/lib.rs").into()];
    arguments.extend(["--crate-name", &stage.topic, "--crate-type", "rlib"].map(OsString::from));
    arguments.extend(common(kit, stage, world));
    arguments.extend(submitted(stage));
    // Libraries of one name that are to be one program are told apart by this. It may not change where what was
    // compiled last is used again.
    if !stage.incremental {
        arguments.extend(["-C".into(), format!("metadata={}", stage.key()).into()]);
    }
    arguments
}

/// What holds for everything that was handed in.
fn submitted(stage: &Stage) -> [OsString; 4] {
    let renamed = remap(stage.folder(), SOURCES.trim_end_matches('/'));
    [
        "-F".into(),
        "unsafe-code".into(),
        "--remap-path-prefix".into(),
        renamed,
    ]
}

/// What all crates are compiled with.
fn common(kit: &Kit, stage: &Stage, world: World) -> Vec<OsString> {
    let fixed = [
        "--edition",
        "2024",
        "--error-format=json",
        "-C",
        "opt-level=0",
        "-C",
        "debuginfo=line-tables-only",
        "-C",
        "overflow-checks=on",
        // `debug_assert!` is on; what the compiler would check with it besides, of unsafe code, there is none of.
        "-C",
        "debug-assertions=off",
        "-A",
        "explicit_builtin_cfgs_in_flags",
        "--cfg",
        "debug_assertions",
    ];
    let mut arguments: Vec<OsString> = fixed.iter().map(OsString::from).collect();
    let mut search = OsString::from("dependency=");
    search.push(&kit.dependencies);
    arguments.extend(["-L".into(), search]);
    // The usual 16 take a tenth more of a processor, and are no faster on fewer; but of 16 small pieces fewer are to
    // be made again.
    let units = if stage.incremental {
        16
    } else {
        stage.threads.clamp(1, 16)
    };
    let units = format!("codegen-units={units}");
    arguments.extend(["-C".into(), units.into()]);
    match world {
        World::Simulated => arguments.extend(externals(kit, &FACADES)),
        World::Native => arguments.extend(externals(kit, &NATIVE_FACADES)),
        World::Real => {
            arguments.extend(externals(
                kit,
                &[("crossbeam_channel", "crossbeam_channel")],
            ));
        }
    }
    if stage.has_native {
        for name in NATIVE {
            arguments.extend(external(name, kit.rlib(name)));
        }
    }
    arguments
}

/// Libraries of the kit under the names that learners know.
fn externals(kit: &Kit, named: &[(&str, &str)]) -> Vec<OsString> {
    let each = |&(name, library): &(&str, &str)| external(name, kit.rlib(library));
    named.iter().flat_map(each).collect()
}

/// `--extern name=file`
fn external(name: &str, file: &Path) -> [OsString; 2] {
    let mut value = OsString::from(name);
    value.push("=");
    value.push(file);
    ["--extern".into(), value]
}

/// `from=to`
fn remap(from: &Path, to: &str) -> OsString {
    let mut value = OsString::from(from);
    value.push("=");
    value.push(to);
    value
}

/// What an argument begins with that names the folder of what is used again.
const AGAIN: &str = "-Cincremental=";

/// That what was made of this crate last is used again, if it may be.
fn again(stage: &Stage, output: &Path) -> Option<OsString> {
    let mut argument = OsString::from(AGAIN);
    argument.push(stage.memory(output)?);
    Some(argument)
}

/// Runs the compiler in the stage. If it breaks on what it made last, it makes everything anew.
fn compile(
    kit: &Kit,
    stage: &Stage,
    mut arguments: Vec<OsString>,
    sources: Sources,
) -> Result<(Exit, Vec<Diagnostic>)> {
    let (exit, diagnostics) = call(kit, stage, arguments.clone(), sources)?;
    let is_again = |argument: &OsString| argument.to_string_lossy().starts_with(AGAIN);
    let broke = !matches!(exit, Exit::Status(0 | 1));
    let Some(index) = arguments.iter().position(is_again).filter(|_| broke) else {
        return Ok((exit, diagnostics));
    };
    arguments.remove(index);
    let _ = fs::remove_dir_all(stage.output().join("incremental"));
    call(kit, stage, arguments, sources)
}

/// Runs the compiler once.
fn call(
    kit: &Kit,
    stage: &Stage,
    arguments: Vec<OsString>,
    sources: Sources,
) -> Result<(Exit, Vec<Diagnostic>)> {
    let job = process::Job {
        program: kit.rustc.clone(),
        arguments,
        environment: linker_environment(),
        folder: stage.temporary(),
        input: Vec::new(),
        records: Records::None,
        limits: COMPILER_LIMITS,
        watch: Watch::Records,
        cage: Some(stage.cage(kit, sources)),
    };
    let ended = process::run(&job)?;
    Ok((
        ended.exit,
        diagnostics::parse(&String::from_utf8_lossy(&ended.stderr)),
    ))
}

/// Tells a compiler that refused a crate from one that broke. If it broke, and then compiles a crate
/// that is beyond doubt, the crate broke it: that is a refusal as well, and no fault of the grader's.
fn concluded(
    kit: &Kit,
    stage: &Stage,
    exit: Exit,
    diagnostics: Vec<Diagnostic>,
    output: PathBuf,
) -> Result<Compiled<Vec<Diagnostic>>> {
    if exit == Exit::Status(0) {
        return Ok(Compiled::Ready(output));
    }
    let errors: Vec<_> = diagnostics
        .into_iter()
        .filter(Diagnostic::is_error)
        .collect();
    if let Some(linker) = errors.iter().find(|error| error.is_linkers()) {
        // No submission can name a symbol: it is this machine that lacks something.
        return Err(Error::Child {
            purpose: "linking".to_owned(),
            detail: linker.whole(),
        });
    }
    if exit == Exit::Status(1) && !errors.is_empty() {
        return Ok(Compiled::Refused(errors));
    }
    if control(kit, stage)? {
        return Ok(Compiled::Refused(vec![Diagnostic::broken(broke(exit))]));
    }
    Err(Error::Child {
        purpose: "compiling".to_owned(),
        detail: format!(
            "the compiler ended with {exit:?} and {} errors",
            errors.len()
        ),
    })
}

/// Whether the compiler compiles anything here.
fn control(kit: &Kit, stage: &Stage) -> Result<bool> {
    let source = stage.output().join("control.rs");
    fs::write(&source, "//! Nothing.\n").map_err(Error::io("cannot write", &source))?;
    let mut arguments: Vec<OsString> = vec![source.clone().into()];
    arguments.extend(["--crate-type=rlib", "--emit=metadata", "-o"].map(OsString::from));
    arguments.push(source.with_extension("rmeta").into());
    let (exit, _) = compile(kit, stage, arguments, Sources::Learners)?;
    Ok(exit == Exit::Status(0))
}

/// How the compiler broke, for people.
fn broke(exit: Exit) -> &'static str {
    match exit {
        Exit::Deadline | Exit::Overdue(_) | Exit::Signal(libc::SIGXCPU) => {
            "the compiler does not come to an end with this code: it was stopped after 30 seconds \
             of processor time, or 2 minutes"
        }
        Exit::Flooded | Exit::Signal(libc::SIGXFSZ) => {
            "the compiler says, or writes, more about this code than it may"
        }
        Exit::Status(_) | Exit::Signal(_) | Exit::Quiescent { .. } => {
            "the compiler breaks down on this code: out of memory, or too deeply nested"
        }
    }
}
