//! The only orchestrator: hands a submission through the stages, from intake to report, and keeps
//! the time that each took. It decides nothing about a submission.

mod learners;
mod replay;

pub use replay::Replay;

use crate::{
    build::{self, Binary, Build, TaskBuild, kit, kit::Kit},
    cache::Cache,
    error::{Error, Result},
    event::{Event, Listener},
    layout::Layout,
    process::confine::Confinement,
    report::{Origin, TopicReport},
    run::{self, CheckRun},
    submission::{Intake, Submission},
    suite::{self, Misuse, Suite},
    timings::Timings,
    token::Mark,
    verdict::{self, TopicVerdict},
    workbook::{Engine, Task, Topic},
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs::{self, File},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
};
use wire::Code;

/// The seed of sampled schedules, unless another is asked for.
pub const SEED: u64 = 1;

/// Everything that grading needs besides a submission.
pub struct Grader<'a> {
    /// The checkout.
    pub layout: &'a Layout,
    /// What submissions are linked with.
    pub kit: Kit,
    /// Where to build.
    pub scratch: PathBuf,
    /// The seed of sampled schedules.
    pub seed: u64,
    /// Which checks are explored whole, by `task/check`; all, if that is not said.
    pub whole: Option<&'a BTreeSet<String>>,
    /// How many children may run at once.
    pub threads: usize,
    /// What keeps children from the rest of the machine.
    pub confinement: Confinement,
    /// Who is told what happens.
    pub listener: Listener<'a>,
    /// Where the time goes.
    pub timings: &'a Timings,
}

impl<'a> Grader<'a> {
    /// A grader for this checkout; builds the kit if need be.
    ///
    /// # Errors
    /// If the kit cannot be built.
    pub fn open(
        layout: &'a Layout,
        seed: u64,
        confinement: Confinement,
        listener: Listener<'a>,
        timings: &'a Timings,
    ) -> Result<Grader<'a>> {
        let kit = timings.measure("kit", || kit::prepare(layout, listener))?;
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let scratch = layout.state().join("build");
        Ok(Grader {
            layout,
            kit,
            scratch,
            seed,
            whole: None,
            threads,
            confinement,
            listener,
            timings,
        })
    }

    /// Grades what was handed in for a topic. `folder` is what its files' names begin with, for
    /// people.
    ///
    /// # Errors
    /// If the grader fails; whatever is wrong with the submission is in the report.
    pub fn topic(&self, topic: &Topic, intake: Intake, folder: String) -> Result<TopicReport> {
        self.part(topic, topic, intake, folder)
    }

    /// The same, of some of a topic's tasks: `topic` has those alone, `whole` has all.
    ///
    /// # Errors
    /// If the grader fails; whatever is wrong with the submission is in the report.
    pub fn part(
        &self,
        whole: &Topic,
        topic: &Topic,
        intake: Intake,
        folder: String,
    ) -> Result<TopicReport> {
        let suite = self.suite(whole)?;
        let (verdict, sources) = match intake {
            Intake::Absent => (TopicVerdict::Absent, BTreeMap::new()),
            Intake::Rejected(reason) => (TopicVerdict::Rejected(reason), BTreeMap::new()),
            Intake::Ready(submission) => {
                let verdict = self.judge(topic, &suite, &submission, false)?;
                (verdict, submission.files)
            }
        };
        let origin = Origin { folder, sources };
        Ok(TopicReport::new(topic, &suite, verdict, origin))
    }

    /// The same, for sources that are judged again and again: what was judged before, with nothing
    /// changed since, is not judged anew.
    ///
    /// # Errors
    /// If the grader fails; whatever is wrong with the submission is in the report.
    pub fn topic_again(
        &self,
        topic: &Topic,
        suite: &Suite,
        submission: Submission,
        folder: String,
        cache: &Cache,
    ) -> Result<TopicReport> {
        let key = cache.key(self, topic, suite, &submission);
        let verdict = if let Some(known) = cache.get(topic, suite, &key) {
            known
        } else {
            let verdict = self.judge(topic, suite, &submission, true)?;
            cache.put(topic, &key, &verdict)?;
            verdict
        };
        let sources = submission.files;
        let origin = Origin { folder, sources };
        Ok(TopicReport::new(topic, suite, verdict, origin))
    }

    /// The same as [`part`](Self::part), built once and run so many times, once at least. `each` is shown every
    /// report; the first is given back. The compiler is asked once about what must not compile.
    ///
    /// # Errors
    /// If the grader fails; whatever is wrong with the submission is in the reports.
    pub fn repeated(
        &self,
        suite: &Suite,
        topic: &Topic,
        submission: &Submission,
        times: u32,
        mut each: impl FnMut(&TopicReport),
    ) -> Result<TopicReport> {
        let job = self.job(topic, suite, submission);
        let build = self.timings.measure("build", || build::build(&job))?;
        let mut report = |runs: &BTreeMap<String, CheckRun>| {
            let origin = Origin {
                folder: String::new(),
                sources: submission.files.clone(),
            };
            let verdict = self.verdict(&job, &build, runs);
            let report = TopicReport::new(topic, suite, verdict, origin);
            each(&report);
            report
        };
        let runs = self.run(&job, &build, BTreeMap::new())?;
        let first = report(&runs);
        let is_compiled = |name: &String| {
            let mut misuses = suite.misuses.iter();
            misuses.any(|it| *name == misuse_name(it))
        };
        let compiled: BTreeMap<_, _> = runs
            .into_iter()
            .filter(|(name, _)| is_compiled(name))
            .collect();
        for _ in 1..times {
            report(&self.run(&job, &build, compiled.clone())?);
        }
        Ok(first)
    }

    /// Builds several submissions of a topic at once, as far as they can be, in folders of their own: each has the
    /// tasks that are judged, the sources, and its folder. A grader whose scratch is that folder finds it built, as
    /// long as `folder` is there, too.
    ///
    /// # Errors
    /// If the compiler cannot be run.
    pub fn build_together(
        &self,
        folder: &Path,
        suite: &Suite,
        members: &[(&Topic, &Submission, &Path)],
    ) -> Result<()> {
        let job = |&(topic, submission, scratch): &(_, _, _)| build::Job {
            scratch,
            ..self.job(topic, suite, submission)
        };
        let jobs: Vec<_> = members.iter().map(job).collect();
        self.timings
            .measure("build", || build::together(folder, &jobs))
    }

    /// The suite of a topic.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn suite(&self, topic: &Topic) -> Result<Suite> {
        let load = || suite::load(self.layout, topic);
        self.timings.measure("workbook", load)
    }

    /// Builds, runs and judges a submission.
    fn judge(
        &self,
        topic: &Topic,
        suite: &Suite,
        submission: &Submission,
        incremental: bool,
    ) -> Result<TopicVerdict> {
        let job = build::Job {
            incremental,
            ..self.job(topic, suite, submission)
        };
        let build = self.timings.measure("build", || build::build(&job))?;
        let runs = self.run(&job, &build, BTreeMap::new())?;
        Ok(self.verdict(&job, &build, &runs))
    }

    /// What runs of a build amount to.
    fn verdict(
        &self,
        job: &build::Job<'_>,
        build: &Build,
        runs: &BTreeMap<String, CheckRun>,
    ) -> TopicVerdict {
        let build::Job {
            topic,
            suite,
            submission,
            ..
        } = *job;
        let mut verdict = verdict::judge(topic, suite, build, runs);
        let mark = Mark::of(submission, suite, &self.kit.key);
        for (check, failure) in verdict.failures(topic, suite) {
            // What never happened has no schedule that would show it.
            if failure.code == Code::OverSynchronised {
                failure.schedule.clear();
            }
            if !failure.schedule.is_empty() {
                let name = format!("{}/{check}", topic.id);
                failure.schedule = mark.token(&name, &failure.schedule);
            }
        }
        verdict
    }

    /// What is to be built.
    fn job<'j>(
        &'j self,
        topic: &'j Topic,
        suite: &'j Suite,
        submission: &'j Submission,
    ) -> build::Job<'j> {
        let Grader {
            kit,
            scratch,
            listener,
            ..
        } = self;
        build::Job {
            scratch,
            kit,
            topic,
            suite,
            submission,
            confinement: self.confinement,
            threads: self.threads,
            incremental: false,
            listener: *listener,
        }
    }

    /// What the compiler warns of in a submission.
    ///
    /// # Errors
    /// If the compiler cannot be run.
    pub fn warnings(
        &self,
        topic: &Topic,
        submission: &Submission,
    ) -> Result<Vec<build::CompileError>> {
        let suite = suite::load(self.layout, topic)?;
        build::warnings(&self.job(topic, &suite, submission))
    }

    /// What is to be run of a program.
    fn run_job<'j>(
        &'j self,
        binary: &'j Binary,
        engine: Engine,
        checks: &'j [String],
        submission: &Submission,
    ) -> run::Job<'j> {
        run::Job {
            binary,
            engine,
            checks,
            seed: self.seed,
            whole: self.whole,
            arc_counts: submission.arc_counts(),
            limits: run::limits(),
            confinement: self.confinement,
            listener: self.listener,
        }
    }

    /// Runs the checks of every task that could be built, some tasks at a time. What the compiler is known to
    /// say of what must not compile is not asked again.
    fn run(
        &self,
        job: &build::Job<'_>,
        build: &Build,
        known: BTreeMap<String, CheckRun>,
    ) -> Result<BTreeMap<String, CheckRun>> {
        self.timings
            .measure("run", || self.run_unknown(job, build, known))
    }

    fn run_unknown(
        &self,
        job: &build::Job<'_>,
        build: &Build,
        known: BTreeMap<String, CheckRun>,
    ) -> Result<BTreeMap<String, CheckRun>> {
        let build::Job {
            topic,
            suite,
            submission,
            ..
        } = *job;
        let Build::Built(tasks) = build else {
            return Ok(BTreeMap::new());
        };
        let ready: VecDeque<Piece<'_>> = topic
            .tasks
            .iter()
            .flat_map(|task| match &tasks[&task.id] {
                TaskBuild::Ready(binary) => pieces(task, binary, suite),
                TaskBuild::Unfit(_) => Vec::new(),
            })
            .filter(|piece| !piece.is_among(&known))
            .collect();
        let checks = ready.iter().map(Piece::checks).sum();
        (self.listener)(&Event::Running {
            topic: topic.id.clone(),
            checks,
        });
        let workers = self.threads.min(ready.len()).max(1);
        let queue = Mutex::new(ready);
        let take = || {
            queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front()
        };
        let work = || {
            let mut results = BTreeMap::new();
            while let Some(piece) = take() {
                match piece {
                    Piece::Run(binary, engine, checks) => {
                        let job = self.run_job(binary, engine, &checks, submission);
                        results.extend(run::run(&job)?);
                    }
                    Piece::Compile(task, misuse) => {
                        let check = misuse_name(misuse);
                        let outcome = build::refusal(job, task, misuse)?;
                        (self.listener)(&Event::Checked {
                            check: check.clone(),
                        });
                        results.insert(check, CheckRun::Finished(outcome));
                    }
                }
            }
            Ok(results)
        };
        let parts: Vec<Result<BTreeMap<String, CheckRun>>> = thread::scope(|scope| {
            let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            handles
                .into_iter()
                .map(|handle| handle.join().expect("no worker panics"))
                .collect()
        });
        let mut all = known;
        for part in parts {
            all.extend(part?);
        }
        Ok(all)
    }
}

/// What one worker does at a time.
enum Piece<'a> {
    /// Runs these checks of a task in children.
    Run(&'a Binary, Engine, Vec<String>),
    /// Has the compiler look at a program that must not compile.
    Compile(&'a Task, &'a Misuse),
}

impl Piece<'_> {
    /// How many checks it decides.
    fn checks(&self) -> usize {
        match self {
            Piece::Run(_, _, checks) => checks.len(),
            Piece::Compile(..) => 1,
        }
    }

    /// The compiler was asked already.
    fn is_among(&self, known: &BTreeMap<String, CheckRun>) -> bool {
        match self {
            Piece::Run(..) => false,
            Piece::Compile(_, misuse) => known.contains_key(&misuse_name(misuse)),
        }
    }
}

/// The check that a program must not compile, as the child would know it.
fn misuse_name(misuse: &Misuse) -> String {
    format!("{}/{}", misuse.task, misuse.check.id)
}

/// What is to be done for a task that could be built.
fn pieces<'a>(task: &'a Task, binary: &'a Binary, suite: &'a Suite) -> Vec<Piece<'a>> {
    let misuses = suite.misuses.iter().filter(|it| it.task == task.id);
    let run = Piece::Run(binary, task.engine, names(&task.id, suite));
    let compile = misuses.map(|misuse| Piece::Compile(task, misuse));
    [run].into_iter().chain(compile).collect()
}

/// The checks of a task, as the child knows them.
fn names(task: &str, suite: &Suite) -> Vec<String> {
    suite
        .run_checks(task)
        .map(|check| format!("{task}/{}", check.id))
        .collect()
}

/// Does something while no other grader works in this checkout.
///
/// # Errors
/// If the grader's folder cannot be written, or what is done fails.
pub fn exclusively<T>(
    layout: &Layout,
    listener: Listener<'_>,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let state = layout.state();
    fs::create_dir_all(state).map_err(Error::io("cannot create", state))?;
    let path = state.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path);
    let mut lock = fd_lock::RwLock::new(file.map_err(Error::io("cannot open", &path))?);
    if let Ok(_guard) = lock.try_write() {
        sweep(layout);
        return work();
    }
    listener(&Event::Waiting);
    let _guard = lock.write().map_err(Error::io("cannot lock", &path))?;
    sweep(layout);
    work()
}

/// Removes what a grader left that was killed; nobody else works here now. A failure to tidy up is no
/// failure.
fn sweep(layout: &Layout) {
    let _ = fs::remove_dir_all(layout.selftest());
}
