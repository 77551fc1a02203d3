#!/usr/bin/env bash
# The same bytes of every shipped example, whatever counts and whatever compiled:
# bits.sh ORRERY ROOT [BUILD=ORRERY …]. The first is the reference, on one thread.
#
# Compared: one, two and eight threads; a processor without FMA, AVX2 and AVX-512, as the C library
# sees it (its log, exp and pow then give other bits, which no result may show); each other build.
set -euo pipefail
orrery=$1
root=$2
shift 2
if [ -z "${ORRERY_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
  ORRERY_DATA=$(cd "$root/../shared" && pwd)
  export ORRERY_DATA
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
poor='glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX,-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX512CD,-BMI2'
files='result.json ledger.csv timeline.csv'

count() {  # TO EXECUTABLE SCENARIO JOBS: 5 is an assertion of the example that does not hold
  local rc=0
  "$2" run "$3" -o "$1" --replications 2 --jobs "$4" > "$1.txt" 2> "$1.err" || rc=$?
  if [ "$rc" -ne 0 ] && [ "$rc" -ne 5 ]; then
    echo "FAILED: $3: exit $rc"
    cat "$1.err"
    return 1
  fi
}

differs() {  # NAME WHAT: the bytes of the files and of what the terminal shows
  local file
  for file in $files; do
    cmp "$work/$1-one/$file" "$work/$1-other/$file" || { echo "DIFFERS: $1 with $2"; return 0; }
  done
  # The terminal names the folder of the results.
  if ! cmp -s <(sed "s|$work/$1-one|OUT|g" "$work/$1-one.txt") \
    <(sed "s|$work/$1-other|OUT|g" "$work/$1-other.txt"); then
    diff <(sed "s|$work/$1-one|OUT|g" "$work/$1-one.txt") \
      <(sed "s|$work/$1-other|OUT|g" "$work/$1-other.txt") || true
    echo "DIFFERS: the summary of $1 with $2"
    return 0
  fi
  return 1
}

failed=0
compared=0
scenarios=0
compare() {  # NAME WHAT EXECUTABLE JOBS
  rm -rf "$work/$1-other"
  if ! count "$work/$1-other" "$3" "$root/scenarios/examples/$1.yaml" "$4"; then
    failed=1
  elif differs "$1" "$2"; then
    failed=1
  else
    compared=$((compared + 1))
  fi
}

for scenario in "$root"/scenarios/examples/*.yaml; do
  name=$(basename "$scenario" .yaml)
  if grep -q 'data:' "$scenario" && [ -z "${ORRERY_DATA:-}" ]; then
    echo "skipped: $name needs the data folder"
    continue
  fi
  if ! count "$work/$name-one" "$orrery" "$scenario" 1; then
    failed=1
    continue
  fi
  scenarios=$((scenarios + 1))
  compare "$name" "two threads" "$orrery" 2
  compare "$name" "eight threads" "$orrery" 8
  GLIBC_TUNABLES=$poor compare "$name" "a processor without FMA and AVX" "$orrery" 1
  for other in "$@"; do
    compare "$name" "the build ${other%%=*}" "${other#*=}" 2
  done
  rm -rf "$work/$name"-*
done
echo "$scenarios scenarios, $compared comparisons without a differing byte"
[ "$scenarios" -ge 25 ] || failed=1
exit $failed
