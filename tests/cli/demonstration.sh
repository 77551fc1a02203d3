#!/usr/bin/env bash
# One's own log and bill in, the last quarter held out, then the decision: demonstration.sh ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bash "$root/tests/cli/demonstration_data.sh" "$work"
cd "$work"
fail() { echo "FAILED: $1"; cat "$work/out" "$work/err" 2> /dev/null; exit 1; }
wants() { grep -qE "$1" "$2" || fail "no line like $1"; }

"$orrery" import demand gateway.csv --into fleet.yaml > out 2> err || fail "import demand"
wants '^79296 of 79298 requests taken, 2026-01-01 to 2026-09-30' out
wants 'line 79298: status 429' err
wants 'line 79299: "yesterday" is not a time' err
# A second import replaces the first.
cp fleet.yaml once.yaml
"$orrery" import demand gateway.csv --into fleet.yaml > out 2> err || fail "import demand again"
cmp fleet.yaml once.yaml || fail "a second import changes the scenario again"

"$orrery" import bill focus.csv --into fleet.yaml > out 2> err || fail "import bill"
wants '^pool aws-a10g: price 0.9[56][0-9]* USD/h as billed' out
wants '^pool azure-a10: price 3.(09|1)[0-9]* USD/h as billed' out
wants '^actuals: "focus.csv"' fleet.yaml
wants 'azure-a10.*price: 3.(09|1)[0-9]* USD/h\}' fleet.yaml
"$orrery" check fleet.yaml > out 2> err || fail "the scenario does not read"

"$orrery" calibrate demand fleet.yaml --holdout 90d > out 2> err || fail "calibrate demand"
cat out
wants '^Backtest Jul–Sep: requests [0-9.]+ k, predicted [0-9.]+ k \([-+][0-9.]+ %\), [23] of 3 months' out
wants '^Backtest Jul–Sep: billed [0-9.]+ k USD, predicted [0-9.]+ k \([-+][0-9.]+ %\), [23] of 3 months' out
# Never worse than the last week repeated, and the growth that the log was made with: 60 % a year.
awk '/^requests .* of 90/ { if ($2 + 0 >= $4 + 0) exit 1; seen = 1 } END { exit !seen }' out ||
  fail "the forecast is no better than the last week repeated"
awk '/^  growth/ { if ($2 + 0 < 40 || $2 + 0 > 85) exit 1; seen = 1 } END { exit !seen }' out ||
  fail "the growth is not that of the generator"

"$orrery" study vendors --base fleet.yaml --set 'finance.budget=40 MUSD' > out 2> err ||
  fail "study vendors on what was recorded"
wants '^Answer|alone|together' out
cat out

"$orrery" calibrate demand fleet.yaml --holdout 90d --into fleet.yaml > out 2> err || fail "--into"
"$orrery" check fleet.yaml > out 2> err || fail "the calibrated scenario does not read"
wants 'law: exponential' fleet.yaml
if grep -q 'trace:' fleet.yaml; then fail "a trace is left beside the fitted demand"; fi
"$orrery" study vendors --base fleet.yaml --set 'finance.budget=40 MUSD' > out 2> err ||
  fail "study vendors on what was fitted"
"$orrery" calibrate bill focus.csv --holdout 90d -o budget.yaml > out 2> err || fail "calibrate bill"
"$orrery" check fleet.yaml -f budget.yaml > out 2> err || fail "the budget does not read"
echo "log and bill imported, backtested and decided on"
