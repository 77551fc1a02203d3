#!/usr/bin/env bash
# Outputs for machines and reviewers: trace, views, why, Markdown, diff: outputs.sh ORRERY ROOT.
set -euo pipefail
orrery=$(realpath "$1")
root=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }
has() { grep -qF -- "$2" "$1" || { cat "$1"; fail "$1 lacks: $2"; }; }
quick="$root/scenarios/examples/quickstart.yaml"
export COLUMNS=80
cd "$work"

# A trace within its bound, the same twice, that says what it leaves out.
short=(--set 'horizon=19 h' --set 'warmup=0 s' --no-next --jobs-csv --requests)
"$orrery" run "$quick" "${short[@]}" --trace --trace-events 20000 -o run > run.txt 2> run.err
"$orrery" run "$quick" "${short[@]}" --trace --trace-events 20000 -o twice --jobs 2 > /dev/null 2>&1
cmp run/trace.json twice/trace.json || fail "two runs write two traces"
has run.err 'requests beyond the bound'
has run.err 'ui.perfetto.dev'
node -e '
const fs = require("fs");
const trace = JSON.parse(fs.readFileSync("run/trace.json"));
const fail = (text) => { console.log("FAILED: " + text); process.exitCode = 1; };
const events = trace.traceEvents.filter((e) => e.ph !== "M").length;
const other = trace.otherData;
if (events !== other.events || events > 20000) fail(events + " events, told " + other.events);
const result = JSON.parse(fs.readFileSync("run/result.json"));
const drawn = new Set(trace.traceEvents.filter((e) => e.args.request_id !== undefined)
                                       .map((e) => e.args.request_id)).size;
if (drawn + other.left_out.requests_beyond_the_bound !== result.requests.arrived) {
  fail(drawn + " requests drawn of " + result.requests.arrived);
}
const names = new Set(trace.traceEvents.filter((e) => e.ph === "i").map((e) => e.name));
if (!names.has("outage frankfurt-hall")) fail("the outage has no mark");
for (const name of ["utilisation own-l40s", "queue chat-own on own-l40s"]) {
  if (!trace.traceEvents.some((e) => e.ph === "C" && e.name === name)) fail("no counter " + name);
}
console.log(events + " events, " + drawn + " requests");
'
# All of it imports into Perfetto: requests with an outage, jobs with failures, many sites with a partition.
"$orrery" run "$root/scenarios/examples/spot-training.yaml" --no-next --trace -o jobs > out.txt 2> err.txt || { cat err.txt; fail "spot-training"; }
"$orrery" run "$root/scenarios/examples/partition.yaml" --no-next --trace -o sites > out.txt 2> err.txt || { cat err.txt; fail "partition"; }
node "$root/tests/cli/trace_rules.mjs" --own {run,jobs,sites}/trace.json || fail "a trace that does not import whole"
code=0
"$orrery" run "$quick" --trace --trace-from '5' -o bad > /dev/null 2> err.txt || code=$?
[ "$code" -eq 2 ] || fail "a time without a unit: exit code $code"
has err.txt '--trace-from'
code=0
"$orrery" run "$quick" --trace-from '5 h' -o bad > /dev/null 2> err.txt || code=$?
[ "$code" -eq 2 ] || fail "--trace-from without --trace: exit code $code"
[ ! -e bad/trace.json ] || fail "a refused run wrote a trace"

# Why: the list, a family, one figure of each family; 80 columns at most.
"$orrery" explain run > list.txt
has list.txt 'latency ('
"$orrery" explain run waits > family.txt
has family.txt 'waits.total = '
sed -n 's/^  [a-z_]* ([0-9]*): \([^, ]*\).*/\1/p' list.txt > paths.txt
[ "$(wc -l < paths.txt)" -ge 15 ] || fail "only $(wc -l < paths.txt) families"
for path in $(cat paths.txt) cost.by_site.virginia latency.ttft.p99 slo.attainment energy.facility; do
  "$orrery" explain run "$path" > why.txt || fail "explain $path"
  has why.txt 'rests on: '
  awk -v path="$path" '{ line = $0; gsub(/[\200-\277]/, "", line)
    if (length(line) > 80) { print path ": " $0; bad = 1 } } END { exit bad }' why.txt ||
    fail "explain $path is wider than 80 columns"
done
"$orrery" explain run cost.by_site.virginia > why.txt
has why.txt 'aws/us-east-1/g6e.xlarge'
has why.txt 'together'
grep -qE 'quickstart.yaml:4[4-8]' why.txt || fail "no line of the scenario stands behind the cost"
"$orrery" explain run latency.ttft.p99 > why.txt
has why.txt 'The slowest requests by ttft'
has why.txt 'waited: '
code=0
"$orrery" explain run cost.by_sit 2> err.txt || code=$?
[ "$code" -eq 2 ] || fail "explain of no figure: exit code $code"
has err.txt 'lists them'
# The slowest requests of the result are those of requests.csv.
worst=$(awk -F, 'NR > 1 && $12 != "" && $15 == "completed" && $12 > m { m = $12; id = $1 }
  END { print id }' run/requests.csv)
grep -qE "request $worst at" why.txt || fail "request $worst is the slowest, and is not named"
# Priced again they are still there.
"$orrery" reprice run --set 'pools[own-l40s].staff=60 kUSD/y' -o priced > /dev/null 2> err.txt
"$orrery" explain priced latency.ttft.p99 > again.txt
grep -qE "request $worst at" again.txt || fail "reprice loses the slowest requests"

# Markdown: the answer first, then the figures, an assertion as text.
"$orrery" run "$quick" --set 'horizon=1 h' --no-next --format md -o md > run.md 2> err.txt
has run.md '| cost, effective |'
has run.md '<details><summary>Cost by site</summary>'
has run.md 'cost.total &lt; 500 USD'
sed -n 3p run.md > answer.txt
has answer.txt '**Serving '
"$orrery" study tornado --format md --replications 2 > study.md 2> err.txt || { cat err.txt; fail "study --format md"; }
has study.md '|:--|'
"$orrery" study breakeven --own '1.69 USD/h' --rent '1 y:2.35 USD/h' --format md > study2.md
has study2.md '**'

# compare: what changes, a line a change, with signs; equal figures are counted.
sed 's/servers: 1$/servers: 2/' "$quick" > more.yaml
cp "$quick" same.yaml
"$orrery" compare same.yaml more.yaml --set 'horizon=2 h' --replications 1 > diff.txt 2> err.txt
has diff.txt 'Answer: '
grep -qE '^  ~ total: [0-9,]+ → [0-9,]+ USD/month \(\+' diff.txt || { cat diff.txt; fail "no total"; }
grep -qE '^  ~ site [a-z-]+: ' diff.txt || fail "no site"
has diff.txt 'by: '
"$orrery" compare same.yaml more.yaml --set 'horizon=2 h' --set 'workloads[*].slo.ttft=1 ms' \
  --replications 1 > missed.txt 2> err.txt || fail "compare with levels that are missed: exit $?"
grep -q 'misses its service levels: .* of the 9[0-9] % wanted' <<< "$(tr '\n' ' ' < missed.txt)" ||
  fail "compare does not name the plan that misses its service levels"
"$orrery" compare same.yaml same.yaml --set 'horizon=2 h' --replications 1 > same.txt 2> err.txt
has same.txt 'figures are equal and not shown'
grep -qE '^  [~+-] ' same.txt && fail "equal plans differ"
"$orrery" compare same.yaml more.yaml --set 'horizon=2 h' --replications 1 --format md > diff.md 2> err.txt
has diff.md '| change |'
# The baseline that is the cheapest is named once, with the next; results are run again, and it says so.
says() { grep -qE -- "$2" <<< "$(tr -s ' \n' ' ' < "$1")" || { cat "$1"; fail "$1 does not say: $2"; }; }
says diff.txt 'Answer: The baseline same.yaml stays the cheapest: .*; more.yaml costs '
grep -q 'costs least' diff.txt && fail "the baseline is named twice"
says same.txt 'costs the same as the baseline'
# A trace that is scaled is other demand than the trace.
{
  echo TIMESTAMP,ContextTokens,GeneratedTokens
  for i in {10..59}; do echo "2023-11-16 18:$i:00.0000000,500,40"; done
} > arrivals.csv
sed '/^    demand:/,$d' "$root/scenarios/examples/azure-2023-conv.yaml" > one.yaml
printf '    demand:\n      trace: {file: arrivals.csv, format: azure}\n' >> one.yaml
sed 's/format: azure/&, scale: 3/' one.yaml > three.yaml
"$orrery" compare one.yaml three.yaml --set 'horizon=1 h' --replications 1 > scaled.txt 2> err.txt ||
  { cat err.txt; fail "compare of traces: exit $?"; }
says scaled.txt '"?50 requests come to .*, 150 to .*: the totals are of different work'
"$orrery" run same.yaml --set 'horizon=1 h' --no-next -o folder > /dev/null 2>&1 || true
"$orrery" compare folder more.yaml --set 'horizon=1 h' --replications 2 > again.txt 2> err.txt
says again.txt 'folder \(1\) was run again, with 2 replications'
# Edited results are refused by whoever reads them.
sed -i 's/"currency": "USD"/"currency": "EUR"/' folder/result.json
for words in 'explain folder cost.total' 'compare folder more.yaml' 'reprice folder'; do
  code=0
  # shellcheck disable=SC2086
  "$orrery" $words > out.txt 2> err.txt || code=$?
  [ "$code" -eq 3 ] && grep -q E0906 err.txt || { cat err.txt; fail "$words: $code"; }
done
sed -i 's/"schema_version": 1/"schema_version": 2/' folder/result.json
"$orrery" explain folder cost.total > out.txt 2> err.txt && fail "a result of another schema"
has err.txt E0905
"$orrery" compare same.yaml more.yaml --set 'horizon=2 h' --replications 1 --format json > diff.json 2> err.txt
node -e 'JSON.parse(require("fs").readFileSync("diff.json"))'
echo "trace, views, explain, Markdown and diff hold"
