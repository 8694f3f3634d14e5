//! What is printed goes into the report, and nowhere else.

use crate::support::{every, failure};
use sim_std::io::{IsTerminal, Write, stderr, stdout};
use sim_std::thread;

#[test]
fn printed_text_is_in_the_report() {
    let failure = failure(|| {
        let number = 3;
        sim_std::print!("a{number}");
        sim_std::println!(" b{}", 4);
        sim_std::println!();
        sim_std::eprintln!("c");
        sim_std::eprint!("d");
        assert_eq!(sim_std::dbg!(number + 1), 4);
        writeln!(stdout(), "e").unwrap();
        stderr().lock().write_all(b"f\n").unwrap();
        stdout().flush().unwrap();
        assert!(!stdout().is_terminal());
        panic!("now tell");
    });
    let expected = "a3 b4\n\nc\nd[grader/crates/sim-std/tests/it/output.rs:";
    assert!(failure.output.starts_with(expected), "{}", failure.output);
    assert!(
        failure.output.ends_with("number + 1 = 4\ne\nf\n"),
        "{}",
        failure.output
    );
}

#[test]
fn who_holds_a_stream_keeps_others_from_printing() {
    let found = failure(|| {
        thread::scope(|s| {
            let out = stdout().lock();
            let other = s.spawn(|| sim_std::println!("never"));
            sim_std::println!("the holder itself may print");
            sim_std::eprintln!("the other stream is free");
            other.join().unwrap();
            drop(out);
        });
    });
    assert_eq!(found.code, wire::Code::Deadlock);
    every(|| {
        thread::scope(|s| {
            let out = stdout().lock();
            s.spawn(|| sim_std::println!("later"));
            drop(out);
        });
    });
}
