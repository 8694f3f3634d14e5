//! One report that holds every diagnosis, for the snapshots.

use grader::{
    build::{CompileError, Label, Unbuilt},
    points::Points,
    process::confine::{Confinement, Held},
    questions::{AnswerStatus, Kind, Problem, QuestionReport},
    report::{CheckReport, Report, TaskReport, TopicReport, TopicStatus},
    score::{Score, Weights},
    suite::{Category, Check},
    verdict::{CheckVerdict, bare},
    workbook::{Engine, Level},
};
use std::collections::BTreeMap;
use wire::{
    Code, Difference, Exploration, Extent, Failure, Figure, HandleReport, ObjectReport, Occurrence,
    Operation, Place, Put, State, Step, Switch, ThreadReport, Wait,
};

const SOURCE: &str = "\
use std::sync::Mutex;

pub fn first(a: &Mutex<u64>, b: &Mutex<u64>) {
    let one = a.lock().unwrap();
    let two = b.lock().unwrap();
    todo!()
}

pub fn second(rx: &Receiver<u64>) -> Vec<u64> {
    let (tx, out) = bounded(0);
    thread::spawn(move || {
        for value in rx {
            tx.send(value).unwrap();
        }
    });
    out.iter().collect()
}
";

#[expect(clippy::unnecessary_wraps, reason = "as the fields that it fills are")]
pub(crate) fn place(line: u32, column: u32) -> Option<Place> {
    Some(Place {
        file: "src/lib.rs".to_owned(),
        line,
        column,
    })
}

fn points(hundredths: u64) -> Points {
    Points::from_hundredths(hundredths)
}

fn blocked(operation: Operation, object: u32, place: Option<Place>) -> State {
    State::Blocked(Wait {
        operation,
        objects: vec![object],
        place,
        since: 3,
        deadline: None,
    })
}

fn thread(id: u32, name: &str, state: State) -> ThreadReport {
    ThreadReport {
        id,
        name: name.to_owned(),
        label: String::new(),
        spawned: place(11, 5),
        state,
    }
}

fn mutex(id: u32, holder: u32, taken: Option<Place>) -> ObjectReport {
    ObjectReport {
        id,
        kind: "Mutex".to_owned(),
        label: String::new(),
        created: None,
        via: Vec::new(),
        held_by: vec![holder],
        taken,
        handles: Vec::new(),
        queued: None,
        put: None,
    }
}

fn step(number: u64, thread: u32, operation: Operation, object: u32) -> Step {
    Step {
        number,
        thread,
        at: 0,
        operation,
        object: Some(object),
        occurrence: if number >= 4 {
            Occurrence::Blocked
        } else {
            Occurrence::Done
        },
        place: if number.is_multiple_of(2) {
            place(4, 17)
        } else {
            place(5, 17)
        },
        via: Vec::new(),
        switch: (number == 3).then_some(Switch::Preempted),
        note: None,
    }
}

/// Two threads that took two locks in different orders.
fn deadlock() -> Failure {
    Failure {
        threads: vec![
            thread(0, "main", blocked(Operation::Join, 7, None)),
            thread(1, "left", blocked(Operation::Lock, 9, place(5, 17))),
            thread(2, "right", blocked(Operation::Lock, 8, place(5, 17))),
        ],
        objects: vec![mutex(8, 1, place(4, 17)), mutex(9, 2, place(4, 17))],
        steps: vec![
            step(2, 1, Operation::Lock, 8),
            step(3, 2, Operation::Lock, 9),
            step(4, 1, Operation::Lock, 9),
            step(5, 2, Operation::Lock, 8),
        ],
        exploration: Some(Exploration {
            schedules: 37,
            extent: Extent::Sampled,
            atomics: true,
        }),
        elided: 2,
        cycle: vec![1, 2],
        schedule: "1-2".to_owned(),
        ..bare(
            Code::Deadlock,
            "every thread waits, and nobody is left to wake one".to_owned(),
        )
    }
}

/// A thread that sends on a channel that nobody receives from.
fn leak() -> Failure {
    let handle = |role: &str, by| HandleReport {
        role: role.to_owned(),
        made_by: by,
        made: place(10, 21),
        last_used_by: Some(0),
    };
    let channel = ObjectReport {
        id: 4,
        kind: "channel of capacity 0".to_owned(),
        label: String::new(),
        created: place(10, 21),
        via: Vec::new(),
        held_by: Vec::new(),
        taken: None,
        handles: vec![handle("sender", 0), handle("receiver", 0)],
        queued: Some(0),
        put: place(13, 16).map(|place| Put { place, name: None }),
    };
    Failure {
        threads: vec![
            thread(0, "main", State::Finished),
            thread(1, "thread 1", blocked(Operation::Send, 4, place(13, 16))),
        ],
        objects: vec![channel],
        at: 2_500_000_000,
        output: "one line\n".to_owned(),
        ..bare(
            Code::ThreadLeak,
            "1 thread is still there after the check".to_owned(),
        )
    }
}

/// The evidence that a code usually comes with.
pub(crate) fn failure(code: Code) -> Failure {
    match code {
        Code::Deadlock => deadlock(),
        Code::ThreadLeak => leak(),
        Code::NotImplemented => Failure {
            place: place(6, 5),
            ..bare(code, "`first` is not implemented yet".to_owned())
        },
        Code::WrongValue | Code::WrongOrder => {
            let figure = |name: &str, value: &str| Figure {
                name: name.to_owned(),
                value: value.to_owned(),
                difference: Some(Difference {
                    index: 1,
                    items: 3,
                    at: 4,
                    length: 1,
                    among: None,
                }),
            };
            let figures = vec![
                figure("expected", "[1, 3, 5]"),
                figure("received", "[1, 5, 3]"),
            ];
            Failure {
                figures,
                ..bare(code, "the stream of odds(5) differs".to_owned())
            }
        }
        Code::Panic => Failure {
            threads: vec![thread(
                1,
                "thread 1",
                State::Panicked {
                    message: "boom".to_owned(),
                    place: place(13, 28),
                },
            )],
            ..bare(code, "a thread panicked: boom".to_owned())
        },
        Code::Uncontrolled => Failure {
            uncontrolled: true,
            ..bare(code, "two runs differed".to_owned())
        },
        other => bare(other, format!("an example of {other}")),
    }
}

/// Every category occurs.
fn category(id: &str) -> Category {
    match id {
        "deadlock" | "self-deadlock" => Category::Deadlock,
        "wrong-order" => Category::Ordering,
        "thread-leak" | "sampled" => Category::Resources,
        "cancellation-ignored" => Category::Cancellation,
        "too-late" | "too-early" => Category::Timing,
        _ => Category::Basic,
    }
}

fn check(id: &str, verdict: Option<CheckVerdict>, earned: u64) -> CheckReport {
    CheckReport {
        check: Check {
            id: id.replace('-', "_"),
            category: category(id),
            promise: format!("The promise of {id}."),
            weight: 1,
            exhaustive: false,
        },
        verdict,
        score: Score {
            earned: points(earned),
            possible: points(100),
        },
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as the field that it fills is")]
fn passed(schedules: u64, extent: Extent, atomics: bool) -> Option<CheckVerdict> {
    Some(CheckVerdict::Passed(Exploration {
        schedules,
        extent,
        atomics,
    }))
}

fn task(id: &str, checks: Vec<CheckReport>) -> TaskReport {
    TaskReport {
        id: id.to_owned(),
        title: format!("Title of {id}"),
        level: Level::Core,
        engine: Engine::Simulated,
        place: place(3, 8),
        unfit: None,
        checks,
    }
}

fn topic(id: &str, status: TopicStatus, tasks: Vec<TaskReport>) -> TopicReport {
    TopicReport {
        id: id.to_owned(),
        title: format!("Title of {id}"),
        status,
        tasks,
        folder: format!("exercises/{id}/"),
        sources: BTreeMap::from([("src/lib.rs".to_owned(), SOURCE.to_owned())]),
    }
}

fn compile_error() -> CompileError {
    CompileError {
        code: Some("E0308".to_owned()),
        message: "mismatched types".to_owned(),
        labels: vec![Label {
            place: place(4, 15).expect("a place"),
            end_line: 4,
            end_column: 32,
            primary: true,
            text: Some("expected `u64`, found `MutexGuard`".to_owned()),
        }],
        notes: vec!["help: consider dereferencing: `*`".to_owned()],
    }
}

/// A question in every state.
fn questions() -> Vec<QuestionReport> {
    let question = |id: &str, kind, status, earned| QuestionReport {
        id: id.to_owned(),
        topic: "passing".to_owned(),
        kind,
        level: Level::Core,
        status,
        points: Score {
            earned: points(earned),
            possible: points(150),
        },
        line: (status != AnswerStatus::Unanswered).then_some(4),
        remarks: Vec::new(),
        fingerprint: None,
        found: Vec::new(),
        missing: Vec::new(),
    };
    let partial = QuestionReport {
        topic: "atomics".to_owned(),
        remarks: vec!["2 of 3 right choices, and 1 wrong".to_owned()],
        ..question("partial-one", Kind::Predict, AnswerStatus::Partial, 50)
    };
    let short = |id: &str, status, earned, remark: &str| QuestionReport {
        topic: "design".to_owned(),
        remarks: (!remark.is_empty())
            .then(|| remark.to_owned())
            .into_iter()
            .collect(),
        fingerprint: Some("3f9a51c07b2e".to_owned()),
        found: vec!["1. The lock is held".to_owned()],
        missing: vec!["2. Nobody wakes it".to_owned()],
        ..question(id, Kind::Short, status, earned)
    };
    vec![
        question("right-one", Kind::Single, AnswerStatus::Right, 150),
        question("wrong-one", Kind::Numeric, AnswerStatus::Wrong, 0),
        partial,
        question("open-one", Kind::Matching, AnswerStatus::Unanswered, 0),
        question("refused-one", Kind::Ordering, AnswerStatus::Refused, 0),
        short(
            "own-one",
            AnswerStatus::SelfAssessed,
            75,
            "rated by the learner: 1 of 2 key points",
        ),
        short(
            "read-one",
            AnswerStatus::Reviewed,
            150,
            "read by B. Teacher: 2 of 2 key points",
        ),
        short("pending-one", AnswerStatus::Pending, 0, ""),
    ]
}

/// A report with every diagnosis, every extent and every status.
pub(crate) fn report() -> Report {
    let failing = Code::ALL.iter().map(|&code| {
        let verdict = Some(CheckVerdict::Failed(Box::new(failure(code))));
        task(
            &code.name().replace('-', "_"),
            vec![check(code.name(), verdict, 0)],
        )
    });
    let good = task(
        "good",
        vec![
            check("exhausted", passed(1_234, Extent::All, false), 100),
            check("bounded", passed(700, Extent::Preemptions(2), false), 100),
            check("sampled", passed(700, Extent::Sampled, true), 100),
        ],
    );
    let gated = task(
        "gated",
        vec![
            check("gated", Some(CheckVerdict::NotReached), 0),
            check("out-of-time", Some(CheckVerdict::OutOfTime), 0),
        ],
    );
    let mut unfit = task("unfit", vec![check("unfit", None, 0)]);
    unfit.unfit = Some(Box::new(bare(
        Code::DoesNotCompile,
        "`unfit` is missing.".to_owned(),
    )));
    let tasks: Vec<_> = failing.chain([gated, unfit]).collect();
    let broken = TopicStatus::Unbuilt(Unbuilt {
        code: Code::DoesNotCompile,
        message: "the compiler reports 1 error".to_owned(),
        errors: vec![compile_error()],
    });
    let rejected = TopicStatus::Rejected("`src/lib.rs` is a link".to_owned());
    let one = || vec![task("one", vec![check("one", None, 0)])];
    Report {
        topics: vec![
            topic("passing", TopicStatus::Judged, vec![good]),
            topic("failing", TopicStatus::Judged, tasks),
            topic("broken", broken, one()),
            topic("linked", rejected, one()),
            topic("missing", TopicStatus::Absent, one()),
        ],
        questions: questions(),
        problems: vec![Problem {
            file: "answers.toml".to_owned(),
            line: 7,
            message: "there is no question `open-two`; did you mean `open-one`?".to_owned(),
        }],
        weights: Weights::default(),
        confinement: Confinement {
            landlock: true,
            held: Held {
                files: true,
                ..Held::default()
            },
            ..Confinement::OFF
        },
    }
}
