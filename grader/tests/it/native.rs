//! Checks on real threads, from the run stage on: children that get stuck in every way are told apart.

use grader::{
    build::Binary,
    event::silent,
    process::{Movement, confine::Confinement},
    run::{self, Cause, CheckRun, Death, limits},
    submission::ArcCounts,
    workbook::Engine,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A child as `check-native` makes them, with checks that are named after what they do. The last step
/// before it gets stuck is told on standard error.
const CHILD: &str = r#"
use std::{fs::File, io::{Read, Write}, os::fd::FromRawFd, os::unix::net::UnixStream};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::{thread, time::{Duration, SystemTime, UNIX_EPOCH}};

fn two_locks() {
    let locks = Arc::new((Mutex::new(()), Mutex::new(())));
    let met = Arc::new(Barrier::new(2));
    let (other, there) = (Arc::clone(&locks), Arc::clone(&met));
    let handle = thread::spawn(move || {
        let _second = other.1.lock();
        there.wait();
        let _first = other.0.lock();
    });
    let _first = locks.0.lock();
    met.wait();
    eprintln!("{}", SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis());
    let _second = locks.1.lock();
    handle.join().unwrap();
}

fn wait_for_ever() {
    let (_sender, receiver) = mpsc::channel::<()>();
    let _ = receiver.recv();
}

fn main() {
    let mut request = String::new();
    std::io::stdin().read_to_string(&mut request).unwrap();
    let after = |text: &str| request.split_once(text).unwrap().1.split('"').next().unwrap().to_owned();
    let (nonce, check) = (after("\"nonce\":\""), after("\"checks\":[\""));
    assert_eq!(request.matches("t/").count(), 1, "one child runs one check");
    let mut records = unsafe { File::from_raw_fd(3) };
    let mut record = |number: u32, event: String| {
        writeln!(records, "{{\"nonce\":\"{nonce}\",\"sequence\":{number},\"event\":{event}}}").unwrap();
    };
    record(0, format!("{{\"started\":{{\"check\":\"{check}\"}}}}"));
    match check.as_str() {
        "t/two_locks" => two_locks(),
        "t/a_ticker_beside_it" => {
            thread::spawn(|| loop { thread::sleep(Duration::from_millis(50)) });
            two_locks();
        }
        "t/a_reader_beside_it" => {
            let (mut reader, writer) = UnixStream::pair().unwrap();
            thread::spawn(move || reader.read(&mut [0]));
            wait_for_ever();
            drop(writer);
        }
        "t/woken_in_time" => {
            let (sender, receiver) = mpsc::channel();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(300));
                sender.send(()).unwrap();
            });
            receiver.recv().unwrap();
        }
        "t/computes" => loop { std::hint::spin_loop() },
        _ => {}
    }
    let outcome = "{\"failure\":null,\"exploration\":{\"schedules\":20,\"extent\":\"sampled\",\"atomics\":false}}";
    record(1, format!("{{\"finished\":{{\"check\":\"{check}\",\"outcome\":{outcome}}}}}"));
    record(2, "{\"ended\":{\"checks\":1}}".to_owned());
}
"#;

/// The child, compiled.
fn child() -> &'static Path {
    static CHILD_BUILT: OnceLock<PathBuf> = OnceLock::new();
    CHILD_BUILT.get_or_init(|| {
        // Nobody drops a static: a temporary folder would stay.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("native-child");
        fs::create_dir_all(&folder).unwrap();
        let (source, program) = (folder.join("child.rs"), folder.join("child"));
        fs::write(&source, CHILD).unwrap();
        #[expect(
            clippy::disallowed_methods,
            reason = "a test makes the program that the grader is to run"
        )]
        let mut rustc = Command::new("rustc");
        rustc.args(["--edition", "2024", "-o"]).arg(&program);
        let output = rustc.arg(&source).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        program
    })
}

/// Runs these checks.
fn play(checks: &[&str]) -> Vec<CheckRun> {
    let names: Vec<String> = checks.iter().map(|check| format!("t/{check}")).collect();
    let mut limits = limits();
    limits.silence = Duration::from_millis(1_500);
    let results = run::run(&run::Job {
        binary: &Binary::assume(child().to_owned()),
        engine: Engine::Native,
        checks: &names,
        seed: 1,
        whole: None,
        arc_counts: ArcCounts::Ignored,
        limits,
        confinement: Confinement::OFF,
        listener: &silent,
    });
    let results = results.unwrap();
    names.iter().map(|name| results[name].clone()).collect()
}

/// How the child of this check died.
fn death(check: &str) -> Death {
    match &play(&[check])[..] {
        [CheckRun::Died(death)] => death.clone(),
        other => panic!("{check}: {other:?}"),
    }
}

#[test]
fn each_check_has_a_child_of_its_own() {
    let runs = play(&["fine", "two_locks", "also_fine"]);
    assert!(matches!(runs[0], CheckRun::Finished(_)), "{:?}", runs[0]);
    assert!(matches!(runs[1], CheckRun::Died(_)), "{:?}", runs[1]);
    assert!(matches!(runs[2], CheckRun::Finished(_)), "{:?}", runs[2]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_deadlock_is_proved_within_200_ms_of_the_last_step() {
    let mut delays = Vec::new();
    // The best of some: on a busy machine this test is itself kept waiting.
    for _ in 0..5 {
        let death = death("two_locks");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        assert_eq!(death.cause, Cause::Quiescent { threads: 2 });
        let last_step: u128 = death.said.trim().parse().unwrap();
        delays.push(now.as_millis() - last_step);
    }
    let best = delays.iter().min().unwrap();
    assert!(*best < 200, "{delays:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_not_proved_is_not_claimed() {
    // A thread that lives on could wake the others, for all one can see.
    let cause = death("a_ticker_beside_it").cause;
    assert_eq!(cause, Cause::Overdue(Movement::Some));
    let cause = death("a_reader_beside_it").cause;
    assert_eq!(cause, Cause::Overdue(Movement::None));
    let cause = death("computes").cause;
    assert_eq!(cause, Cause::Overdue(Movement::Some));
}

#[test]
fn a_wait_that_ends_is_no_deadlock() {
    let runs = play(&["woken_in_time"]);
    assert!(matches!(runs[0], CheckRun::Finished(_)), "{:?}", runs[0]);
}
