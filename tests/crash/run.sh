#!/usr/bin/env bash
# Crashes and hostile worlds: run.sh ORRERY ROOT FAULTS [quick|all|PART…], parts: calls memory kills
# world inputs big. FAULTS is the library that makes calls fail (plan.hpp tells how).
set -uo pipefail
orrery=$(realpath "$1")
root=$(realpath "$2")
faults=$(realpath "$3")
shift 3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# In memory where there is room: the faults are what takes time, not the disk.
place=${ORRERY_CRASH_DIR:-/dev/shm}
[ "$(df -Pk "$place" 2> /dev/null | awk 'NR == 2 { print $4 }')" -gt 500000 ] 2> /dev/null || place=
work=$(mktemp -d ${place:+-p "$place"})
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work COLUMNS=80
ulimit -c 0
RANDOM=${ORRERY_CRASH_SEED:-9}
cd "$work" || exit 1
for file in common calls memory kills world inputs; do
  # shellcheck source=/dev/null
  . "$here/$file.sh"
done

# Under eight seconds of an idle machine: some of each.
part_quick() {
  local kind
  for kind in write sync rename; do strike_calls run "$kind" fail 28 2; done
  strike_calls study write part 28 1
  strike_calls import rename fail 5 3
  strike_some_allocations plain 2
  strike_allocations plain 40
  kills 6
  full_files
  tally "faults"
}

one_part() {
  case $1 in
    calls) part_calls 100000 ;;
    memory) part_memory 150 400 ;;
    kills) part_kills 200 ;;
    world) part_world ;;
    inputs) part_inputs ;;
    big) part_big ;;
    *)
      echo "there is no part $1" >&2
      exit 2
      ;;
  esac
}

case ${1:-all} in
  quick) part_quick ;;
  all) for part in calls memory kills world inputs; do one_part "$part"; done ;;
  *) for part in "$@"; do one_part "${part#--}"; done ;;
esac
[ "$failed" -eq 0 ] || { echo "$failed failed"; exit 1; }
echo "all held"
