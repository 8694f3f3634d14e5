//! Tests of the rules on methods that decide.

use super::{backwards, collected, derived, pieces, pushed, remainder, wraps};
use crate::{
    report::story::{
        Names,
        sample::{channel, place, received, step, thread},
    },
    verdict::bare,
};
use std::collections::BTreeMap;
use wire::{Code, Failure, HandleReport, Occurrence, Operation, State, Step};

/// A failure with a step in line 2.
fn failed(code: Code, operation: Operation) -> Failure {
    let mut failure = bare(code, String::new());
    failure.steps = vec![step(1, (1, 2), operation, 5, Occurrence::Done)];
    failure
}

/// The lines that are marked where this is the body of a function that begins in line 1, and what is said of the first.
fn told(failure: &Failure, find: super::super::Way, body: &str) -> (Vec<u32>, String) {
    let text = format!("pub fn f() {{\n{body}\n}}\n");
    let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
    let names = Names::of(failure).with_sources(&sources);
    let clues = find(failure, &names);
    assert!(clues.iter().all(|it| it.primary));
    let said = clues.first().map(|it| it.text.clone());
    (
        clues.iter().map(|it| it.place.line).collect(),
        said.unwrap_or_default(),
    )
}

#[test]
fn a_rest_is_left_out() {
    let mut failure = failed(Code::LostItem, Operation::Join);
    let (lines, said) = told(
        &failure,
        remainder,
        "join();\nfor a in b.chunks_exact(2) {}",
    );
    assert_eq!(lines, [3]);
    assert!(said.starts_with("`chunks_exact` leaves out"));
    let body = "let c = b.chunks_exact(2);\nc.remainder();";
    assert!(told(&failure, remainder, body).0.is_empty());
    failure.code = Code::TooLate;
    assert!(
        told(&failure, remainder, "for a in b.chunks_exact(2) {}")
            .0
            .is_empty()
    );
}

#[test]
fn the_last_is_taken_first() {
    let mut failure = failed(Code::WrongOrder, Operation::Lock);
    let body = "let a = q.lock().unwrap().pop();";
    assert_eq!(told(&failure, backwards, body).0, [2]);
    let turned = format!("b.reverse();{body}");
    assert!(told(&failure, backwards, &turned).0.is_empty());
    assert!(
        told(&failure, backwards, &format!("BinaryHeap::new();{body}"))
            .0
            .is_empty()
    );
    failure.code = Code::LostItem;
    assert!(told(&failure, backwards, body).0.is_empty());
}

#[test]
fn a_piece_is_for_one_thread() {
    let mut failure = failed(Code::NotConcurrent, Operation::Call);
    failure.threads = vec![thread(1), thread(2)];
    let body = "let a = b.by_ref().take(2).collect();";
    assert!(told(&failure, pieces, body).0.is_empty(), "both have ended");
    failure.threads[1].state = State::Runnable { place: None };
    assert_eq!(told(&failure, pieces, body).0, [2]);
    assert!(told(&failure, pieces, "b.take(2).collect();").0.is_empty());
    failure.threads[1].spawned = Some(place(9));
    assert!(
        told(&failure, pieces, body).0.is_empty(),
        "they do something else"
    );
}

#[test]
fn all_is_taken_before_the_first_is_handed_on() {
    let mut failure = bare(Code::NotLazy, String::new());
    failure.threads = vec![thread(1)];
    let at = |number, operation| Step {
        place: Some(wire::Place {
            column: 3,
            ..place(2)
        }),
        ..step(number, (1, 2), operation, 5, Occurrence::Done)
    };
    failure.steps = vec![at(1, Operation::Call), at(2, Operation::Call)];
    let (lines, said) = told(&failure, collected, "a.collect();");
    assert_eq!(lines, [2]);
    assert_eq!(
        said,
        "`t1` asks for a value 2 times here, one after the other, and hands on none meanwhile"
    );
    assert!(told(&failure, collected, "a.for_each();").0.is_empty());
    // Of a receive it is said only where the channel that it is sent to has no bound.
    failure.steps = vec![at(1, Operation::Receive), at(2, Operation::Receive)];
    assert!(told(&failure, collected, "a.collect();").0.is_empty());
    failure
        .steps
        .push(step(3, (1, 3), Operation::Send, 7, Occurrence::Done));
    failure.objects = vec![channel(7, "channel of capacity 1", 4)];
    assert!(told(&failure, collected, "a.collect();").0.is_empty());
    failure.objects = vec![channel(7, "unbounded channel", 4)];
    assert_eq!(told(&failure, collected, "a.collect();").0, [2]);
}

#[test]
fn threads_push_as_they_are_ready() {
    let mut failure = bare(Code::WrongOrder, String::new());
    failure.figures.push(received("[2, 1]", 2));
    failure.steps = vec![
        step(1, (1, 2), Operation::Lock, 5, Occurrence::Done),
        step(2, (2, 2), Operation::Lock, 5, Occurrence::Done),
    ];
    let body = "a.lock().unwrap().push(b);";
    let (lines, said) = told(&failure, pushed, body);
    assert_eq!(lines, [2]);
    assert!(said.starts_with("2 threads push here"), "{said}");
    assert!(
        told(&failure, pushed, &format!("{body} a.sort();"))
            .0
            .is_empty()
    );
    failure.steps[1].thread = 1;
    assert!(told(&failure, pushed, body).0.is_empty(), "one thread");
}

#[test]
fn a_sum_wraps_around() {
    let mut failure = failed(Code::WrongValue, Operation::Send);
    let body = "s.send(a);\nb = a.wrapping_add(b);";
    assert!(told(&failure, wraps, body).0.is_empty());
    failure.message = "it goes on, though no more should come".to_owned();
    assert_eq!(told(&failure, wraps, body).0, [3]);
    assert!(
        told(&failure, wraps, "s.send(a);\nb = a.checked_add(b);")
            .0
            .is_empty()
    );
}

#[test]
fn a_derived_clone_makes_a_receiver() {
    let mut failure = bare(Code::ThreadLeak, String::new());
    let mut channel = channel(5, "channel of capacity 0", 9);
    channel.handles = vec![HandleReport {
        role: "receiver".to_owned(),
        made_by: 0,
        made: Some(place(2)),
        last_used_by: None,
    }];
    failure.objects = vec![channel];
    failure.steps = vec![Step {
        via: vec![place(3)],
        ..step(1, (0, 2), Operation::Clone, 5, Occurrence::Done)
    }];
    let (lines, said) = told(
        &failure,
        derived,
        "#[derive(Clone)] struct S;\nlet b = a.clone();",
    );
    assert_eq!(lines, [3]);
    assert!(said.starts_with("this clones what has "), "{said}");
    assert!(
        told(&failure, derived, "a.clone();\nlet b = a.clone();")
            .0
            .is_empty()
    );
}
