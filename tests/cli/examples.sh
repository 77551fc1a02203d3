#!/usr/bin/env bash
# Every shipped example runs, writes its results and answers in sentences that have a German form;
# `check` knows each of its figures, the published schema each key: examples.sh ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
# Their assertions are hand arithmetic, written beside them.
reckoned='savings-plan spend-commitment lease-or-buy provisioned-throughput'
for scenario in "$root"/scenarios/examples/*.yaml; do
  name=$(basename "$scenario" .yaml)
  if grep -q 'data:' "$scenario" && [ -z "${ORRERY_DATA:-}" ] && [ ! -d "$root/../shared/data" ]; then
    echo "skipped: $name needs the data folder"
    continue
  fi
  rc=0
  "$orrery" run "$scenario" -o "$work/$name" > "$work/out" 2> "$work/err" || rc=$?
  # 5: an assertion of the example does not hold, which some show on purpose.
  if [ "$rc" -ne 0 ] && [ "$rc" -ne 5 ]; then
    echo "FAILED: $name: exit $rc"
    cat "$work/err"
    failed=1
  elif [ "$rc" -eq 5 ] && [[ " $reckoned " == *" $name "* ]]; then
    echo "FAILED: $name differs from the arithmetic in its comments"
    cat "$work/out"
    failed=1
  elif [ ! -s "$work/$name/result.json" ] || [ ! -s "$work/$name/report.html" ]; then
    echo "FAILED: $name wrote no result"
    failed=1
  else
    node "$root/tests/cli/all_figures.mjs" "$work/$name/result.json" > "$work/figures.yaml"
    "$orrery" check "$scenario" -f "$work/figures.yaml" > "$work/out" 2> "$work/err" || rc=3
    if [ "$rc" -eq 3 ] || grep -q E0215 "$work/err" || [ "$(wc -l < "$work/figures.yaml")" -lt 50 ]; then
      echo "FAILED: $name has figures that sim/scenario/figure_paths.cpp does not know"
      cat "$work/err"
      failed=1
    fi
  fi
done
"$orrery" schema result > "$work/schema.json"
node "$root/tests/cli/schema.mjs" "$work/schema.json" "$work"/*/result.json || failed=1
node "$root/tests/browser/german.mjs" "$root" "$work"/*/result.json || failed=1
exit $failed
