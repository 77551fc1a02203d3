#!/usr/bin/env bash
# Every mutant of the list can be made: its lines stand exactly once in its file, it changes them,
# and a test is named that should notice; a planted fault is told: applies.sh ORRERY_ROOT.
set -euo pipefail
root=$1
source "$root/tests/mutants/list.sh"

read_list "$root/tests/mutants/list.txt"
faults=0
for id in "${ids[@]}"; do
  mutated "$root" "$id" > /dev/null || faults=$((faults + 1))
  if [ "${old_of[$id]}" = "${new_of[$id]}" ]; then
    echo "$id: changes nothing" >&2
    faults=$((faults + 1))
  fi
  if [ -z "${tests_of[$id]}" ]; then
    echo "$id: names no test" >&2
    faults=$((faults + 1))
  fi
done
[ "${#ids[@]}" -ge 60 ] || { echo "only ${#ids[@]} mutants" >&2; exit 1; }
[ "$faults" -eq 0 ] || exit 1

# What is not there, and what is there twice, is told.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s\n' '// A file.' 'a = b;' 'a = b;' 'c = d;' 'c = d;' 'e = f;' > "$work/planted.cpp"
planted() {  # LINE WORDS: `-` of the line is refused with the words; none: it is changed
  ids=(planted) file_of[planted]=planted.cpp old_of[planted]=$1$'\n' new_of[planted]=$'x;\n'
  if mutated "$work" planted > "$work/out" 2> "$work/err"; then
    [ -z "$2" ] && [ "$(grep -c '^x;$' "$work/out")" -eq 1 ]
  else
    [ -n "$2" ] && grep -q "$2" "$work/err"
  fi
}
planted 'e = f;' ''
planted 'e = f' 'not found'
planted 'a = b;' 'more than once'
planted $'b;\nc = d;' 'not found'
planted $'a = b;\nc = d;' ''
