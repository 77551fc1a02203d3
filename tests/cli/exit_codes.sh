#!/usr/bin/env bash
# Exit codes and streams of the command line: exit_codes.sh ORRERY ROOT.
set -uo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root" || exit 1
failed=0

expect() {  # expect CODE NAME command …
  local code=$1 name=$2 got
  shift 2
  "$@" > "$work/stdout" 2> "$work/stderr"
  got=$?
  if [ "$got" -ne "$code" ]; then
    echo "FAILED: $name: exit $got, expected $code"
    cat "$work/stderr"
    failed=1
  fi
}
says() {  # says FILE TEXT
  grep -qF -- "$2" "$work/$1" || { echo "FAILED: $1 does not say: $2"; cat "$work/$1"; failed=1; }
}
interrupted() {  # interrupted SECONDS command …
  local after=$1 got=0
  shift
  "$@" > "$work/stdout" 2> "$work/stderr" &
  sleep "$after"
  kill -INT $!
  wait $! || got=$?
  [ "$got" -eq 130 ] || { echo "FAILED: interrupted: $* ends with $got"; failed=1; }
}
silent() { [ ! -s "$work/$1" ] || { echo "FAILED: $1 is not empty"; cat "$work/$1"; failed=1; }; }

quick=scenarios/examples/quickstart.yaml
expect 0 "help" "$orrery" --help
expect 2 "no verb" "$orrery"
expect 2 "unknown verb" "$orrery" fly
expect 2 "unknown option" "$orrery" run "$quick" --warp
expect 0 "run" "$orrery" run "$quick" -o "$work/run" --set horizon='2 h' --set 'assert=[]' --set 'jobs=[]' --set 'sites[frankfurt-hall].outages=[]' --set 'workloads[support-chat].demand.synthetic.flash_crowds=[]'
silent stderr
says stdout "million output tokens"
for file in result.json results.db report.html ledger.csv timeline.csv manifest.json; do
  [ -s "$work/run/$file" ] || { echo "FAILED: run wrote no $file"; failed=1; }
done
grep -q part <<< "$(ls "$work/run")" && { echo "FAILED: a partial file remained"; failed=1; }
expect 3 "missing file" "$orrery" check "$work/missing.yaml"
says stderr "cannot be read"
expect 3 "wrong scenario" "$orrery" run tests/golden/errors/many_at_once.yaml -o "$work/wrong"
says stderr "did you mean replicas?"
says stderr "^"
silent stdout
[ ! -e "$work/wrong" ] || { echo "FAILED: a wrong scenario left an output folder"; failed=1; }
expect 4 "model too large" "$orrery" check tests/golden/errors/model_too_large.yaml
expect 4 "residency" "$orrery" check tests/golden/errors/residency_unsatisfied.yaml
expect 3 "--set that fits nothing" "$orrery" check "$quick" --set 'pools[nope].servers=1'
says stderr "has no item"
expect 5 "assertion" "$orrery" run "$quick" -o "$work/a" --set horizon='1 h' --set 'jobs=[]' --set 'assert=["cost.total < 1 USD"]'
says stdout "✗"
expect 6 "event limit" "$orrery" run "$quick" -o "$work/l" --set limits.max_events=1000
says stdout "PARTIAL"
expect 1 "output folder cannot be made" "$orrery" run "$quick" -o /dev/null/x
expect 3 "--strict with an old catalog entry" "$orrery" catalog check --strict --catalog tests/cli/old_catalog
expect 0 "check" "$orrery" check "$quick"
cp "$work/stdout" "$work/effective.yaml"
expect 0 "the effective scenario reads back" "$orrery" check "$work/effective.yaml"
sed 's/ *# .*//' "$work/stdout" > "$work/again"
sed 's/ *# .*//' "$work/effective.yaml" | diff -q - "$work/again" > /dev/null || { echo "FAILED: effective scenario is not stable"; failed=1; }
expect 0 "world" "$orrery" check "$quick" --print world
expect 0 "document" "$orrery" check "$quick" --print document
cp "$work/stdout" "$work/document.yaml"
expect 0 "the document reads back" "$orrery" check "$work/document.yaml" --print document
cmp -s "$work/stdout" "$work/document.yaml" || { echo "FAILED: the printed document is not stable"; failed=1; }
expect 3 "document of a wrong scenario" "$orrery" check "$quick" --set 'workloads[support-chat].slo={tttf: 1 s}' --print document
says stderr "did you mean ttft?"
silent stdout
expect 3 "merge of no folder" "$orrery" merge "$work/nope"
says stderr "E0904"
expect 0 "schema" "$orrery" schema scenario
cmp -s "$work/stdout" scenarios/schema/scenario.json || { echo "FAILED: the build left an old scenarios/schema/scenario.json"; failed=1; }
# An example that the schema names is one.
example=$(sed -n 's/.*"Catalog price of tokens (\(.*\))".*/\1/p' scenarios/schema/scenario.json)
grep -q "^  $example:" scenarios/catalog/vendors.yaml || { echo "FAILED: no price '$example' in the catalog"; failed=1; }
expect 0 "schema result" "$orrery" schema result
expect 0 "catalog list" "$orrery" catalog list models
expect 0 "catalog show" "$orrery" catalog show h100-sxm-80
expect 3 "catalog show of nothing" "$orrery" catalog show h1000
expect 0 "explain a code" "$orrery" explain E0205
expect 2 "explain nothing" "$orrery" explain E9999
expect 0 "explain a figure" "$orrery" explain "$work/run" cost.by_site.virginia
says stdout "formula"
says stdout "server-h"
expect 2 "explain a figure that is not" "$orrery" explain "$work/run" cost.totl
says stderr "did you mean cost.total?"
size=("$orrery" study size --rate 5/s --prompt 500 --output 100 --window '2 min' --multiples 1 -o "$work/size")
expect 0 "study size" "${size[@]}" --model llama-3.1-8b --slo 'ttft.p99<1s' --gpus slice-h100-sxm
says stdout "serve 5 requests a second"
[ -s "$work/size/study.json" ] && [ -s "$work/size/study.csv" ] || { echo "FAILED: study wrote no files"; failed=1; }
train=("$orrery" study training-run --model llama-3.1-8b --server dgx-h100)
expect 0 "study training-run" "${train[@]}" --accelerators 8 --batch 128 -o "$work/train"
[ -s "$work/train/study.json" ] && [ -s "$work/train/study.csv" ] || { echo "FAILED: training study wrote no files"; failed=1; }
expect 0 "study training-run: adapters" "${train[@]}" --accelerators 8 --lora 16 --format json
expect 3 "study training-run: tp that does not divide" "${train[@]}" --accelerators 8 --tp 3
expect 3 "study training-run: no such model" "$orrery" study training-run --model llama-9
expect 4 "study training-run: more than memory" "$orrery" study training-run --model llama-3.1-405b --accelerators 8
expect 3 "validate training: no file" "$orrery" validate training --against "$work/none.csv"
expect 4 "a target that nothing meets" "${size[@]}" --model llama-3.1-8b --slo 'ttft.p99<1ms' --gpus slice-h100-sxm
says stdout "cannot be met"
expect 3 "unknown hardware" "${size[@]}" --model llama-3.1-8b --slo 'ttft.p99<1s' --gpus slice-h100-sx
says stderr "did you mean slice-h100-sxm?"
expect 3 "a scenario where hardware stands" "$orrery" study size "$root/scenarios/examples/size-chat.yaml"
says stderr "a scenario is given as \`--base "
expect 3 "no target" "${size[@]}" --model llama-3.1-8b --gpus slice-h100-sxm
says stderr "no target to size for"
expect 0 "anchors" "$orrery" validate anchors
printf 'node,collective,num_workers,devices_per_node,bytes,median_ms\na100_dgx,all_reduce,8,8,1e8,1\na100_dgx,all_reduce,16,8,1e8,8\n' > "$work/exchange.csv"
expect 0 "collectives" "$orrery" validate collectives --against "$work/exchange.csv"
says stdout "over servers, and the table does not state their network"
expect 0 "collectives over servers" "$orrery" validate collectives --against "$work/exchange.csv" \
  --network a100-sxm-80=4x50Gb/s --format json
says stdout '"error_pct"'
expect 3 "collectives without a table" "$orrery" validate collectives --against "$work/absent.csv"
expect 2 "a network that is none" "$orrery" validate collectives --against "$work/exchange.csv" \
  --network a100-sxm-80=fast
shift=scenarios/examples/carbon-shift.yaml
expect 2 "study shift: a time without unit" "$orrery" study shift --base "$shift" --within 5
says stderr "has no unit"
grep -q "above zero" "$work/stderr" && { echo "FAILED: one wrong flag has two messages"; failed=1; }
expect 2 "study shift: no time" "$orrery" study shift --base "$shift" --within '0 h'
says stderr "is not above zero"
expect 2 "study carbon: a country of several zones" "$orrery" study carbon --base "$shift" --grids SE
says stderr "--grids: no grid zone named"
says stderr "did you mean SE-SE3?"
expect 3 "an empty series" "$orrery" check tests/golden/errors/series_empty.yaml
says stderr "sites[hall].grid_series: the file is empty"
expect 0 "no photovoltaics" "$orrery" check scenarios/examples/solar-battery.yaml --set 'sites[zaragoza].energy.pv.capacity=0 W'
expect 3 "values and names in one round" "$orrery" check "$quick" \
  --set 'sites[frankfurt-hall].pue=0.9' --set 'sites[frankfurt-hall].cooling=chillr'
says stderr "is too small"
says stderr "did you mean chiller?"
expect 0 "import inventory" "$orrery" import inventory scenarios/examples/inventory.csv -o "$work/fleet.yaml"
expect 0 "the imported scenario runs" "$orrery" run "$work/fleet.yaml" -o "$work/fleet"
# Studies of money: one line answers; what is missing is named with its remedy, never made up.
expect 0 "study commitments by flags" "$orrery" study commitments --uniform 0:100 --on-demand '1 USD/h' --level '1 y:60 %'
says stdout "commit to 40 servers on 1 y"
says stdout "Flips if: "
expect 2 "study commitments without levels" "$orrery" study commitments --uniform 0:100 --on-demand '1 USD/h'
says stderr "there is no commitment to weigh"
expect 2 "study commitments without a price" "$orrery" study commitments --uniform 0:100 --level '1 y:0.6 USD/h'
says stderr "--on-demand '3.9 USD/h'"
expect 0 "study breakeven by flags" "$orrery" study breakeven --own '1.69 USD/h' --rent '1 y:2.35 USD/h' --rent 'block:4.92 USD/h' --rent 'on demand:6.88 USD/h'
says stdout "from 71.9 % of the time"
expect 2 "study breakeven without a rent" "$orrery" study breakeven --own '1.69 USD/h'
says stderr "there is nothing to compare owning with"
expect 0 "study order-by by flags" "$orrery" study order-by --servers 64 --needed 50 --growth '60 %' --lead-p50 '20 wk' --lead-p90 '35 wk' --step 16 --from 2026-12-01
says stdout "order 16 servers"
expect 2 "study order-by without a lead time" "$orrery" study order-by --servers 64 --needed 50 --growth '60 %'
says stderr "how long an order takes is not known"
expect 0 "study exit across the Data Act" "$orrery" study exit --vendor aws --country DE --data '200 TB' --bandwidth '10 Gb/s' --from 2026-12-01
says stdout "2027-02-01: 0.00 USD"
expect 2 "study exit without a country" "$orrery" study exit --vendor aws --data '200 TB' --bandwidth '10 Gb/s'
says stderr "which country the data lie in"
expect 0 "study exit of a base" "$orrery" study exit --base scenarios/examples/far-data.yaml --vendor aws --to hall
expect 0 "study own-rent-mix by flags" "$orrery" study own-rent-mix --server dgx-h100 --uniform 4:16 --on-demand '24 USD/h' --level '1 y:19 USD/h' --grid DE --network '15 %' --facility '180 USD' --staff '200 kUSD/y' --rate '9 %'
says stdout "costs least over"
# What no flag says is the catalog's, or stands as a default among the assumptions.
says stdout "catalog accelerator-server:"
says stdout "PUE: 1 (assumed: by default, --pue says otherwise)"
says stdout "maintenance: 0.0 % a year (assumed: by default, --maintenance says otherwise)"
expect 2 "study own-rent-mix without staff" "$orrery" study own-rent-mix --server dgx-h100 --uniform 4:16 --on-demand '24 USD/h' --grid DE --network '15 %' --facility '180 USD' --rate '9 %'
says stderr "or --without staff"
expect 2 "study vendors with one vendor" "$orrery" study vendors --base scenarios/examples/far-data.yaml
says stderr "fewer than two vendors"
# A scenario named without its folder: a file that is not there is not one outside.
printf 'orrery: 1\nname: bare\nhorizon: 1 h\nsites: [{name: hall, kind: on_prem, country: DE, grid: DE}]\npools: [{name: own, site: hall, server: l40s-8x, servers: 1}]\ndeployments: [{name: chat, pool: own, model: llama-3.1-8b, tp: 1}]\nworkloads: [{name: w, deployments: [chat], demand: {trace: {file: nope.csv}}}]\n' > "$work/bare.yaml"
(cd "$work" && "$orrery" check bare.yaml > stdout 2> stderr) || true
says stderr "E0412"
# What a scenario states is the source of its cost.
"$orrery" run scenarios/examples/lease-or-buy.yaml -o "$work/lease" > "$work/stdout" 2> "$work/stderr" || true
grep -q 'pools\[leased\].purchase.lease' "$work/lease/ledger.csv" || { echo "FAILED: a lease's source"; failed=1; }
# Who closes the pipe has read enough.
("$orrery" explain --list --format md; echo $? > "$work/code") 2> "$work/stderr" | sed -n 1q
[ "$(cat "$work/code")" = 0 ] && [ ! -s "$work/stderr" ] || { echo "FAILED: a closed pipe is an error"; failed=1; }
# An interrupted run leaves a whole result as it is.
expect 0 "a whole result" "$orrery" run "$quick" -o "$work/whole" --set 'horizon=1 h' --set 'jobs=[]' --set 'assert=[]' --focus --requests
cp "$work/whole/result.json" "$work/whole.json"
interrupted 1 "$orrery" run "$quick" -o "$work/whole" --set 'horizon=2000 d'
says stderr "interrupted"
cmp "$work/whole/result.json" "$work/whole.json" || { echo "FAILED: a whole result was replaced by a part"; failed=1; }
# What the next result does not have goes: it would look like its own.
[ -s "$work/whole/focus.csv" ] && [ -s "$work/whole/requests.csv" ] || { echo "FAILED: an interrupted run took files away"; failed=1; }
expect 0 "another result" "$orrery" run "$quick" -o "$work/whole" --set 'horizon=1 h' --set 'jobs=[]' --set 'assert=[]' --jobs-csv
says stderr "removed focus.csv, focus_metadata.json, requests.csv, of an earlier result"
[ ! -e "$work/whole/focus.csv" ] && [ -s "$work/whole/jobs.csv" ] || { echo "FAILED: files of an earlier result stayed"; failed=1; }
# Replications that an interrupt cut are no part of the means.
interrupted 1.5 "$orrery" run "$quick" -o "$work/many" --set 'horizon=1 h' --set 'jobs=[]' --set 'assert=[]' --replications 20000
says stdout "PARTIAL: "
grep -q '"partial": true' "$work/many/result.json" || { echo "FAILED: interrupted replications are not marked"; failed=1; }
# A side that its limit cut costs less because it did less: it is not compared.
printf 'orrery: 1\nname: bare\nhorizon: 1 h\nsites: [{name: hall, kind: on_prem, country: DE, grid: DE}]\npools: [{name: own, site: hall, server: l40s-8x, servers: 1}]\ndeployments: [{name: chat, pool: own, model: llama-3.1-8b, tp: 1}]\nworkloads: [{name: w, deployments: [chat], demand: {synthetic: {rate: 1/s, prompt: {constant: {mean: 500}}, output: {constant: {mean: 50}}}}}]\n' > "$work/bare.yaml"
{ cat "$work/bare.yaml"; echo 'limits: {max_events: 500}'; } > "$work/less.yaml"
expect 6 "a side that is cut" "$orrery" compare "$work/bare.yaml" "$work/less.yaml" --replications 2
says stdout "could not be run: the limit of events was reached"
grep -q 'less.yaml costs least' "$work/stdout" && { echo "FAILED: half a run is the cheapest"; failed=1; }
expect 6 "a procedure that is cut" "$orrery" study showback --base "$work/less.yaml"
says stderr "does not come to its end: the limit of events was reached after"
says stderr "[E0933]"
exit $failed
