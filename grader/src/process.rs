//! Children: the only module that starts processes, and that ends them.
//!
//! A child gets its own process group, a cleared environment, limits, a deadline, and dies with the
//! grader. Its output is kept up to a bound. It is the *group* that is killed: a grandchild would
//! otherwise hold the pipes open long after the child's end. What the child was for is not known here.
//! Other people's code is confined besides: [`confine`].

mod bars;
mod capture;
mod child;
pub mod confine;
mod enclose;
mod patience;
mod threads;

use crate::error::{Error, Result};
use bars::Bars;
use capture::{Capture, Pipe};
use confine::Cage;
use patience::Silence;
use std::{
    collections::BTreeSet,
    ffi::OsString,
    io::{self, Write},
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};
pub use threads::Movement;
use threads::Observer;

/// A program to be run in a child.
#[derive(Clone, Debug)]
pub struct Job {
    /// The program; never looked up by a shell.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Its whole environment.
    pub environment: Vec<(&'static str, OsString)>,
    /// Where it runs.
    pub folder: PathBuf,
    /// What it reads.
    pub input: Vec<u8>,
    /// Give it a pipe of its own for records, as descriptor 3.
    pub records: Records,
    /// What it may use.
    pub limits: Limits,
    /// How closely it is watched.
    pub watch: Watch,
    /// What keeps it from the rest of the machine; nothing but the limits, without.
    pub cage: Option<Cage>,
}

/// How closely a child is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Its end and its records are waited for.
    Records,
    /// Its threads are looked at as well: when all wait for one another, it is over.
    Threads,
}

/// Whether a child writes records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// On descriptor 3.
    Piped,
    /// It does not.
    None,
}

/// What a child may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For how long it may say nothing, since its start or its last record; time in which it waited for
    /// a processor does not count.
    pub silence: Duration,
    /// Processor time in seconds.
    pub cpu_seconds: Option<u64>,
    /// Address space in bytes.
    pub memory: Option<u64>,
    /// The largest file it may write, in bytes.
    pub file: Option<u64>,
    /// Standard output and standard error, in bytes, each.
    pub output: usize,
    /// Records, in bytes.
    pub records: usize,
}

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// By itself, with this status.
    Status(i32),
    /// By this signal, which the grader did not send.
    Signal(i32),
    /// It was silent for too long and was killed.
    Deadline,
    /// The same, of a child whose threads were watched.
    Overdue(Movement),
    /// Every thread waited for another, for ever, and it was killed.
    Quiescent {
        /// How many there were.
        threads: usize,
    },
    /// It printed too much and was killed.
    Flooded,
}

/// What a child left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How it ended.
    pub exit: Exit,
    /// The beginning of its standard output.
    pub stdout: Vec<u8>,
    /// The beginning of its standard error.
    pub stderr: Vec<u8>,
    /// Its records.
    pub records: Vec<u8>,
}

/// What is told about a running child by the threads that watch it.
enum Notice {
    /// There are new records.
    Recorded,
    /// A pipe was closed.
    Closed,
    /// More came than is allowed.
    Flooded,
    /// The child ended; it is not reaped yet.
    Ended,
}

/// The process groups that run now, for Ctrl-C.
static RUNNING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// For how long pipes may stay open after the whole group was killed: somebody left the group.
const STRAGGLERS: Duration = Duration::from_millis(500);

/// Runs a program in a child and waits for its end.
///
/// # Errors
/// If the child cannot be started. However it ends is an [`Exit`].
pub fn run(job: &Job) -> Result<Ended> {
    let (notices, incoming) = channel();
    let (mut child, records) = start(job)?;
    let group = child::group_of(&child);
    locked().insert(group);
    let limits = job.limits;
    let capture = |pipe: Pipe, limit: usize| Capture::start(pipe, limit, notices.clone());
    let output = |pipe| capture(Pipe::Output(pipe), limits.output);
    let stdout = child.stdout.take().map(|pipe| output(pipe.into()));
    let stderr = child.stderr.take().map(|pipe| output(pipe.into()));
    let records = records.map(|pipe| capture(Pipe::Records(pipe), limits.records));
    feed(&mut child, &job.input);
    watch(group, notices.clone());
    let killed = wait(job, group, &incoming);
    // The child is dead or a zombie until it is reaped, so that its group's number is not anybody
    // else's yet.
    child::kill_group(group);
    let status = child.wait();
    locked().remove(&group);
    let status = status.map_err(Error::io("cannot wait for", &job.program))?;
    let mut flooded = false;
    let mut finish = |capture: Option<io::Result<Capture>>| {
        let capture = capture
            .transpose()
            .map_err(Error::io("cannot read what is said by", &job.program))?;
        let captured = capture.map(|capture| capture.finish(STRAGGLERS));
        Ok::<_, Error>(captured.map_or_else(Vec::new, |captured| {
            flooded |= captured.flooded;
            captured.bytes
        }))
    };
    let (stdout, stderr, records) = (finish(stdout)?, finish(stderr)?, finish(records)?);
    // What was too much is too much, also if the child had ended before anybody noticed.
    let exit = match killed {
        None if flooded => Exit::Flooded,
        killed => killed.unwrap_or_else(|| child::exit(status)),
    };
    Ok(Ended {
        exit,
        stdout,
        stderr,
        records,
    })
}

/// Starts the child; gives the reading end of its records pipe.
fn start(job: &Job) -> Result<(Child, Option<OwnedFd>)> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this module is where children are started"
    )]
    let mut command = std::process::Command::new(&job.program);
    command
        .args(&job.arguments)
        .env_clear()
        .envs(job.environment.iter().map(|(name, value)| (name, value)))
        .current_dir(&job.folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let pipe = match job.records {
        Records::Piped => {
            let (reader, writer) =
                std::io::pipe().map_err(Error::io("cannot open a pipe for", &job.program))?;
            Some((OwnedFd::from(reader), OwnedFd::from(writer)))
        }
        Records::None => None,
    };
    let writer = pipe.as_ref().map(|(_, writer)| writer);
    let bars = Bars::forge(job.cage.as_ref()).map_err(Error::io("cannot confine", &job.program))?;
    child::isolate(&mut command, job.limits, writer, bars)
        .map_err(Error::io("cannot prepare", &job.program))?;
    let child = command
        .spawn()
        .map_err(Error::io("cannot start", &job.program))?;
    Ok((child, pipe.map(|(reader, _writer)| reader)))
}

/// Writes the child's input; a child that does not read it is no error.
fn feed(child: &mut Child, input: &[u8]) {
    let Some(mut stdin) = child.stdin.take() else {
        return;
    };
    let input = input.to_vec();
    // On a thread of its own: a child that never reads must not keep the grader from its deadline.
    thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
}

/// Tells when the child has ended, without reaping it.
fn watch(group: i32, notices: Sender<Notice>) {
    thread::spawn(move || {
        child::wait_without_reaping(group);
        let _ = notices.send(Notice::Ended);
    });
}

/// Waits until the child has ended, or until it must be killed, and why.
fn wait(job: &Job, group: i32, incoming: &Receiver<Notice>) -> Option<Exit> {
    let mut silence = Silence::begins(group);
    let mut observer = (job.watch == Watch::Threads).then(|| Observer::of(group));
    loop {
        let left = silence.left(job.limits.silence);
        let pause = observer
            .as_ref()
            .map_or(left, |_| left.min(threads::PERIOD));
        match incoming.recv_timeout(pause) {
            Ok(Notice::Recorded) => silence = Silence::begins(group),
            Ok(Notice::Closed) => {}
            Ok(Notice::Flooded) => return Some(Exit::Flooded),
            Ok(Notice::Ended) => return None,
            Err(RecvTimeoutError::Timeout) if pause < left => {
                if let Some(threads) = observer.as_mut().and_then(Observer::look) {
                    return Some(Exit::Quiescent { threads });
                }
            }
            Err(RecvTimeoutError::Timeout) if !silence.left(job.limits.silence).is_zero() => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                let movement = observer.map(|it| it.movement(job.limits.silence / 2));
                return Some(movement.map_or(Exit::Deadline, Exit::Overdue));
            }
        }
    }
}

/// The running groups; a panic elsewhere does not keep the children from being ended.
fn locked() -> std::sync::MutexGuard<'static, BTreeSet<i32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends all children, and then the grader as Ctrl-C does, after `restore` has put the terminal
/// right.
///
/// # Errors
/// If the system does not let the grader listen.
pub fn end_on_interrupt(restore: impl Fn() + Send + 'static) -> Result<()> {
    let handler = move || {
        let running = locked();
        for &group in running.iter() {
            child::kill_group(group);
        }
        restore();
        #[expect(
            clippy::disallowed_methods,
            reason = "interrupted: nobody is left to return to"
        )]
        std::process::exit(130);
    };
    ctrlc::set_handler(handler)
        .map_err(|error| Error::Usage(format!("cannot listen for Ctrl-C: {error}")))
}

/// A job without input, records or limits but for time: a tool of the tool chain.
#[must_use]
pub fn tool(program: &Path, folder: &Path, silence: Duration) -> Job {
    Job {
        program: program.to_owned(),
        arguments: Vec::new(),
        environment: Vec::new(),
        folder: folder.to_owned(),
        input: Vec::new(),
        records: Records::None,
        limits: Limits {
            silence,
            cpu_seconds: None,
            memory: None,
            file: None,
            output: 64 * 1024 * 1024,
            records: 0,
        },
        watch: Watch::Records,
        cage: None,
    }
}
