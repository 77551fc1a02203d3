#!/usr/bin/env bash
# Fuzzes every target for ORRERY_FUZZ_SECONDS (60), two at a time, with a line for each: run.sh BUILD
# [TARGET …]. What crashes, hangs for over 5 s or takes over 1 GiB lies in BUILD/fuzz/TARGET/found
# afterwards, and ends this with 1: mend it, and keep the file in tests/fuzz/found/TARGET.
set -uo pipefail
build=$(realpath "$1")
shift
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
export build here
export seconds=${ORRERY_FUZZ_SECONDS:-60}
# Sanitizers report what they find and abort; a leak is found at the end of a target.
export UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_stack_use_after_return=0

fuzz_target() {
  local target=$1 program=$2 own="$build/fuzz/$1" dictionary=() n=0
  rm -rf "$own/seeds" "$own/found"
  mkdir -p "$own/corpus" "$own/seeds" "$own/found"
  while IFS= read -r seed; do
    n=$((n + 1))
    cp "$seed" "$own/seeds/$n-$(basename "$seed")"
  done <<< "$(ORRERY_FUZZ_LIST=$target "$program")"
  [ ! -e "$here/dictionaries/$target.dict" ] || dictionary=("-dict=$here/dictionaries/$target.dict")
  ORRERY_FUZZ_TARGET=$target "$program" -max_total_time="$seconds" -max_len=16384 \
    -rss_limit_mb=1024 -timeout=5 -print_final_stats=1 -artifact_prefix="$own/found/" \
    "${dictionary[@]}" "$own/corpus" "$own/seeds" > "$own/log" 2>&1
  local code=$? runs coverage found
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$own/log" | tail -n 1)
  coverage=$(grep -oE 'cov: [0-9]+' "$own/log" | tail -n 1)
  found=$(find "$own/found" -type f ! -name 'slow-unit-*' | wc -l)
  printf '%-12s %10s runs   %-11s %s found\n' "$target" "${runs:-no}" "${coverage:-cov: 0}" "$found"
  [ "$code" = 0 ] && [ "$found" = 0 ] && return 0
  grep -E 'ERROR: |runtime error|internal error|condition:|at: |^SUMMARY' "$own/log" | sed 's/^/  /'
  return 1
}
export -f fuzz_target

for program in "$build"/tests/fuzz/fuzz_*; do
  while IFS= read -r target; do
    [ $# -gt 0 ] && [[ " $* " != *" $target "* ]] || printf '%s %s\n' "$target" "$program"
  done <<< "$(ORRERY_FUZZ_LIST=targets "$program" 2> /dev/null)"
done | xargs -P 2 -L 1 bash -c 'fuzz_target "$@"' fuzz
