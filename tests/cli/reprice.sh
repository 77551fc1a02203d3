#!/usr/bin/env bash
# A stored result at new prices is the re-run at those prices, byte for byte: reprice.sh ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }
# run NAME EXAMPLE OPTIONS…: without asserts, which prices may break.
run() {
  name=$1
  example=$2
  shift 2
  "$orrery" run "$root/scenarios/examples/$example.yaml" -o "$work/$name" --no-next \
    --set 'assert=[]' "$@" > "$work/$name.txt" 2> "$work/$name.err" ||
    { cat "$work/$name.err"; fail "run $example"; }
}
# same EXAMPLE BASE -- CHANGE…: the change on the stored base is the run with both.
same() {
  example=$1
  shift
  base=()
  while [ "$1" != -- ]; do
    base+=("$1")
    shift
  done
  shift
  rm -rf "$work/base" "$work/priced" "$work/again"
  run base "$example" "${base[@]}"
  "$orrery" reprice "$work/base" "$@" -o "$work/priced" > "$work/priced.txt" 2> "$work/priced.err" ||
    { cat "$work/priced.err"; fail "reprice $example $*"; }
  ! grep -q E0902 "$work/priced.err" || { cat "$work/priced.err"; fail "$example $* warns"; }
  run again "$example" "${base[@]}" "$@"
  for file in result.json ledger.csv carbon.csv timeline.csv report.html; do
    cmp "$work/priced/$file" "$work/again/$file" || fail "$example $*: $file differs"
  done
  ! cmp -s "$work/base/result.json" "$work/priced/result.json" || fail "$example $* changes nothing"
  echo "$example $*: as the re-run"
}
same quickstart --set 'horizon=6 h' --replications 3 -- --set 'pools[own-l40s].capex=90 kUSD'
same quickstart --set 'horizon=6 h' -- --set 'pools[rented-l40s].list_price=4 USD/h' \
  --set 'finance.discount_rate=9 %'
same train-70b --set 'horizon=9 d' -- --set currency=EUR --set exchange_rate=1.08
same train-70b --set 'horizon=9 d' -- --set 'sites[hall].grid=PL' --set 'sites[hall].pue=1.4'
same spot-training --set 'horizon=5 d' -- --set 'pools[spot].price=9.9 USD/h'
same solar-battery --set 'horizon=2 d' -- --set 'sites[zaragoza].energy.battery.policy=price' \
  --set 'sites[zaragoza].electricity=0.31 USD/kWh'
same api-vs-own --set 'horizon=20 min' -- --set 'deployments[api].api.output=1.9 USD'
same retail-edge --set 'horizon=10 min' -- --set 'reporting.market=hourly'
mkdir "$work/facts"
{
  echo 'grids:'
  awk '/^  SE-SE3:/ { on = 1; print; next } /^  [^ ]/ { on = 0 } on' \
    "$root/scenarios/catalog/grids.yaml" | sed 's/intensity: .*/intensity: 99 gCO2e\/kWh/'
} > "$work/facts/grids.yaml"
same train-70b --set 'horizon=3 d' -- --catalog "$work/facts"

# What was repriced can be repriced; the stored result stays.
run first quickstart --set 'horizon=3 h'
cp "$work/first/result.json" "$work/kept.json"
"$orrery" reprice "$work/first" --set 'pools[own-l40s].capex=80 kUSD' > /dev/null 2>&1
"$orrery" reprice "$work/first/repriced" --set 'pools[own-l40s].life=4' -o "$work/second" > /dev/null 2>&1
run both quickstart --set 'horizon=3 h' --set 'pools[own-l40s].capex=80 kUSD' --set 'pools[own-l40s].life=4'
cmp "$work/both/result.json" "$work/second/result.json" || fail "twice repriced"
cmp "$work/kept.json" "$work/first/result.json" || fail "the stored result changed"

# What was simulated is refused, each value by name; nothing is written.
refused() {
  code=0
  "$orrery" reprice "$work/first" "$@" -o "$work/none" > /dev/null 2> "$work/err" || code=$?
  [ $code -eq 3 ] || fail "reprice $* ended with $code"
  grep -q "E0901" "$work/err" || { cat "$work/err"; fail "reprice $* says nothing of it"; }
  [ ! -e "$work/none" ] || fail "reprice $* wrote a result"
}
refused --set 'pools[own-l40s].servers=2'
grep -q 'pools\[own-l40s\].servers' "$work/err" || fail "the path is not named"
refused --set seed=9
refused --set 'workloads[0].demand.synthetic.rate=9 /s' --set 'horizon=1 d'
[ "$(grep -c E0901 "$work/err")" -eq 2 ] || fail "not every change is named"
refused --set 'workloads[0].value={per_month: 1 kUSD}'
run bought roi --set 'horizon=40 d'
code=0
"$orrery" reprice "$work/bought" --set 'pools[own].life=2' -o "$work/none" > /dev/null 2> "$work/err" ||
  code=$?
[ $code -eq 3 ] && grep -q 'pools\[own\].life' "$work/err" || fail "a life that retires servers"
mkdir "$work/physics"
echo 'servers: {}' > "$work/physics/servers.yaml"
refused --catalog "$work/physics"

# A policy that looks at prices is named; --strict refuses.
run shift carbon-shift --set 'horizon=1 d'
"$orrery" reprice "$work/shift" --set 'sites[inland].grid_zone=FJORD' \
  -o "$work/shifted" > /dev/null 2> "$work/err" || { cat "$work/err"; fail "carbon-shift"; }
grep -q 'a re-run may differ.*E0902' "$work/err" || { cat "$work/err"; fail "no warning"; }
grep -q 'workloads\[assistant\].router' "$work/err" || fail "the router is not named"
code=0
"$orrery" reprice "$work/shift" --set 'sites[inland].grid_zone=FJORD' --strict -o "$work/strict" \
  > /dev/null 2>&1 || code=$?
[ $code -eq 3 ] || fail "--strict ended with $code"

# A file that changed since is no file of the run.
mkdir "$work/own"
cp "$root"/scenarios/examples/carbon-shift.* "$work/own"
"$orrery" run "$work/own/carbon-shift.yaml" --set 'horizon=1 d' --set 'assert=[]' --no-next \
  -o "$work/moved" > /dev/null 2>&1
sed -i 's/0\.0/0.1/' "$work/own/carbon-shift.csv"
code=0
"$orrery" reprice "$work/moved" --set currency=USD -o "$work/none" > /dev/null 2> "$work/err" || code=$?
[ $code -eq 3 ] && grep -q E0903 "$work/err" || { cat "$work/err"; fail "a changed series"; }

# Recorded requests need not be there any more.
cat > "$work/own/requests.csv" << 'CSV'
request_id,tenant,arrival_s,prompt_tokens,output_tokens
1,a,1,100,20
2,a,2,100,20
CSV
cat > "$work/own/replay.yaml" << 'YAML'
orrery: 1
name: replay
start: 2026-11-02
horizon: 1 h
sites: [{name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.2}]
pools: [{name: p, site: hall, server: dgx-h100, servers: 1, contract: owned}]
deployments: [{name: d, model: llama-3.1-8b, pool: p}]
workloads: [{name: w, deployments: [d], demand: {trace: {file: requests.csv}}}]
YAML
"$orrery" run "$work/own/replay.yaml" --no-next -o "$work/replay" > /dev/null 2> "$work/err" ||
  { cat "$work/err"; fail "replay"; }
rm "$work/own/requests.csv"
(cd / && "$orrery" reprice "$work/replay" --set 'pools[p].capex=1 MUSD' -o "$work/replayed") \
  > /dev/null 2> "$work/err" || { cat "$work/err"; fail "a trace that is gone"; }

# A result from somebody else does not say which folders are read here.
mkdir "$work/plan" "$work/elsewhere"
cp "$root/scenarios/examples/carbon-shift.csv" "$work/elsewhere/hours.csv"
sed 's|carbon-shift.csv|../elsewhere/hours.csv|' "$root/scenarios/examples/carbon-shift.yaml" > "$work/plan/shift.yaml"
"$orrery" run "$work/plan/shift.yaml" --allow-path --no-next --set 'assert=[]' --set 'horizon=6 h' -o "$work/shift" \
  > /dev/null 2> "$work/err" || { cat "$work/err"; fail "shift"; }
code=0
"$orrery" reprice "$work/shift" --set 'finance.discount_rate=9 %' -o "$work/shifted" > /dev/null 2> "$work/err" || code=$?
[ "$code" -eq 3 ] && grep -q E0411 "$work/err" || { cat "$work/err"; fail "a stored result opened another folder"; }
"$orrery" reprice "$work/shift" --set 'finance.discount_rate=9 %' --allow-path -o "$work/shifted" > /dev/null 2> "$work/err" ||
  { cat "$work/err"; fail "reprice with --allow-path"; }
echo "ok"
