#!/usr/bin/env bash
# Makes each mutant of the list, builds the tests that should notice and tells whether they did:
# run.sh ORRERY_ROOT [--part I/N] [--resume] [id…]. Fails below 85 % killed, or where a mutant
# cannot be made or built.
#
# Works on a copy of HEAD in build/mutants, which stays, so that the next run builds little. What
# was found is kept by commit in build/mutants/found-COMMIT.txt; --resume goes on from there.
set -euo pipefail
root=$(cd "$1" && pwd)
shift
source "$root/tests/mutants/list.sh"
read_list "$root/tests/mutants/list.txt"

part=1 parts=1 resume=0
declare -a wanted=()
while [ $# -gt 0 ]; do
  case "$1" in
    --part)
      [[ ${2:-} =~ ^([1-9][0-9]*)/([1-9][0-9]*)$ ]] || complain "--part 2/4 is the second quarter"
      part=${BASH_REMATCH[1]} parts=${BASH_REMATCH[2]}
      shift
      ;;
    --resume) resume=1 ;;
    *)
      [ -n "${file_of[$1]+known}" ] || complain "no mutant is called $1"
      wanted+=("$1")
      ;;
  esac
  shift
done
[ "${#wanted[@]}" -gt 0 ] || wanted=("${ids[@]}")

scratch=$root/build/mutants
tree=$scratch/tree
build=$tree/build/release
jobs=${ORRERY_JOBS:-$(nproc)}
mkdir -p "$tree"
[ -d "$tree/.git" ] || git -C "$tree" init --quiet
git -C "$tree" fetch --quiet --depth 1 "$root" HEAD
git -C "$tree" checkout --quiet --force --detach FETCH_HEAD
commit=$(git -C "$tree" rev-parse --short HEAD)
found=$scratch/found-$commit.txt
[ "$resume" -eq 1 ] || rm -f "$found"
touch "$found"
[ -e "$build/build.ninja" ] || (cd "$tree" && cmake --preset release > "$scratch/configure.txt")

builds() {  # TARGET…
  nice -n 10 ninja -C "$build" -j "$jobs" "$@" > "$scratch/build.txt" 2>&1
}

passes() {  # EXECUTABLE [FILTER]: within five minutes and six gigabytes
  (
    ulimit -v 6000000
    cd "$build/tests"
    exec nice -n 10 timeout 300 "./$1" --abort ${2:+"$2"} > "$scratch/test.txt" 2>&1
  )
}

verdict_of() {  # ID
  local id=$1 line name filter
  local -a targets=()
  mapfile -t lines <<< "${tests_of[$id]%$'\n'}"
  for line in "${lines[@]}"; do targets+=("${line%% *}"); done
  builds "${targets[@]}" || { echo 'does not build'; return; }
  for line in "${lines[@]}"; do
    name=${line%% *}
    filter=${line#"$name"}
    passes "$name" "${filter# }" || { echo killed; return; }
  done
  echo SURVIVED
}

# Without a fault the tests pass: else nothing that they say counts.
whole() {  # TESTS
  local line name filter
  while IFS= read -r line; do
    name=${line%% *}
    filter=${line#"$name"}
    ! grep -qxF "whole: $line" "$found" || continue
    builds "$name" || complain "$name does not build: see $scratch/build.txt"
    passes "$name" "${filter# }" || complain "$line fails without a fault: see $scratch/test.txt"
    echo "whole: $line" >> "$found"
  done <<< "${1%$'\n'}"
}

restore() { git -C "$tree" checkout --quiet --force HEAD -- .; }
trap restore EXIT

index=0
declare -a chosen=()
for id in "${wanted[@]}"; do
  index=$((index + 1))
  [ $(((index - 1) % parts + 1)) -eq "$part" ] || continue
  chosen+=("$id")
done
for id in "${chosen[@]}"; do
  grep -q "^[a-zA-Z ]*: $id\$" "$found" && continue
  if ! mutated "$tree" "$id" > "$scratch/mutated"; then
    echo "not applied: $id" | tee -a "$found"
    continue
  fi
  whole "${tests_of[$id]}"
  cp "$scratch/mutated" "$tree/${file_of[$id]}"
  verdict=$(verdict_of "$id")
  restore
  echo "$verdict: $id" | tee -a "$found"
done

count() {  # VERDICT: how many of the chosen have it
  local id n=0
  for id in "${chosen[@]}"; do
    ! grep -qxF "$1: $id" "$found" || n=$((n + 1))
  done
  echo "$n"
}
killed=$(count killed)
survived=$(count SURVIVED)
broken=$(($(count 'does not build') + $(count 'not applied')))
tried=$((killed + survived))
echo "$killed of $tried mutants killed ($((tried > 0 ? 100 * killed / tried : 0)) %)," \
  "$survived survived, $broken could not be made"
[ "$broken" -eq 0 ] && [ $((100 * killed)) -ge $((85 * tried)) ]
