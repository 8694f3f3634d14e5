#!/usr/bin/env bash
# From a saved file to its verdict, warm: the median of 20 runs, each after a real change of the source.
#
# Usage: grader/benches/latency.sh [TOPIC] [RUNS]
# Checks the reference solution of TOPIC (default: generator) as a learner's own work, in a copy of the checkout, so
# that every check runs to its end. Each run inserts a line in the middle of the file: all that follows moves. Prints
# each stage's share from the last run. On a shared machine compare ratios: the line of `rustc` is the same compiler
# on a hello-world, in the same minute.
set -euo pipefail
cd "$(dirname "$0")/../.."
topic=${1:-generator}
runs=${2:-20}

cargo build --quiet --package grader
grader=$(realpath "${CARGO_TARGET_DIR:-target}/debug/grader")
"$grader" check welcome >/dev/null 2>&1 || true # the simulation is built
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
git ls-files -z | tar --null --files-from - --create | tar --extract --directory "$scratch"
mkdir "$scratch/.grader"
cp .grader/kit.json "$scratch/.grader/"
cd "$scratch"
source=exercises/$topic/src/lib.rs
cp "solutions/$topic/src/lib.rs" "$source"
middle=$(awk 'NF == 0 { blank[++n] = NR } END { print blank[int((n + 1) / 2)] }' "$source")

grade() { "$grader" --timings check "$topic" >/dev/null 2>"$scratch/timings" || true; }
now() { date +%s%N; }
median() { sort -n | awk '{ v[NR] = $1 } END { printf "%.0f ms\n", v[int((NR + 1) / 2)] / 1000000 }'; }

grade # warm
for run in $(seq "$runs"); do
    sed -i "${middle}a // saved again: $run" "$source"
    start=$(now)
    grade
    echo $(($(now) - start))
done | { printf 'saved file to verdict, %s, median of %s: ' "$topic" "$runs"; median; }

echo 'fn main() { println!("hello"); }' >"$scratch/hello.rs"
for _ in $(seq 5); do
    start=$(now)
    rustc --edition 2024 -o "$scratch/hello" "$scratch/hello.rs"
    echo $(($(now) - start))
done | { printf 'rustc on a hello-world, median of 5: '; median; }
cat "$scratch/timings"
