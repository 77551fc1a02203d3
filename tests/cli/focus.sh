#!/usr/bin/env bash
# FOCUS exports of examples break no rule, a run equals its own bill, and showback adds up: focus.sh
# ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "FAILED: $1"
  exit 1
}
for name in quickstart api-vs-own far-data solar-battery spot-training edge-fallback savings-plan \
  spend-commitment lease-or-buy provisioned-throughput; do
  rc=0
  "$orrery" run "$root/scenarios/examples/$name.yaml" -o "$work/$name" --no-next --focus \
    > "$work/out" 2> "$work/err" || rc=$?
  [ "$rc" -eq 0 ] || [ "$rc" -eq 5 ] || { cat "$work/err"; fail "$name: exit $rc"; }
  "$orrery" validate focus --against "$work/$name/focus.csv" > "$work/out" ||
    { cat "$work/out"; fail "$name: FOCUS rules are broken"; }
  head -1 "$work/out"
  [ -s "$work/$name/focus_metadata.json" ] || fail "$name: no metadata"
done
first=$work/quickstart
"$orrery" validate bill "$first" --against "$first/focus.csv" > "$work/out" ||
  { cat "$work/out"; fail "a run differs from its own export"; }
sed 's/,Usage-Based,/,Sometimes,/' "$first/focus.csv" > "$work/broken.csv"
rc=0
"$orrery" validate focus --against "$work/broken.csv" > "$work/out" || rc=$?
[ "$rc" -eq 3 ] || fail "a broken file: exit $rc"
grep -q 'ChargeFrequency.allowed' "$work/out" || fail "the broken rule is not named"
# Half of the rows are missing: 5, and what has no partner is listed.
awk 'NR == 1 || NR % 2' "$first/focus.csv" > "$work/half.csv"
rc=0
"$orrery" validate bill "$first" --against "$work/half.csv" > "$work/out" || rc=$?
[ "$rc" -eq 5 ] || fail "half a bill: exit $rc"
"$orrery" study showback --base "$root/scenarios/examples/quickstart.yaml" --focus \
  -o "$work/showback" > "$work/out"
"$orrery" validate focus --against "$work/showback/focus.csv" > "$work/out" ||
  { cat "$work/out"; fail "the split breaks FOCUS rules"; }
rc=0
"$orrery" study showback --base "$root/scenarios/examples/quickstart.yaml" --by tag:nothing \
  > "$work/out" 2> "$work/err" || rc=$?
[ "$rc" -eq 2 ] && grep -q E0873 "$work/err" || fail "a tag that nobody has: exit $rc"
