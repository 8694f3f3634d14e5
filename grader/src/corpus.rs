//! The judge is judged: stubs, solutions and submissions whose verdicts are known.
//!
//! Every deviation is a misjudgement: a stub that earns something, a solution that does not get full
//! marks, a mistake with another diagnosis than its own. An unjust grade is worse than none.

mod expect;
mod groups;
mod matrix;
mod mutants;
mod part;
mod repeat;
mod reports;

pub use expect::{Expectation, parse};
pub use matrix::{Cell, Matrix};
pub use mutants::mutants;
pub(crate) use mutants::mutants_of;
pub use reports::Reports;

use crate::{
    error::{Error, Result},
    event::{Event, Listener},
    grade::Grader,
    layout::Layout,
    points::Points,
    report::{TopicReport, TopicStatus},
    side_by_side::side_by_side,
    store,
    submission::{self, Intake, Submission},
    suite::{self, Suite},
    verdict::CheckVerdict,
    workbook::{Engine, Topic},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};
use wire::Extent;

/// A submission whose verdict is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its file, relative to the checkout.
    pub name: String,
    /// Its topic's place in the list of topics.
    pub topic: usize,
    /// Its sources.
    pub submission: Submission,
    /// What is known.
    pub expected: Expected,
}

/// What is known of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It is a stub: no points, no warnings.
    Stub,
    /// It is the reference solution: full marks, no warnings, and the exhaustive checks exhaust.
    Solution,
    /// It is of the corpus.
    Verdict(Expectation),
    /// It is the reference solution with a fault in it: a task fails, with whatever diagnosis.
    Caught {
        /// The task.
        task: String,
    },
}

/// What `selftest` is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The submissions.
    pub entries: Vec<Entry>,
    /// How often each is judged.
    pub repeat: u32,
    /// What is done with the reports that are kept of the wrong ones.
    pub reports: Reports,
    /// How much of a wrong one is judged.
    pub scope: Scope,
    /// Only tasks that run so, if that is said.
    pub engine: Option<Engine>,
}

/// How much of a wrong submission is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it: that its other tasks pass, too.
    Whole,
    /// The tasks that it gets wrong. The others are those of the solution, which is judged whole. Checks
    /// that pass are explored with an eighth of the schedules, in right submissions too.
    Quick,
}

/// What `selftest` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Expected against found.
    pub matrix: Matrix,
    /// What is wrong, one line each; empty if the judge is just.
    pub misjudged: Vec<String>,
    /// How many submissions were judged.
    pub judged: usize,
}

/// What the submissions that attack the grader are called together, in `grader/corpus` and for `selftest`.
pub const HOSTILE: &str = "hostile";

/// The submissions that attack the grader; each says which topic it is handed in for.
///
/// # Errors
/// If a file cannot be read, or does not say what is expected of it.
pub fn hostile(layout: &Layout, all: &[&Topic]) -> Result<Vec<Entry>> {
    let entry = |file: PathBuf| {
        let text = fs::read_to_string(&file).map_err(Error::io("cannot read", &file))?;
        let name = layout.show(&file);
        let expectation = parse(&name, &text)?;
        let wanted = expectation.topic.clone().unwrap_or_default();
        let topic = all.iter().position(|topic| topic.id == wanted);
        let topic = topic.ok_or_else(|| Error::Malformed {
            file: name.clone(),
            line: 1,
            message: "expected `//@ topic: TOPIC`, with a topic of the workbook".to_owned(),
        })?;
        Ok(Entry {
            name,
            topic,
            submission: submission::single(&wanted, text),
            expected: Expected::Verdict(expectation),
        })
    };
    let found = files(&layout.corpus(HOSTILE))?;
    found.into_iter().map(entry).collect()
}

/// Everything that is known of some topics, but for hostile submissions; entries refer to the list of all.
///
/// # Errors
/// If a file cannot be read, or does not say what is expected of it.
pub fn collect(layout: &Layout, all: &[&Topic], topics: &[&Topic]) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for topic in topics {
        let index = all.iter().position(|it| it.id == topic.id).unwrap_or(0);
        let mut add = |name: String, submission: Submission, expected: Expected| {
            entries.push(Entry {
                name,
                topic: index,
                submission,
                expected,
            });
        };
        let stub = layout.stub(&topic.id);
        let pristine = Submission {
            topic: topic.id.clone(),
            files: suite::pristine(&stub)?,
        };
        add(layout.show(&stub), pristine.clone(), Expected::Stub);
        let solution = layout.solution(&topic.id);
        match submission::take_in(&topic.id, &solution)? {
            Intake::Ready(submission) => {
                add(layout.show(&solution), submission, Expected::Solution);
            }
            Intake::Rejected(reason) => {
                return Err(Error::Rejected {
                    topic: layout.show(&solution),
                    reason,
                });
            }
            Intake::Absent => {}
        }
        for kind in ["right", "wrong"] {
            for file in files(&layout.corpus(&topic.id).join(kind))? {
                let text = fs::read_to_string(&file).map_err(Error::io("cannot read", &file))?;
                let name = layout.show(&file);
                let expectation = parse(&name, &text)?;
                known_task(&name, topic, &expectation)?;
                let submission = match &expectation.task {
                    Some(task) => with_module(&pristine, task, text),
                    None => submission::single(&topic.id, text),
                };
                add(name, submission, Expected::Verdict(expectation));
            }
        }
    }
    Ok(entries)
}

/// The stub with one task solved: `text` is in place of the task's module, or of the whole library where
/// the task has no module of its own.
fn with_module(stub: &Submission, task: &str, text: String) -> Submission {
    let mut submission = stub.clone();
    let module = format!("src/{task}.rs");
    let file = if submission.files.contains_key(&module) {
        module
    } else {
        "src/lib.rs".to_owned()
    };
    submission.files.insert(file, text);
    submission
}

/// A file of one task names one that its topic has, and expects nothing of others.
fn known_task(file: &str, topic: &Topic, expectation: &Expectation) -> Result<()> {
    let Some(name) = &expectation.task else {
        return Ok(());
    };
    let ids = || topic.tasks.iter().map(|task| task.id.as_str());
    let mut places = expectation.failures.keys();
    let elsewhere = places.find(|it| !it.is_empty() && it.split('/').next() != Some(name));
    let message = if !ids().any(|id| id == name) {
        Error::unknown("task", name, ids(), "`cargo run -- list`").to_string()
    } else if let Some(place) = elsewhere {
        format!("`{place}` is expected in a file that is judged as `{name}` alone")
    } else {
        return Ok(());
    };
    Err(Error::Malformed {
        file: file.to_owned(),
        line: 1,
        message,
    })
}

/// The Rust files of a folder, in order; none if there is no such folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    store::rust_files(folder)
}

/// What was expected and found of an entry, and what is wrong with that.
type Judged = (Vec<Cell>, Vec<String>);

/// Judges all entries, several at a time.
///
/// # Errors
/// If the grader fails.
pub fn selftest(
    grader: &Grader<'_>,
    topics: &[&Topic],
    plan: &Plan,
    listener: Listener<'_>,
) -> Result<Outcome> {
    let entries: Vec<&Entry> = plan
        .entries
        .iter()
        .filter(|entry| part::concerns(topics[entry.topic], entry, plan))
        .collect();
    let total = entries.len();
    let done = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let work = |group: &Vec<&Entry>| {
        // Where the grader fails nothing is told of the others, so that they need not be judged.
        if failed.load(Ordering::Relaxed) {
            return Ok(Vec::new());
        }
        let topic = topics[group[0].topic];
        let judged = || {
            listener(&Event::Judged {
                done: 1 + done.fetch_add(1, Ordering::Relaxed),
                total,
            });
        };
        groups::judge(grader, topic, group, plan, judged)
            .inspect_err(|_| failed.store(true, Ordering::Relaxed))
    };
    let mut outcome = Outcome {
        judged: total,
        ..Outcome::default()
    };
    // One more than there are processors: while one waits for a program to begin or to end, another compiles.
    for group in side_by_side(&groups::of(&entries), grader.threads + 1, work) {
        for (cells, misjudged) in group? {
            for cell in &cells {
                outcome.matrix.add(cell);
            }
            outcome.misjudged.extend(misjudged);
        }
    }
    Ok(outcome)
}

/// Judges one entry by this grader: what was expected against what was found, and what is wrong with that.
fn judge(
    grader: &Grader<'_>,
    suite: &Suite,
    topic: &Topic,
    entry: &Entry,
    (part, left_out): &(Topic, Points),
    plan: &Plan,
) -> Result<Judged> {
    let mut again = repeat::Again::default();
    let report = grader.repeated(suite, part, &entry.submission, plan.repeat, |report| {
        again.take(report);
    })?;
    let mut misjudged = match &entry.expected {
        Expected::Stub => stub(&report),
        Expected::Solution => solution(&report),
        // What is left out may earn nothing as well.
        Expected::Verdict(_) if plan.engine.is_some() => Vec::new(),
        Expected::Verdict(expectation) => points(&report, *left_out, expectation.points),
        Expected::Caught { task } => mutants::survived(&report, task),
    };
    misjudged.extend(again.differences);
    if matches!(entry.expected, Expected::Stub | Expected::Solution) {
        let warnings = grader.warnings(topic, &entry.submission)?;
        misjudged.extend(
            warnings
                .into_iter()
                .map(|it| format!("the compiler warns: {}", it.message)),
        );
    }
    // Of tasks on real threads nothing is kept.
    if is_wrong(entry) && plan.engine != Some(Engine::Native) {
        let kept = reports::judge(grader.layout, &entry.name, &report, plan.reports)?;
        misjudged.extend(kept);
    }
    let cells = match &entry.expected {
        Expected::Stub | Expected::Caught { .. } => Vec::new(),
        Expected::Solution => matrix::cells(&report, &Expectation::full()),
        Expected::Verdict(expectation) => {
            matrix::cells(&report, &part::expected(expectation, part, plan))
        }
    };
    misjudged.extend(cells.iter().filter_map(Cell::complaint));
    let named = misjudged
        .into_iter()
        .map(|text| format!("{}: {text}", entry.name));
    Ok((cells, named.collect()))
}

/// The submission is one of a topic's corpus, and must fail.
fn is_wrong(entry: &Entry) -> bool {
    matches!(entry.expected, Expected::Verdict(_)) && entry.name.contains("/wrong/")
}

/// What is wrong with the verdict on a stub.
fn stub(report: &TopicReport) -> Vec<String> {
    let mut wrong = Vec::new();
    if report.status != TopicStatus::Judged {
        wrong.push("the stub does not compile".to_owned());
    }
    for task in &report.tasks {
        if task.unfit.is_some() {
            wrong.push(format!("the stub does not fit the suite of `{}`", task.id));
        }
    }
    let earned = report.score().earned;
    // `welcome` begins as a program that works but for its deadlock; it may not earn all.
    if earned != Points::ZERO {
        wrong.push(format!(
            "the stub earns {earned} points; doing nothing must earn nothing"
        ));
    }
    wrong
}

/// What is wrong with the verdict on a solution, besides failed checks.
fn solution(report: &TopicReport) -> Vec<String> {
    let checks = report.tasks.iter().flat_map(|task| {
        task.checks
            .iter()
            .filter(|check| check.check.exhaustive)
            .map(move |check| (task, check))
    });
    checks
        .filter_map(|(task, check)| match &check.verdict {
            Some(CheckVerdict::Passed(exploration)) if exploration.extent != Extent::All => {
                let found = crate::report::text::extent(exploration, task.engine);
                let name = format!("{}/{}", task.id, check.check.id);
                Some(format!("{name} is declared exhaustive, but found: {found}"))
            }
            Some(_) | None => None,
        })
        .collect()
}

/// What is wrong with the points, if they are known; what was left out counts as earned.
fn points(report: &TopicReport, left_out: Points, expected: Option<Points>) -> Vec<String> {
    let earned = report.score().earned + left_out;
    match expected {
        Some(expected) if expected != earned => {
            vec![format!("expected {expected} points, found {earned}")]
        }
        Some(_) | None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{known_task, parse, with_module};
    use crate::{submission::single, workbook};

    const TOPIC: &str = "title = \"Classics\"\norder = 1\nsummary = \"Old ones.\"\n\n[[task]]\n\
        id = \"water\"\ntitle = \"Water\"\nlevel = \"core\"\npoints = 5\nitems = [\"Water\"]\n\
        hints = [\"a\", \"b\", \"c\"]\n\n[[task]]\nid = \"queue\"\ntitle = \"Queue\"\n\
        level = \"core\"\npoints = 7\nitems = [\"Queue\"]\nhints = [\"a\", \"b\", \"c\"]\n";

    #[test]
    fn a_file_of_one_task_takes_the_place_of_its_module() {
        let mut stub = single("classics", "pub mod water;".to_owned());
        let whole = with_module(&stub, "water", "// solved".to_owned());
        assert_eq!(whole.files["src/lib.rs"], "// solved");
        let water = "src/water.rs".to_owned();
        stub.files.insert(water.clone(), "// stub".to_owned());
        let module = with_module(&stub, "water", "// solved".to_owned());
        assert_eq!(module.files["src/lib.rs"], "pub mod water;");
        assert_eq!(module.files[&water], "// solved");
    }

    #[test]
    fn a_file_of_one_task_speaks_of_no_other() {
        let topic = workbook::parse("classics", "exercise.toml", TOPIC).unwrap();
        let refused = |text: &str| {
            let expectation = parse("a.rs", text).unwrap();
            let refused = known_task("a.rs", &topic, &expectation);
            refused.map_err(|error| error.to_string()).err()
        };
        let expect = "//@ expect: deadlock in water/ends\n";
        assert_eq!(refused(expect), None);
        assert_eq!(refused(&format!("{expect}//@ task: water\n")), None);
        let unknown = refused(&format!("{expect}//@ task: watr\n")).unwrap();
        assert!(unknown.contains("did you mean `water`"), "{unknown}");
        let elsewhere = refused(&format!("{expect}//@ task: queue\n")).unwrap();
        assert!(elsewhere.contains("as `queue` alone"), "{elsewhere}");
    }
}
