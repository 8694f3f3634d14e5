#!/usr/bin/env python3
"""Compares the public items of the real libraries with those of the facades.

    api.py LIBRARIES

LIBRARIES is the folder of a Cargo build with libsim_std-*.rlib (target/debug/deps). The items are read from the documentation of
the active tool chain (rustup component add rust-docs); the compiler then tells which of them are stable, and which
the facades have. What is missing must be in the table of `NOT_MODELLED.md`, itself or the module that it is in.
"""

import glob
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    libraries = os.path.abspath(sys.argv[1])
    newest = lambda name: max(
        glob.glob(os.path.join(libraries, f"libsim_{name}-*.rlib")), key=os.path.getmtime
    )
    facades = ["-L", f"dependency={libraries}"]
    for name in ["std", "core", "alloc"]:
        facades += ["--extern", f"{name}={newest(name)}"]
    sysroot = subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()
    table = left_out()
    unlisted = 0
    for crate in ["std", "core", "alloc"]:
        page = os.path.join(sysroot, "share/doc/rust/html", crate, "all.html")
        items = sorted(set(re.findall(r'<a href="[^"#]+">([^<]+)</a></li>', open(page).read())))
        unstable = refused(crate, items, [])
        stable = [item for item in items if item not in unstable]
        missing = refused(crate, stable, facades)
        new = sorted(item for item in missing if not is_listed(f"{crate}::{item}", table))
        unlisted += len(new)
        print(f"{crate}: {len(stable)} stable items, {len(missing)} left out, {len(new)} unlisted")
        for item in new:
            print(f"  {crate}::{item}")
    sys.exit(1 if unlisted else 0)


def left_out():
    text = open(os.path.join(HERE, "../NOT_MODELLED.md")).read().split("\n## ")[0]
    return {row.rstrip("!") for row in re.findall(r"^\| `([^`]+)`", text, re.M)}


def is_listed(path, table):
    parts = path.split("::")
    return any("::".join(parts[:length]) in table for length in range(2, len(parts) + 1))


def refused(crate, items, arguments):
    """Those of the items that cannot be named."""
    lines = ["#![allow(warnings)] extern crate alloc;"]
    lines += [f"use {crate}::{item} as _{index};" for index, item in enumerate(items)]
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "items.rs"), "w") as file:
            file.write("\n".join(lines))
        command = ["rustc", "--edition", "2024", "--crate-type", "lib", "--emit", "metadata"]
        command += ["--error-format=json", "-o", "items.rmeta", "items.rs", *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    found = set()
    for line in done.stderr.splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        if message.get("level") == "error":
            for span in message["spans"]:
                if span["is_primary"] and span["line_start"] >= 2:
                    found.add(items[span["line_start"] - 2])
    return found


if __name__ == "__main__":
    main()
