//! Reports on what is out of the ordinary: many threads, long traces, strange sources, narrow
//! terminals. Nothing panics, everything is bounded, and what is left out is counted.

use crate::fixture::{self, place};
use grader::report::{
    TopicReport, html,
    text::{self, Colour, Detail, Look, MOST_LINES},
};
use wire::{Code, Failure, Operation, State, Step, ThreadReport, Wait};

fn look(width: usize) -> Look {
    Look {
        colour: Colour::Plain,
        width,
        detail: Detail::Short,
    }
}

fn topic(source: &str) -> TopicReport {
    let mut topic = fixture::report().topics[1].clone();
    topic.sources = [("src/lib.rs".to_owned(), source.to_owned())].into();
    topic
}

/// 200 threads that all wait, after 100,000 steps of which 600 are kept.
fn crowd() -> Failure {
    let mut failure = fixture::failure(Code::Deadlock);
    let wait = |id: u32| {
        State::Blocked(Wait {
            operation: Operation::Lock,
            objects: vec![8],
            place: place(4, 17),
            since: u64::from(id),
            deadline: None,
        })
    };
    failure.threads = (0..200)
        .map(|id| ThreadReport {
            id,
            name: format!("thread {id}"),
            label: format!("`worker` {id} of 199"),
            spawned: place(11, 5),
            state: wait(id),
        })
        .collect();
    failure.cycle = Vec::new();
    let model = failure.steps[0].clone();
    let step = |number: u64| Step {
        number,
        thread: u32::try_from(number * 7 % 200).unwrap(),
        ..model.clone()
    };
    failure.steps = (0..200).chain(99_600..100_000).map(step).collect();
    failure.elided = 99_400;
    failure
}

/// Short, and told in full, on terminals of any width, and on the page: all of it is bounded.
fn told(source: &str, failure: &Failure) -> String {
    let topic = topic(source);
    for width in [20, 40, 80, 100] {
        let text = text::failure(&topic, None, failure, look(width));
        assert!(text.lines().count() <= MOST_LINES, "{width}:\n{text}");
    }
    let mut report = fixture::report();
    let mut whole = topic.clone();
    if let Some(check) = whole.tasks[0].checks.first_mut() {
        check.verdict = Some(grader::verdict::CheckVerdict::Failed(Box::new(
            failure.clone(),
        )));
    }
    report.topics = vec![whole];
    let page = html::render(&report);
    assert!(page.len() < 400_000, "{} bytes", page.len());
    text::failure(&topic, None, failure, look(100)) + &page
}

#[test]
fn many_threads_and_steps_are_counted() {
    let text = told(
        "fn f() {\n}\n\n    let one = a.lock().unwrap();\n",
        &crowd(),
    );
    assert!(text.contains("of 100,000"), "{text}");
    assert!(
        text.contains("steps of other threads"),
        "no count of other threads"
    );
    assert!(
        text.contains("steps are left out here"),
        "no count of what is elided"
    );
}

#[test]
fn strange_sources_are_shown() {
    let failure = fixture::failure(Code::Deadlock);
    let lines = |line: &str| format!("{line}\n").repeat(12);
    told(&lines("\t\tlet one\t= a.lock().unwrap();"), &failure);
    told(
        &lines("    let 名前 = ロック.lock().unwrap(); // 🦀🦀🦀"),
        &failure,
    );
    told(&lines(&"x".repeat(500)), &failure);
    told("", &failure);
    told("one line\r\nanother\r\n", &failure);
}

#[test]
fn a_source_that_changed_since_is_not_marked_wrongly() {
    let mut failure = fixture::failure(Code::Deadlock);
    for thread in &mut failure.threads {
        if let State::Blocked(wait) = &mut thread.state {
            wait.place = place(4_000, 17);
        }
    }
    failure.steps[0].place = place(9_999, 1);
    let text = told("fn f() {}\n", &failure);
    assert!(text.contains("error[deadlock]"), "{text}");
}

#[test]
fn a_narrow_terminal_gets_narrow_lines() {
    let source = "fn f() {}\n".repeat(20);
    let topic = topic(&source);
    for &code in Code::ALL {
        let text = text::failure(&topic, None, &fixture::failure(code), look(40));
        // What is marked in the source cannot be folded.
        let own = text
            .lines()
            .filter(|line| line.starts_with("  ") && !line.contains(" | "));
        let own = own.filter(|line| !line.trim_start().starts_with('|') && !line.contains("more:"));
        let wide: Vec<&str> = own.filter(|line| line.chars().count() > 44).collect();
        assert_eq!(wide, Vec::<&str>::new(), "{code}:\n{text}");
    }
}
