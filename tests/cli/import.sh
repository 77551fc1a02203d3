#!/usr/bin/env bash
# Brings one's own world in, each format from its example to a run: import.sh ORRERY ROOT.
set -uo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
world=$root/scenarios/examples/world
cd "$work" || exit 1

fail() { echo "FAILED: $1"; cat out err; failed=1; }
expect() {  # expect CODE NAME command …
  local code=$1 name=$2 got
  shift 2
  "$@" > out 2> err
  got=$?
  [ "$got" -eq "$code" ] || fail "$name: exit $got, expected $code"
}
says() { grep -qF -- "$2" "$1" || fail "$1 does not say: $2"; }
runs() {  # a scenario that was imported is simulated
  expect 0 "run $1" "$orrery" run "$1" -o "run-$1" --set 'horizon=30 min' --set 'assert=[]'
}

# Inventories: what is written runs, and comes back from the CSV as it was.
for nodes in nodes.json nodes-cloud.json sinfo.txt sinfo.json; do
  where="--country DE --server dgx-a100-640"
  [ $nodes = nodes-cloud.json ] && where=
  # shellcheck disable=SC2086
  expect 0 "inventory $nodes" "$orrery" import inventory "$world/$nodes" $where -o "$nodes.yaml" --csv "$nodes.csv"
  says err "it has no accelerator"
  expect 0 "inventory $nodes again" "$orrery" import inventory "$nodes.csv" -o again.yaml --csv again.csv
  cmp -s "$nodes.yaml" again.yaml || fail "$nodes: the CSV gives another scenario"
  cmp -s "$nodes.csv" again.csv || fail "$nodes: the CSV gives another CSV"
done
runs nodes.json.yaml
runs nodes-cloud.json.yaml
expect 3 "a place that is not known" "$orrery" import inventory "$world/nodes.json"
says err "--country DE says where it stands"
expect 2 "a format that is none of its kind" "$orrery" import inventory "$world/nodes.json" --as otel
says err "import inventory reads csv, kubectl, sinfo, sinfo-json"
expect 3 "a format that the file does not have" "$orrery" import inventory "$world/nodes.json" --as csv

# Demand: every format into a scenario; a second import changes nothing.
for log in litellm.jsonl spans.json vllm.log vllm-bench.json; do
  cp "$root/scenarios/examples/quickstart.yaml" fleet.yaml
  expect 0 "demand $log" "$orrery" import demand "$world/$log" --into fleet.yaml --year 2026
  cp fleet.yaml once.yaml
  expect 0 "demand $log again" "$orrery" import demand "$world/$log" --into fleet.yaml --year 2026
  cmp -s fleet.yaml once.yaml || fail "$log: a second import changes the scenario again"
  expect 0 "check $log" "$orrery" check fleet.yaml
done
says fleet.yaml "- name: imported"
expect 0 "an imported trace is a trace" "$orrery" trace describe spans-imported.csv
expect 0 "a trace converted" "$orrery" trace convert spans-imported.csv -o converted.csv
# arrival_s of a conversion counts from its first request; tokens are as they were.
expect 0 "a trace converted again" "$orrery" trace convert converted.csv -o twice.csv
cmp -s converted.csv twice.csv || fail "a conversion changes a trace again"
diff <(cut -d, -f2,3 spans-imported.csv) <(cut -d, -f2,3 converted.csv) > /dev/null ||
  fail "tokens are lost in a conversion"
expect 0 "a trace described from a log" "$orrery" import demand converted.csv --into fleet.yaml -o overlay.yaml
gzip -c "$world/litellm.jsonl" > spend.jsonl.gz
expect 0 "packed" "$orrery" import demand spend.jsonl.gz --into fleet.yaml -o overlay.yaml
says out "110 of 120 requests taken"
expect 2 "demand goes into something" "$orrery" import demand "$world/litellm.jsonl"
expect 3 "a log read as another" "$orrery" import demand "$world/litellm.jsonl" --as otel --into fleet.yaml

# An inventory, then its demand: nothing assumed is left but what is said, and again changes nothing.
cp nodes.json.yaml own.yaml
expect 0 "demand into an inventory" "$orrery" import demand "$world/litellm.jsonl" --into own.yaml
says out "workload assumed-chat was assumed: it is left out"
says out "start was assumed: it is "
says out "horizon was assumed: it is "
[ "$(grep -cE '# assumed(:|$)' own.yaml)" -eq 0 ] || fail "assumptions are left beside a log"
[ "$(grep -c 'assumed-chat' own.yaml)" -eq 0 ] || fail "the assumed workload is left beside a log"
cp own.yaml once.yaml
expect 0 "demand into an inventory again" "$orrery" import demand "$world/litellm.jsonl" --into own.yaml
cmp -s own.yaml once.yaml || fail "a second import of demand changes the inventory again"
expect 0 "check an inventory with demand" "$orrery" check own.yaml
cp nodes.json.yaml own.yaml
expect 0 "an overlay" "$orrery" import demand "$world/litellm.jsonl" --into own.yaml -o over.yaml
says out "has assumptions that an overlay leaves"
cmp -s own.yaml nodes.json.yaml || fail "an overlay changes the scenario"
sed 's/^horizon:.*/horizon: 10 min/' nodes.json.yaml > own.yaml
expect 0 "a log that is cut" "$orrery" import demand "$world/litellm.jsonl" --into own.yaml
says out "the log is longer than the horizon of 10 min"

# Sums of requests are no demand, and a file of another import is told in one line.
{ echo "start_time,num_model_requests,input_tokens,output_tokens"
  for day in $(seq 10 29); do echo "2026-01-${day}T00:00:00Z,40,1000,2000"; done
  echo "2026-01-30T00:00:00Z,1,10,20"; } > usage.csv
cp nodes.json.yaml own.yaml
expect 3 "sums of requests" "$orrery" import demand usage.csv --into own.yaml
says err "line 2, line 3, line 4 and 17 more, to line 21: it stands for several requests"
says err "20 of 21 rows are sums of several requests"
says err "orrery calibrate demand"
cmp -s own.yaml nodes.json.yaml || fail "sums of requests change the scenario"
expect 3 "nodes as demand" "$orrery" import demand "$world/nodes.json" --into own.yaml
says err "it looks like nodes of Kubernetes: \`orrery import inventory"
[ "$(wc -l < err)" -eq 1 ] || fail "nodes as demand: more than one line"
expect 3 "a log as inventory" "$orrery" import inventory "$world/litellm.jsonl"
says err "it looks like a LiteLLM log: \`orrery import demand"

# Jobs, prices, carbon.
cat > cluster.yaml <<'SCENARIO'
orrery: 1
name: cluster
start: 2026-11-01T00:00:00Z
horizon: 2 d
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE}
  - {name: virginia, kind: cloud, region: aws/us-east-1}
pools:
  - {name: train, site: hall, server: dgx-h100, servers: 6}
  - {name: rented, site: virginia, server: aws-p5-48xlarge, servers: 1, contract: on_demand}
SCENARIO
expect 2 "jobs need a pool" "$orrery" import jobs "$world/sacct.txt" --into cluster.yaml
says err "--pool says which one; it has train, rented"
expect 0 "jobs" "$orrery" import jobs "$world/sacct.txt" --into cluster.yaml --pool train
says out "60 of 62 jobs taken (sacct)"
says err "40 rows are steps of jobs"
expect 0 "prices" "$orrery" import prices "$world/aws.csv" --into cluster.yaml
says cluster.yaml "price: 55.04 USD/h"
expect 0 "carbon" "$orrery" import carbon "$world/electricity-maps.csv" --into cluster.yaml
says cluster.yaml "grid_series: electricity-maps-carbon.csv"
cp cluster.yaml once.yaml
for again in "jobs $world/sacct.txt --pool train" "prices $world/aws.csv" "carbon $world/electricity-maps.csv"; do
  # shellcheck disable=SC2086
  expect 0 "$again again" "$orrery" import $again --into cluster.yaml
done
cmp -s cluster.yaml once.yaml || fail "a second import changes the scenario again"
expect 0 "what was imported runs" "$orrery" run cluster.yaml -o run
mkdir offers
expect 0 "offers" "$orrery" import prices "$world/aws.csv" -o offers/offers.yaml
expect 0 "offers are a catalog" "$orrery" catalog show aws/eu-north-1/p5.48xlarge --catalog offers
expect 2 "prices of nobody" "$orrery" import prices <(cat "$world/aws.csv") --as skypilot

# What an option does nothing for is refused, not passed over.
printf 'pool,price\nown,1.6\n' > own_prices.csv
expect 2 "prices into a scenario" "$orrery" import prices own_prices.csv --into fleet.yaml
says err "-o FILE instead of --into"
expect 2 "an inventory into a scenario" "$orrery" import inventory "$root/scenarios/examples/inventory.csv" --into fleet.yaml

# Hostile: control characters reach no terminal, nothing is dropped in silence.
printf 'timestamp,prompt_tokens,completion_tokens,model\n2026-01-01T00:00:00Z,1,2,m\n%s,1,2,m\n' \
  $'\e[31mred' > escape.csv
expect 0 "control characters" "$orrery" import demand escape.csv --into fleet.yaml -o overlay.yaml
grep -q $'\e' err && fail "an escape of a log reached the terminal"
says err "line 3: \"?[31mred\" is not a time"
: > empty.csv
expect 3 "an empty file" "$orrery" import demand empty.csv --into fleet.yaml
printf '{"kind": "List", "items": []}' > none.json
expect 3 "no nodes" "$orrery" import inventory none.json
says err "the list has no nodes"
[ $failed -eq 0 ] && echo "inventories, demand, jobs, prices and carbon imported, and imported again"
exit $failed
