#!/usr/bin/env bash
# Configures if needed and builds: build.sh PRESET [target …]. Progress goes to stderr.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
preset=$1
shift
build="$root/build/$preset"
cd "$root"
if [ ! -e "$build/build.ninja" ] || [ CMakePresets.json -nt "$build/build.ninja" ]; then
  cmake --preset "$preset" > /dev/null
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if [ -t 2 ]; then
  cmake --build --preset "$preset" -j "$(nproc)" ${@:+--target "$@"} >&2
elif ! cmake --build --preset "$preset" -j "$(nproc)" ${@:+--target "$@"} > "$log" 2>&1; then
  grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking|Re-checking)' "$log" >&2
  exit 1
fi
