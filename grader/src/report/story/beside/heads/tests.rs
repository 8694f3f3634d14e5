//! Tests of the rules on heads of loops.

use super::{any_ready, asked, begins, chained, one_more, unasked};
use crate::{
    report::story::{
        Names,
        sample::{received, step},
    },
    verdict::bare,
};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

fn at(line: u32, column: u32) -> Place {
    let file = "src/lib.rs".to_owned();
    Place { file, line, column }
}

/// The lines that are marked where this is the body of a function that begins in line 1.
fn lines(failure: &Failure, find: super::super::Way, body: &str) -> Vec<u32> {
    let text = format!("fn f() {{\n{body}\n}}\n");
    let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
    let names = Names::of(failure).with_sources(&sources);
    let clues = find(failure, &names).into_iter();
    clues.map(|it| it.place.line).collect()
}

/// A wrong entry, made in line 3.
fn entered(code: Code, value: &str) -> Failure {
    let mut failure = bare(code, String::new());
    let figure = |name: &str, value: &str| wire::Figure {
        name: name.to_owned(),
        ..received(value, 1)
    };
    failure.figures = vec![figure("expected", "[7]"), figure("received", value)];
    failure.steps = vec![Step {
        note: Some("entry 1".to_owned()),
        ..step(1, (1, 3), Operation::Call, 5, Occurrence::Done)
    }];
    failure
}

#[test]
fn a_closed_range_goes_round_once_more() {
    let mut failure = entered(Code::DuplicatedItem, "[2]");
    let body = "for a in 0..=n {\ng();\n}";
    assert!(
        lines(&failure, one_more, body).is_empty(),
        "another is wrong"
    );
    if let Some(it) = &mut failure.figures[0].difference {
        it.items = 0;
    }
    assert_eq!(lines(&failure, one_more, body), [2]);
    assert!(lines(&failure, one_more, "for a in 0..n {\ng();\n}").is_empty());
    assert!(lines(&failure, one_more, "for a in 1..=n {\ng();\n}").is_empty());
}

#[test]
fn a_range_begins_with_what_came() {
    let mut failure = entered(Code::WrongValue, "[2]");
    let body = "for a in (2..n).step_by(2) {\ng();\n}";
    assert!(lines(&failure, begins, body).is_empty(), "2 came too early");
    failure.figures[0].value = "[2]".to_owned();
    assert_eq!(lines(&failure, begins, body), [2]);
    assert!(lines(&failure, begins, "for a in 1..n {\ng();\n}").is_empty());
}

#[test]
fn what_is_put_in_is_asked_for() {
    let mut failure = entered(Code::DuplicatedItem, "[2]");
    let body = "known.insert(a);\ng();";
    assert_eq!(lines(&failure, unasked, body), [2]);
    assert!(lines(&failure, unasked, "if known.insert(a) {\ng(); }").is_empty());
    let before = body.replace("g();", "if !known.contains(a) {\ng(); }");
    assert!(lines(&failure, unasked, &before).is_empty());
    failure.code = Code::LostItem;
    assert!(lines(&failure, unasked, body).is_empty());
}

/// A wrong item, sent in line 3.
fn sent(code: Code, column: u32) -> Failure {
    let mut failure = bare(code, String::new());
    failure.figures.push(received("[2]", 1));
    for (number, who, operation) in [
        (1, (1, 2), Operation::Receive),
        (2, (1, 3), Operation::Send),
        (3, (0, 0), Operation::Receive),
    ] {
        failure.steps.push(Step {
            note: Some("message 1".to_owned()),
            ..step(
                number,
                who,
                operation,
                if number == 1 { 6 } else { 7 },
                Occurrence::Done,
            )
        });
    }
    failure.steps[1].place = Some(at(3, column));
    failure
}

#[test]
fn a_chain_has_an_order() {
    let mut failure = sent(Code::WrongOrder, 1);
    assert_eq!(
        lines(&failure, chained, "for a in b.chain(c) {\ns.send(a);\n}"),
        [2]
    );
    assert!(lines(&failure, chained, "for a in b {\ns.send(a);\n}").is_empty());
    failure.code = Code::WrongValue;
    assert!(lines(&failure, chained, "for a in b.chain(c) {\ns.send(a);\n}").is_empty());
}

#[test]
fn a_select_takes_any() {
    let mut failure = sent(Code::WrongOrder, 1);
    let body = "select! { recv(a) -> _ => {}, recv(b) -> _ => {} }\ns.send(a);";
    assert_eq!(lines(&failure, any_ready, body), [2]);
    let biased = body.replace("select!", "select_biased!");
    assert!(lines(&failure, any_ready, &biased).is_empty());
    failure.code = Code::LostItem;
    assert!(lines(&failure, any_ready, body).is_empty());
}

#[test]
fn a_condition_before_a_send_is_asked_first() {
    let failure = sent(Code::WrongValue, 16);
    assert_eq!(
        lines(&failure, asked, "g();\nif a >= b && s.send(a) {}"),
        [3]
    );
    assert!(lines(&failure, asked, "g();\nif s.send(a) && a >= b {}").is_empty());
}
