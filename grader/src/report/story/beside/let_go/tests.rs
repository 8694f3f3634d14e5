//! Tests of the rules on who lets another go first.

use super::{cycled, found_empty, picked, unlocked};
use crate::{
    report::story::{
        Names,
        sample::{channel, received, step, thread},
    },
    verdict::bare,
};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Place, State, Step, Wait};

/// The lines that are marked where this is the body of a function that begins in line 1.
fn lines(failure: &Failure, find: super::super::Way, body: &str) -> Vec<u32> {
    let text = format!("fn f() {{\n{body}\n}}\n");
    let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
    let names = Names::of(failure).with_sources(&sources);
    let clues = find(failure, &names).into_iter();
    clues.map(|it| it.place.line).collect()
}

/// A wrong item that a thread sent in line 5, and these steps of it before that.
fn sent(deeds: &[(u32, Operation, u32, Occurrence)]) -> Failure {
    let mut failure = bare(Code::WrongOrder, String::new());
    failure.figures.push(received("[2]", 1));
    for (number, (line, operation, object, how)) in (1..).zip(deeds) {
        failure
            .steps
            .push(step(number, (1, *line), *operation, *object, *how));
    }
    for (number, who, operation, message) in [
        (10, (1, 5), Operation::Send, 1),
        (11, (0, 0), Operation::Receive, 1),
        (12, (2, 5), Operation::Send, 2),
    ] {
        failure.steps.push(Step {
            note: Some(format!("message {message}")),
            ..step(number, who, operation, 7, Occurrence::Done)
        });
    }
    failure
}

#[test]
fn a_lock_is_given_back_before_the_send() {
    let done = Occurrence::Done;
    let mut deeds = [
        (2, Operation::Lock, 9, done),
        (3, Operation::Call, 8, done),
        (4, Operation::Unlock, 9, done),
    ];
    let mut failure = sent(&deeds);
    assert_eq!(lines(&failure, unlocked, ""), [4]);
    let waited = step(9, (1, 5), Operation::Send, 7, Occurrence::Blocked);
    failure.steps.insert(3, waited);
    assert_eq!(lines(&failure, unlocked, ""), [4]);
    failure.steps.pop();
    assert!(lines(&failure, unlocked, "").is_empty(), "one thread");
    deeds[1].1 = Operation::Wait;
    assert!(
        lines(&sent(&deeds), unlocked, "").is_empty(),
        "it waited for its turn"
    );
}

#[test]
fn another_is_read_where_one_is_empty() {
    let mut deeds = [
        (2, Operation::Receive, 8, Occurrence::Refused),
        (2, Operation::Receive, 9, Occurrence::Done),
    ];
    assert_eq!(lines(&sent(&deeds), found_empty, ""), [2]);
    deeds[1].0 = 3;
    assert!(
        lines(&sent(&deeds), found_empty, "").is_empty(),
        "it went on to the next"
    );
    deeds[1].0 = 2;
    deeds[0].3 = Occurrence::Disconnected;
    assert!(
        lines(&sent(&deeds), found_empty, "").is_empty(),
        "it was closed"
    );
}

/// One who waits to send in line 3, and one who waits to receive.
fn stuck(code: Code, column: u32) -> Failure {
    let mut failure = bare(code, String::new());
    failure.objects = vec![
        channel(7, "channel of capacity 1", 2),
        channel(8, "channel of capacity 1", 2),
    ];
    for (id, operation, object) in [(1, Operation::Send, 7), (2, Operation::Receive, 8)] {
        let file = "src/lib.rs".to_owned();
        let mut thread = thread(id);
        thread.state = State::Blocked(Wait {
            operation,
            objects: vec![object],
            deadline: None,
            since: 1,
            place: Some(Place {
                file,
                line: 3,
                column,
            }),
        });
        failure.threads.push(thread);
    }
    failure
}

#[test]
fn turns_are_taken_whoever_is_free() {
    let failure = stuck(Code::NotConcurrent, 3);
    assert_eq!(
        lines(
            &failure,
            cycled,
            "for a in b.zip(c.cycle()) {\na.send(1);\n}"
        ),
        [2]
    );
    assert!(lines(&failure, cycled, "for a in b.zip(c) {\na.send(1);\n}").is_empty());
    let late = stuck(Code::TooLate, 3);
    assert!(lines(&late, cycled, "for a in b.zip(c.cycle()) {\na.send(1);\n}").is_empty());
}

#[test]
fn one_is_picked_and_another_is_idle() {
    let mut failure = stuck(Code::Deadlock, 9);
    let body = "let a;\nall[it].send(1);";
    assert_eq!(lines(&failure, picked, body), [3]);
    assert!(lines(&failure, picked, "let a;\nall[00].send(1);").is_empty());
    failure.objects[1].created = None;
    assert!(lines(&failure, picked, body).is_empty(), "that is another");
}
