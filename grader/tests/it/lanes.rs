//! Traces in lanes: narrow terminals, many threads, loops, long traces.

use crate::fixture::{failure, place};
use grader::{
    report::{
        lanes,
        text::{Colour, Detail, Look},
    },
    verdict::bare,
};
use wire::{Code, Failure, Occurrence, Operation, State, Step, Switch, ThreadReport};

fn look(width: usize) -> Look {
    Look {
        colour: Colour::Plain,
        width,
        detail: Detail::Short,
    }
}

fn step(number: u64, thread: u32, line: u32) -> Step {
    Step {
        number,
        thread,
        at: 0,
        operation: Operation::Send,
        object: None,
        occurrence: Occurrence::Done,
        place: place(line, 5),
        via: Vec::new(),
        switch: None,
        note: None,
    }
}

fn thread(id: u32) -> ThreadReport {
    ThreadReport {
        id,
        name: format!("worker {id}"),
        label: String::new(),
        spawned: None,
        state: State::Finished,
    }
}

/// So many threads, each of which takes one step on a line of its own, again and again.
fn crowd(threads: u32, rounds: u32) -> Failure {
    let steps = (0..threads * rounds).map(|number| Step {
        via: Vec::new(),
        switch: Some(Switch::Preempted),
        ..step(
            u64::from(number),
            number % threads,
            10 + number % threads + number / threads,
        )
    });
    Failure {
        threads: (0..threads).map(thread).collect(),
        steps: steps.collect(),
        ..bare(Code::LostItem, "an item was lost".to_owned())
    }
}

fn fits(text: &str, width: usize) {
    for line in text.lines() {
        assert!(
            line.chars().count() <= width,
            "wider than {width}: {line}\n{text}"
        );
    }
}

#[test]
fn a_deadlock_in_lanes_is_as_blessed() {
    insta::assert_snapshot!(lanes::render(&failure(Code::Deadlock), look(80)));
}

#[test]
fn a_narrow_terminal_holds_what_fits() {
    let text = lanes::render(&failure(Code::Deadlock), look(40));
    fits(&text, 40);
    assert!(
        text.contains("`left`") && text.contains("`right`"),
        "{text}"
    );
}

#[test]
fn of_many_threads_some_have_a_column_and_the_others_are_counted() {
    for width in [30, 40, 80, 100] {
        let text = lanes::render(&crowd(200, 3), look(width));
        fits(&text, width);
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("more threads without a column"), "{text}");
        assert!(words.contains("threads not shown"), "{text}");
    }
}

#[test]
fn a_loop_is_shown_once() {
    let line = |number: u64| {
        if number < 2 {
            7
        } else {
            20 + u32::try_from(number % 2).unwrap()
        }
    };
    let steps: Vec<Step> = (0..42)
        .map(|number| step(number, 1, line(number)))
        .collect();
    let looping = Failure {
        threads: vec![thread(0), thread(1)],
        steps,
        ..bare(Code::BusyWait, "it asks again and again".to_owned())
    };
    let text = lanes::render(&looping, look(80));
    assert!(
        text.contains("↻ the same 19 times more (steps 4 to 41)"),
        "{text}"
    );
    assert_eq!(text.matches("20: ").count(), 1, "{text}");
}

#[test]
fn what_was_left_out_of_the_middle_is_counted() {
    let mut long = crowd(2, 4);
    for step in &mut long.steps[4..] {
        step.number += 99_000;
    }
    long.elided = 99_000;
    let text = lanes::render(&long, look(80));
    assert!(text.contains("8 of 99,008 steps in your code"), "{text}");
    assert!(text.contains("⋮ 99,000 steps are left out"), "{text}");
}

#[test]
fn a_switch_has_its_reason_and_time_is_told() {
    let mut failure = failure(Code::Deadlock);
    let text = lanes::render(&failure, look(100));
    assert!(text.contains("the schedule picks `right`"), "{text}");
    failure.steps[1].switch = Some(Switch::Finished);
    failure.steps[3].switch = Some(Switch::Blocked);
    failure.steps[3].at = 500_000_000;
    let text = lanes::render(&failure, look(100));
    assert!(text.contains("`left` has ended"), "{text}");
    assert!(
        text.contains("`left` waits: Mutex #2 is held by `right`"),
        "{text}"
    );
    assert!(text.contains("500 ms of virtual time"), "{text}");
}

#[test]
fn a_failure_outside_of_the_learners_code_says_so() {
    let text = lanes::render(&failure(Code::WrongValue), look(80));
    assert_eq!(text, "no step of this execution is in your code\n");
}
