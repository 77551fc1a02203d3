#!/usr/bin/env bash
# One's own logs calibrate an engine, demand, jobs and prices; what came later is held against them;
# a pilot narrows the gates of a study. calibration.sh ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bash "$root/tests/cli/calibration_data.sh" "$work"
cd "$work"
fail() { echo "FAILED: $1"; cat "$work/out" "$work/err" 2> /dev/null; exit 1; }
wants() { grep -qE "$1" "$2" || fail "no line like $1"; }
narrow() { awk 'length($0) > 80 && !/[^ -~]/ { exit 1 }' out || fail "wider than 80 columns: $1"; }

# The engine: a truth that is 30 % slower than the catalog, found from the rows that it wrote.
"$orrery" run chat.yaml --set 'deployments[chat].engine.time_scale=1.3' --requests -o truth \
  > out 2> err || fail "run"
"$orrery" calibrate performance truth/requests.csv --base chat.yaml -o own --model engine.json \
  > out 2> err || fail "calibrate performance"
cat out
narrow "calibrate performance"
awk '/^tpot +catalog/ { before = $11 } /^tpot +calibrated/ { after = $11; seen = 1 }
     END { exit !(seen && after < 3 && before > 15) }' out || fail "the engine was not found"
"$orrery" check chat.yaml -f own/overlay.yaml --catalog own/catalog > out 2> err || fail "check"
wants 'profile: vllm-own-chat.*calibrated from requests.csv, .*error ttft' out
"$orrery" run chat.yaml -f own/overlay.yaml --catalog own/catalog --requests -o again > out 2> err ||
  fail "run what was calibrated"
wants 'latency and throughput  *calibrated ±[0-9.]* %' out
"$orrery" explain again latency.ttft.p99 > out 2> err || fail "explain a calibrated figure"
wants 'rests on: calibrated ±[0-9.]* %' out
wants 'calibrated engine of chat .*calibrated from requests.csv' out
"$orrery" explain truth latency.ttft.p99 > out 2> err || fail "explain a modelled figure"
wants 'rests on: modelled' out
"$orrery" validate drift engine.json again/requests.csv --base chat.yaml -f own/overlay.yaml \
  --catalog own/catalog > out 2> err || fail "the calibrated engine drifts from itself"
wants '^Drift: none' out
code=0
"$orrery" run chat.yaml --set 'deployments[chat].engine.time_scale=1.7' --requests -o slow \
  > out 2> err || fail "run slower"
"$orrery" validate drift engine.json slow/requests.csv --base chat.yaml -f own/overlay.yaml \
  --catalog own/catalog > out 2> err || code=$?
[ "$code" = 5 ] || fail "a slower engine gives code $code"
cat out
narrow "validate drift"
wants '^ +tpot [+]4' out

# Demand from sums by the hour, holidays known, in the office's own hours; then a surge.
"$orrery" calibrate demand usage.csv --holdout 60d --holidays holidays.csv \
  --time-zone Europe/Berlin --base chat.yaml -o demand.yaml --model demand.json > out 2> err ||
  fail "usage"
cat out
narrow "calibrate demand"
wants '^  holidays -[56]' out
wants 'time_zone: Europe/Berlin' demand.yaml
"$orrery" check chat.yaml -f demand.yaml > out 2> err || fail "the demand does not read"
wants 'at: .*calibrated from usage.csv' out
wants 'rate: .*calibrated from usage.csv, 2026-01-01 to 2026-07-31, error [0-9.]+ % a day' out
"$orrery" validate drift demand.json later.csv > out 2> err || fail "what goes on as before drifts"
code=0
"$orrery" validate drift demand.json surge.csv > out 2> err || code=$?
[ "$code" = 5 ] || fail "a surge gives code $code"
wants '^Drift: requests \+[34][0-9.]+ % since 2026-08-1' out
"$orrery" validate drift demand.json surge.csv --format json > out 2> err || true
wants '"drift": true' out
code=0
"$orrery" calibrate demand usage.csv --time-zone Europe/Berlim > out 2> err || code=$?
[ "$code" = 1 ] || fail "an unknown zone gives code $code"
wants 'no IANA time zone' err

cp chat.yaml office.yaml
"$orrery" calibrate demand usage.csv --holdout 60d --time-zone Europe/Berlin --into office.yaml \
  > out 2> err || fail "--into"
wants '^    time_zone: Europe/Berlin' office.yaml
"$orrery" check office.yaml > out 2> err || fail "the scenario does not read"

# Jobs: servers that break every 1,000 hours.
"$orrery" calibrate jobs sacct.txt --base cluster.yaml -o jobs.yaml > out 2> err || fail "jobs"
cat out
narrow "calibrate jobs"
awk '/^MTBF of a server/ { seen = $8 < 1000 && $10 > 1000 } END { exit !seen }' out ||
  fail "the MTBF of the generator, 1,000 h, is not in its interval"
"$orrery" check cluster.yaml -f jobs.yaml > out 2> err || fail "the jobs do not read"
wants 'mtbf: .*calibrated from sacct.txt' out

# Prices: list against contract, dated, commitments.
"$orrery" calibrate bill focus.csv --into prices.yaml --base fleet.yaml --model bill.json > out 2> err ||
  fail "prices"
cat out
narrow "calibrate bill"
"$orrery" check fleet.yaml -f prices.yaml > out 2> err || fail "the prices do not read"
wants 'price: 0.8 USD/h.*calibrated from focus.csv, 2026-01-01 to 2026-08-01' out
mkdir facts
"$orrery" calibrate bill focus.csv --into facts/own.yaml > out 2> err || fail "catalog"
"$orrery" catalog show aws/us-east-1/g5.xlarge --catalog facts > out 2> err ||
  "$orrery" check fleet.yaml --catalog facts > out 2> err || fail "the catalog does not read"
code=0
"$orrery" validate drift bill.json focus.csv > out 2> err || code=$?
[ "$code" = 3 ] || fail "a bill that says nothing new gives code $code"
wants '^Drift: cannot be told' out

# A pilot at 1.5 times the plan: the study's gate sees a narrower demand than before.
"$orrery" calibrate gates rollout.yaml pilot.csv -o next.yaml > out 2> err || fail "gates"
cat out
narrow "calibrate gates"
wants '^  both +1[.][34][0-9]+ +1[.][45]' out
code=0
"$orrery" calibrate gates rollout.yaml pilot.csv --pilot next.yaml > out 2> err || code=$?
[ "$code" = 3 ] || fail "the same log twice gives code $code"
wants 'demand rests on this log already' err
"$orrery" study rollout.yaml -f own/overlay.yaml --catalog own/catalog > out 2> err || fail "the plan alone"
before=$(grep -oE 'open in [0-9.]+' out | sed -n 1p | cut -d' ' -f3)
"$orrery" study rollout.yaml -f own/overlay.yaml --catalog own/catalog --pilot next.yaml > out 2> err ||
  fail "with the pilot"
cat out
after=$(grep -oE 'open in [0-9.]+' out | sed -n 1p | cut -d' ' -f3)
wants 'calibrated: pilot.csv' out
echo "the gate was open in $before % of futures, with the pilot in $after %"
awk -v a="$before" -v b="$after" 'BEGIN { exit !(a < 80 && b > 90) }' || fail "the gate sees no pilot"
echo "engine, demand, jobs, prices and gates calibrated"
