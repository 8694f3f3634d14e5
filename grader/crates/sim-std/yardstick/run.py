#!/usr/bin/env python3
"""Runs the standard library's own tests under the simulation, and prints the counts.

The tests are taken from the component `rust-src` of a tool chain (rustup component add rust-src); nothing of
their text is kept here. Each test file is compiled twice, on the stable compiler: against the real
library, which sorts out the tests of unstable features, and against the facades. Then each
test is explored in a process of its own. What does not pass must be listed, with its reason, in
`exceptions.txt`; what is listed must not pass.

    run.py LIBRARIES [SCRATCH] [--source LIBRARY]

LIBRARIES   the folder of a Cargo build with libsim_std-*.rlib (target/debug/deps)
SCRATCH     a folder outside of the repository (default: a temporary one)
LIBRARY     the folder `library` of rust-src (default: that of the active tool chain)
"""

import glob
import json
import os
import re
import subprocess
import sys
import tempfile

FILES = [
    "std/tests/sync/barrier.rs",
    "std/tests/sync/condvar.rs",
    "std/tests/sync/lazy_lock.rs",
    "std/tests/sync/mpsc.rs",
    "std/tests/sync/mpsc_sync.rs",
    "std/tests/sync/mutex.rs",
    "std/tests/sync/once.rs",
    "std/tests/sync/once_lock.rs",
    "std/tests/sync/rwlock.rs",
    "std/tests/thread.rs",
    "std/tests/thread_local/tests.rs",
    "std/tests/thread_local/dynamic_tests.rs",
    "std/tests/time.rs",
    "std/src/thread/tests.rs",
    "coretests/tests/atomic.rs",
]

ELSEWHERE = "not for this platform"
HERE = os.path.dirname(os.path.abspath(__file__))

# One test of two: the real one makes a second for locks without poisoning, which are unstable.
PRELUDE = """
#![allow(warnings)]
use std::convert::identity;
#[track_caller]
fn result_unwrap<T, E: std::fmt::Debug>(x: Result<T, E>) -> T { x.unwrap() }
"""

RUNNER = """
//! Explores one test.
use std::panic::AssertUnwindSafe;
pub fn name() -> String {
    std::env::args().nth(1).unwrap_or_default()
}
pub fn run(panics: bool, test: fn()) {
    let config = sim::Config {
        budget: 300, samples: 40, steps: 3_000_000, effort: 12_000_000, ..sim::Config::default()
    };
    let explored = sim::explore(&config, &|| {
        let _ = sim::catch_unwind(|| sim::panic_from_suite("a test may panic"));
        if panics {
            assert!(sim::catch_unwind(AssertUnwindSafe(test)).is_err(), "it does not panic");
        } else {
            test();
        }
    });
    if let Some(failure) = explored.failure {
        println!("{}: {}", failure.code.name(), failure.message.replace('\\n', " "));
        std::process::exit(1);
    }
    println!("{} schedules, {:?}", explored.exploration.schedules, explored.exploration.extent);
}
"""


def main():
    arguments = sys.argv[1:]
    library = None
    if "--source" in arguments:
        at = arguments.index("--source")
        library = arguments[at + 1]
        del arguments[at : at + 2]
    libraries = os.path.abspath(arguments[0])
    scratch = arguments[1] if len(arguments) > 1 else tempfile.mkdtemp(prefix="yardstick")
    os.makedirs(scratch, exist_ok=True)
    if library is None:
        sysroot = subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()
        library = os.path.join(sysroot, "lib/rustlib/src/rust/library")
    if not os.path.isdir(library):
        sys.exit(f"there is no {library}: rustup component add rust-src")
    world = World(libraries, scratch)
    exceptions = read_exceptions()
    totals = {"passed": 0, "unstable": 0, "excepted": 0, "failed": 0}
    for path in FILES:
        full = os.path.join(library, path)
        if os.path.exists(full):
            one_file(world, path, open(full).read(), exceptions, totals)
        else:
            print(f"{path}: not there")
    for left in sorted(exceptions):
        print(f"listed, but there is no such test: {left}")
    print(", ".join(f"{count} {what}" for what, count in totals.items()))
    sys.exit(1 if totals["failed"] or exceptions else 0)


class World:
    """Where things are, and how a program is compiled."""

    def __init__(self, libraries, scratch):
        self.scratch = scratch
        newest = lambda name: max(
            glob.glob(os.path.join(libraries, f"lib{name}-*.rlib")), key=os.path.getmtime
        )
        self.search = ["-L", f"dependency={libraries}"]
        self.facades = list(self.search)
        for name in ["std", "core", "alloc"]:
            self.facades += ["--extern", f"{name}={newest('sim_' + name)}"]
        self.write("runner.rs", RUNNER)
        real = ["--extern", f"sim={newest('sim')}", *self.search]
        said = self.rustc("runner.rs", ["--crate-type", "rlib", "-o", "librunner.rlib", *real])
        if said:
            sys.exit("the runner does not compile:\n" + "\n".join(e["message"] for e in said))

    def write(self, name, text):
        with open(os.path.join(self.scratch, name), "w") as file:
            file.write(text)

    def rustc(self, name, arguments):
        """Compiles; gives the errors."""
        command = ["rustc", "--edition", "2024", "--error-format=json", name, *arguments]
        done = subprocess.run(command, cwd=self.scratch, capture_output=True, text=True)
        errors = []
        for line in done.stderr.splitlines():
            if line.startswith("{"):
                message = json.loads(line)
                if message.get("level") == "error" and message.get("spans"):
                    errors.append(message)
        if done.returncode != 0 and not errors:
            sys.exit(f"{name}: {done.stderr[-2000:]}")
        return errors


def read_exceptions():
    exceptions = {}
    path = os.path.join(HERE, "exceptions.txt")
    for line in open(path) if os.path.exists(path) else []:
        if line.strip() and not line.startswith("#"):
            name, reason = line.split(":", 1)
            exceptions[name.strip()] = reason.strip()
    return exceptions


def prepared(path, text):
    """The file, without what a program on the stable compiler cannot have."""
    if path == "std/src/thread/tests.rs":
        text = text.replace("super::", "std::thread::")
    text = re.sub(r"^#!\[.*\]\n", "", text, flags=re.M)
    text = text.replace("crate::", "std::").replace("std::sync::poison::", "std::sync::")
    text = re.sub(r"^(#\[cfg.*\]\n)#\[test\]\n", r"#[test]\n\1", text, flags=re.M)
    text = re.sub(r"^#\[cfg\(target_thread_local\)\]\n", "", text, flags=re.M)
    text = re.sub(r"^use super::nonpoison_and_poison_unwrap_test;\n", "", text, flags=re.M)
    text = text.replace("cfg!(miri)", "true").replace("use std::{env, thread};", "use std::thread;")
    text = re.sub(r"match env::var\(\"RUST_TEST_STRESS\"\)", "match Err::<String, ()>(())", text)
    text = re.sub(r"^use std::sync::\{Arc, MappedMutexGuard, ", "use std::sync::{Arc, ", text, flags=re.M)
    text = re.sub(r"MappedRwLockReadGuard, MappedRwLockWriteGuard, ", "", text)
    text = re.sub(r"^use (super::|core_?tests|std::hint::black_box_).*;\n", "", text, flags=re.M)
    return text


def tests_of(text):
    """Splits a file into tests and the rest: (name, attributes, text) and text, in order."""
    lines = text.split("\n")
    pieces, index = [], 0
    while index < len(lines):
        start = index
        if lines[index].startswith("nonpoison_and_poison_unwrap_test!"):
            while not lines[index].startswith(");"):
                index += 1
            block = "\n".join(lines[start : index + 1])
            match = re.search(r"name:\s*(\w+),\s*test_body:\s*(\{.*\})\s*\);", block, re.S)
            name = "poison_" + match.group(1)
            body = (
                f"fn {name}() {{ use crate::result_unwrap as maybe_unwrap; use ::std::sync as locks;\n"
                + match.group(2) + "\n}"
            )
            pieces.append((name, "", body))
        elif lines[index].startswith("#[test]"):
            attributes = []
            while not re.match(r"(pub )?fn ", lines[index]):
                attributes.append(lines[index])
                index += 1
            name = re.match(r"(?:pub )?fn (\w+)", lines[index]).group(1)
            first = index
            while lines[index] != "}" and not (index == first and lines[index].endswith("}")):
                index += 1
            if "#[cfg(windows)]" not in attributes:
                pieces.append((name, "\n".join(attributes), "\n".join(lines[first : index + 1])))
        else:
            pieces.append((None, "", lines[index]))
        index += 1
    return pieces


def assembled(pieces, names, tail):
    """A program with these tests, and for each of its lines the test it belongs to."""
    text, owners = PRELUDE, [None] * PRELUDE.count("\n")
    for piece in pieces:
        name, _, body = piece
        if name is None or name in names:
            text += body + "\n"
            owners += [piece] * (body.count("\n") + 1)
    return text + tail(names), owners


def weeded(world, label, pieces, names, tail, arguments):
    """Compiles again and again without the tests that have errors; gives those, with the errors."""
    refused = {}
    while True:
        text, owners = assembled(pieces, names, tail)
        world.write(f"{label}.rs", text)
        errors = world.rustc(f"{label}.rs", ["-o", label, *arguments])
        if not errors:
            return refused
        progress = False
        for error in errors:
            missing = re.match(r"cannot find function `(\w+)`", error["message"])
            if missing and missing.group(1) in names:
                names.remove(missing.group(1))
                refused[missing.group(1)] = ELSEWHERE
                progress = True
            for span in error["spans"]:
                line = span["line_start"] - 1
                owner = owners[line] if span["is_primary"] and line < len(owners) else None
                if owner is None:
                    continue
                if owner[0] in names:
                    names.remove(owner[0])
                    refused[owner[0]] = error["message"]
                    progress = True
                elif owner[0] is None and owner[2].startswith("use ") and owner in pieces:
                    # What is not there cannot be used: the tests that do are refused next.
                    pieces.remove(owner)
                    progress = True
        if not progress:
            rendered = "\n".join(error["rendered"] for error in errors[:3])
            sys.exit(f"{label}: an error outside of the tests:\n{rendered}")


def one_file(world, path, text, exceptions, totals):
    label = re.sub(r"\W", "_", path[:-3])
    pieces = tests_of(prepared(path, text))
    names = [name for name, _, _ in pieces if name]
    attributes = {name: found for name, found, _ in pieces if name}
    unstable = weeded(world, label, pieces, names, lambda _: "fn main() {}\n", [])
    tail = lambda names: (
        "fn main() { let name = runner::name(); match &*name {\n"
        + "".join(
            f'"{name}" => runner::run({"true" if "#[should_panic" in attributes[name] else "false"}, || drop({name}())),\n'
            for name in names
        )
        + "_ => {} } }\n"
    )
    arguments = [*world.facades, "-L", ".", "--extern", "runner=librunner.rlib"]
    refused = weeded(world, label, pieces, names, tail, arguments)
    elsewhere = [name for name, error in refused.items() if error == ELSEWHERE]
    unstable.update((name, refused.pop(name)) for name in elsewhere)
    counts = {"passed": 0, "unstable": len(unstable), "excepted": 0, "failed": 0}
    outcomes = {name: (False, "does not compile: " + error) for name, error in refused.items()}
    for name in names:
        outcomes[name] = explored(world, label, name)
    for name, (passed, said) in outcomes.items():
        reason = exceptions.pop(f"{path}/{name}", None)
        if passed and reason is None:
            counts["passed"] += 1
        elif not passed and reason is not None:
            counts["excepted"] += 1
        else:
            counts["failed"] += 1
            expected = "listed, but it passes" if reason else "failed"
            print(f"  {path}/{name}: {expected}: {said}")
    if os.environ.get("YARDSTICK_VERBOSE"):
        for name, error in unstable.items():
            print(f"  {path}/{name}: unstable: {error}")
    print(f"{path}: " + ", ".join(f"{count} {what}" for what, count in counts.items()), flush=True)
    for what, count in counts.items():
        totals[what] += count


def explored(world, label, name):
    try:
        done = subprocess.run(
            [os.path.join(world.scratch, label), name],
            capture_output=True, text=True, timeout=60, cwd=world.scratch,
        )
    except subprocess.TimeoutExpired:
        return False, "no end within a minute"
    said = (done.stdout.strip().splitlines() or [""])[-1]
    if done.returncode < 0:
        said = f"died of signal {-done.returncode}: {done.stderr[-300:]}"
    return done.returncode == 0, said


if __name__ == "__main__":
    main()
