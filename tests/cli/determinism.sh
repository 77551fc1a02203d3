#!/usr/bin/env bash
# The same bytes for one and two threads: determinism.sh ORRERY ROOT [OTHER_ORRERY].
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for scenario in "$root"/scenarios/examples/quickstart.yaml; do
  "$orrery" run "$scenario" -o "$work/one" --replications 4 --jobs 1 > "$work/one.txt" || [ $? -eq 5 ]
  "$orrery" run "$scenario" -o "$work/two" --replications 4 --jobs 2 > "$work/two.txt" || [ $? -eq 5 ]
  for file in result.json ledger.csv timeline.csv report.html; do
    cmp "$work/one/$file" "$work/two/$file"
  done
  # Another build (-O0, another compiler) where its executable is given.
  other=${3:-$root/build/debug/tools/orrery}
  if [ -x "$other" ]; then
    "$other" run "$scenario" -o "$work/three" --replications 4 > /dev/null || [ $? -eq 5 ]
    cmp "$work/one/result.json" "$work/three/result.json"
    echo "also the same as $other"
  fi
done
"$orrery" run "$root/scenarios/examples/quickstart.yaml" -o "$work/seed" --seed 2 > /dev/null || [ $? -eq 5 ]
! cmp -s "$work/one/result.json" "$work/seed/result.json"
