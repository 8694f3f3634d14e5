#!/usr/bin/env bash
# Runs crossbeam-channel's own tests under the simulation and prints the counts.
#
#   grader/yardstick/crossbeam-channel.sh [FILE [TEST]]
#
# The tests are taken from the package that cargo has fetched, into a scratch folder outside of the
# repository ($YARDSTICK_SCRATCH, or one under $TMPDIR); none of their text is kept here. Each `#[test]`
# is explored with a small budget. crossbeam-channel/exceptions.txt names every test that is not
# expected to pass, and why; the script fails if a test does otherwise than it says.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=${YARDSTICK_SCRATCH:-${TMPDIR:-/tmp}/yardstick-crossbeam-channel}
files="after array golang iter list mpsc never ready same_channel select select_macro thread_locals tick zero"
want_file=${1:-}
want_test=${2:-}

host=$(rustc -vV | sed -n 's/^host: //p')
manifest=$(cd "$root" && cargo metadata --format-version 1 --filter-platform "$host" |
    grep -o '"manifest_path":"[^"]*/crossbeam-channel-0\.5[^"]*/Cargo.toml"' | cut -d'"' -f4)
package=$(dirname "$manifest")

crates="$root/grader/crates"
mkdir -p "$scratch/runner/src"
members=""
list=""
dependencies=""
for file in $files; do
    mkdir -p "$scratch/$file/src"
    { cat "$here/crossbeam-channel/shims.rs"
      awk -f "$here/crossbeam-channel/take.awk" "$package/tests/$file.rs"
    } >"$scratch/$file/src/lib.rs.new"
    # Unchanged files keep their times, so that cargo need not build them again.
    cmp -s "$scratch/$file/src/lib.rs.new" "$scratch/$file/src/lib.rs" ||
        cp "$scratch/$file/src/lib.rs.new" "$scratch/$file/src/lib.rs"
    cat >"$scratch/$file/Cargo.toml" <<EOF
[package]
name = "yard_$file"
version = "0.0.0"
edition = "2021"

[dependencies]
std = { package = "sim-std", path = "$crates/sim-std" }
crossbeam-channel = { package = "sim-crossbeam-channel", path = "$crates/sim-crossbeam-channel" }
EOF
    members="$members \"$file\","
    dependencies="$dependencies
yard_$file = { path = \"../$file\" }"
    list="$list (\"$file\", yard_$file::TESTS),"
done
cat >"$scratch/Cargo.toml" <<EOF
[workspace]
resolver = "3"
members = [$members "runner"]
[profile.dev]
debug = "line-tables-only"
opt-level = 1
[profile.dev.package."*"]
opt-level = 2
EOF
cat >"$scratch/runner/Cargo.toml" <<EOF
[package]
name = "runner"
version = "0.0.0"
edition = "2021"
[dependencies]
sim = { path = "$crates/sim" }$dependencies
EOF
{ cat "$here/crossbeam-channel/runner.rs"
  echo "const FILES: &[(&str, &[Test])] = &[$list];"
} >"$scratch/runner/src/main.rs"
cp "$root/Cargo.lock" "$root/rust-toolchain.toml" "$scratch/"
export CARGO_TARGET_DIR="$scratch/target"
(cd "$scratch" && RUSTFLAGS="${RUSTFLAGS:-} -A warnings" cargo build --quiet -p runner)

runner="$scratch/target/debug/runner"
total=0 passed=0 excepted=0 wrong=0
while read -r file test; do
    [ -z "$want_file" ] || [ "$want_file" = "$file" ] || continue
    [ -z "$want_test" ] || [ "$want_test" = "$test" ] || continue
    total=$((total + 1))
    if said=$(timeout "${YARDSTICK_TIMEOUT:-120}" "$runner" "$file" "$test" 2>&1); then
        result=passed
    else
        result=$(printf '%s\n' "$said" | grep -oE '^[a-z-]+: ' | tail -1 | tr -d ': ')
        result=${result:-no-verdict}
    fi
    reason=$(grep -E "^$file $test [a-z-]+ " "$here/crossbeam-channel/exceptions.txt" || true)
    expected=$(printf '%s' "$reason" | cut -d' ' -f3)
    expected=${expected:-passed}
    if [ "$result" = passed ]; then passed=$((passed + 1)); fi
    if [ "$result" != "$expected" ]; then
        wrong=$((wrong + 1))
        printf 'UNEXPECTED %s %s: %s\n' "$file" "$test" "$(printf '%s' "$said" | tail -c 600)"
    elif [ "$result" != passed ]; then
        excepted=$((excepted + 1))
    fi
    [ -z "$want_file" ] || printf '%s %s: %s\n' "$file" "$test" "$(printf '%s' "$said" | tail -c 3000)"
done < <("$runner")
echo "$total tests: $passed passed, $excepted known exceptions, $wrong unexpected"
[ "$wrong" -eq 0 ]
