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
# Studies that run many variants at once.
study() {
  name=$1
  shift
  "$orrery" study "$name" "$@" --seeds 2 --jobs 1 -o "$work/$name-1" > "$work/$name-1.txt"
  "$orrery" study "$name" "$@" --seeds 2 --jobs 2 -o "$work/$name-2" > "$work/$name-2.txt"
  for file in study.json study.csv report.html; do
    cmp "$work/$name-1/$file" "$work/$name-2/$file"
  done
  cmp "$work/$name-1.txt" "$work/$name-2.txt"
}
study shift --base "$root/scenarios/examples/carbon-shift.yaml" --set 'horizon=2 d'
study power --base "$root/scenarios/examples/power-cap.yaml"
study pareto --base "$root/scenarios/examples/power-cap.yaml" \
  --vary 'sites[hall].contracted_power=45 kW,55 kW' --vary 'jobs[research].priority=0,5'
