//! The run stage against children that lie, die, flood, and leave grandchildren behind.

use grader::{
    build::Binary,
    error::Error,
    event::silent,
    process::confine::Confinement,
    run::{self, CheckRun, limits},
    submission::ArcCounts,
    workbook::Engine,
};
use std::{
    collections::BTreeMap,
    fs,
    os::{fd::AsRawFd, unix::fs::PermissionsExt},
    time::{Duration, Instant},
};

/// Shell functions for a child: `nonce` from the request, and the records.
const PRELUDE: &str = r#"#!/bin/sh
request=$(cat)
nonce=$(printf %s "$request" | sed 's/.*"nonce":"\([0-9a-f]*\)".*/\1/')
ok='{"failure":null,"exploration":{"schedules":1,"extent":"all","atomics":false}}'
record() { printf '{"nonce":"%s","sequence":%s,"event":%s}\n' "$1" "$2" "$3" >&3; }
started() { record "$nonce" "$1" "{\"started\":{\"check\":\"$2\"}}"; }
finished() { record "$nonce" "$1" "{\"finished\":{\"check\":\"$2\",\"outcome\":$ok}}"; }
ended() { record "$nonce" "$1" "{\"ended\":{\"checks\":$2}}"; }
case "$request" in *t/a*) first=yes;; *) first=no;; esac
"#;

/// Runs a child that is asked for two checks, `t/a` and `t/b`.
fn play(script: &str) -> Result<BTreeMap<String, CheckRun>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("child");
    fs::write(&path, format!("{PRELUDE}{script}")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let checks = ["t/a".to_owned(), "t/b".to_owned()];
    // Other tests start children at the same moment; one of them may hold the script open for
    // writing until it has replaced itself.
    for _ in 0..50 {
        let mut limits = limits();
        limits.silence = Duration::from_millis(800);
        limits.file = None;
        limits.output = 100_000;
        let result = run::run(&run::Job {
            binary: &Binary::assume(path.clone()),
            engine: Engine::Simulated,
            checks: &checks,
            seed: 1,
            whole: None,
            arc_counts: ArcCounts::Ignored,
            limits,
            confinement: Confinement::OFF,
            listener: &silent,
        });
        match result {
            Err(Error::Io { source, .. }) if source.raw_os_error() == Some(libc::ETXTBSY) => {}
            other => return other,
        }
    }
    panic!("the script stayed busy");
}

/// What became of a check, in a word.
fn fate(results: &BTreeMap<String, CheckRun>, check: &str) -> String {
    match &results[check] {
        CheckRun::Finished(_) => "finished".to_owned(),
        CheckRun::Died(death) => format!("{:?}", death.cause),
        CheckRun::OutOfTime => "out of time".to_owned(),
    }
}

/// The child goes through `t/a` as told, and does `t/b` well when it is asked for that alone.
fn fate_of_a(during_a: &str) -> String {
    let script = format!(
        "if [ $first = yes ]; then {during_a}\nelse started 0 t/b; finished 1 t/b; ended 2 1; fi"
    );
    let results = play(&script).unwrap();
    assert_eq!(fate(&results, "t/b"), "finished");
    fate(&results, "t/a")
}

#[test]
fn an_honest_child_is_believed() {
    let honest = "started 0 t/a; finished 1 t/a; started 2 t/b; finished 3 t/b; ended 4 2";
    let results = play(honest).unwrap();
    assert_eq!(
        [fate(&results, "t/a"), fate(&results, "t/b")],
        ["finished", "finished"]
    );
}

#[test]
fn a_forged_nonce_counts_for_nothing() {
    let forged = r#"started 0 t/a
        record 0000 1 "{\"finished\":{\"check\":\"t/a\",\"outcome\":$ok}}"
        record 0000 2 '{"ended":{"checks":1}}'"#;
    assert_eq!(fate_of_a(forged), "Disturbed");
}

#[test]
fn a_gap_counts_for_nothing() {
    let gap = "started 0 t/a; finished 2 t/a; started 3 t/b; finished 4 t/b; ended 5 2";
    assert_eq!(fate_of_a(gap), "Disturbed");
}

#[test]
fn without_the_end_record_the_last_check_does_not_count() {
    assert_eq!(fate_of_a("started 0 t/a; finished 1 t/a"), "Status(0)");
}

#[test]
fn an_end_record_does_not_help_a_child_that_then_fails() {
    assert_eq!(
        fate_of_a("started 0 t/a; finished 1 t/a; ended 2 1; exit 5"),
        "Status(5)"
    );
}

#[test]
fn a_death_costs_the_running_check_alone() {
    assert_eq!(fate_of_a("started 0 t/a; exit 0"), "Status(0)");
    assert_eq!(fate_of_a("started 0 t/a; exit 86"), "StackOverflow");
    assert_eq!(fate_of_a("started 0 t/a; exit 87"), "OutOfMemory");
    assert_eq!(fate_of_a("started 0 t/a; kill -SEGV $$"), "Signal(11)");
    assert_eq!(fate_of_a("started 0 t/a; kill -XCPU $$"), "Endless");
    assert_eq!(fate_of_a("started 0 t/a; kill -KILL $$"), "OutOfMemory");
}

#[test]
fn silence_ends_at_the_deadline() {
    let begun = Instant::now();
    assert_eq!(fate_of_a("started 0 t/a; while :; do :; done"), "Endless");
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_flood_of_output_is_cut_off() {
    assert_eq!(
        fate_of_a("started 0 t/a; while :; do echo flood; done"),
        "Flooded"
    );
    assert_eq!(
        fate_of_a("started 0 t/a; while :; do echo flood >&2; done"),
        "Flooded"
    );
}

#[test]
fn a_grandchild_that_holds_the_pipe_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("grandchild");
    let begun = Instant::now();
    let script = format!(
        "started 0 t/a; finished 1 t/a; started 2 t/b; finished 3 t/b; ended 4 2
        PATH=/usr/bin:/bin; sleep 30 & echo $! > {}; exit 0",
        note.display()
    );
    let results = play(&script).unwrap();
    assert_eq!(fate(&results, "t/b"), "finished");
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    let grandchild = fs::read_to_string(note).unwrap();
    let stat = format!("/proc/{}/stat", grandchild.trim());
    let stat = fs::read_to_string(stat).unwrap_or_default();
    assert!(
        stat.is_empty() || stat.contains(") Z "),
        "the grandchild lives on: {stat}"
    );
}

#[test]
fn a_child_that_never_begins_is_the_graders_fault() {
    for script in [
        "exit 0",
        "exit 3",
        "kill -SEGV $$",
        "ended 0 0",
        "echo no >&2; exit 1",
    ] {
        let error = play(script).unwrap_err();
        assert!(matches!(error, Error::Child { .. }), "{script}: {error}");
        assert_eq!(error.exit().number(), 3);
    }
}

#[test]
fn the_environment_is_empty_and_only_known_descriptors_are_open() {
    // A descriptor that whoever started the grader left open for its children.
    let null = fs::File::open("/dev/null").unwrap();
    // SAFETY: plain numbers; `null` is open, and the copy has the lowest free number from 20.
    let copy = unsafe { libc::fcntl(null.as_raw_fd(), libc::F_DUPFD, 20) };
    assert!(copy >= 20, "{copy}");
    // What the shell itself sets and opens is left out of account.
    let script = format!(
        "PATH=/usr/bin:/bin
        env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= -e ^PATH= > $0.env && exit 7
        for descriptor in 4 5 6 7 8 9 {copy}; do
            [ -e /proc/$$/fd/$descriptor ] && exit 8
        done"
    );
    let fate = fate_of_a(&format!("started 0 t/a\n{script}\nexit 0"));
    assert_eq!(fate, "Status(0)");
}
