#!/usr/bin/env bash
# The report in headless Chromium: every chart is drawn, no console message, nothing loaded:
# report.sh ORRERY ROOT CHROMIUM.
set -euo pipefail
orrery=$1
root=$2
chromium=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
evil='<script>document.title="broken"</script>"&'
"$orrery" run "$root/scenarios/examples/quickstart.yaml" -o "$work/run" --set horizon='6 h' \
  --set 'jobs=[]' --set 'assert=[]' --set "description='$evil'" > /dev/null
"$orrery" run "$root/scenarios/examples/quickstart.yaml" -o "$work/none" --set horizon='1 h' \
  --set 'jobs=[]' --set 'assert=[]' --set 'workloads=[]' > /dev/null
failed=0
fail() { echo "FAILED: $*"; failed=1; }
for run in run none; do
  page="$work/$run/report.html"
  [ "$(stat -c %s "$page")" -le 1572864 ] || fail "$run: larger than 1.5 MiB"
  grep -qE '(src|href)="?https?:' "$page" && fail "$run: refers to the network"
  for width in 1280 400; do
    "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
      --disable-background-networking --disable-component-update --disable-sync \
      --user-data-dir="$work/profile" --enable-logging=stderr --window-size=$width,900 \
      --virtual-time-budget=4000 --dump-dom "file://$page" > "$work/dom" 2> "$work/log" || fail "$run: chromium"
    grep -E 'CONSOLE' "$work/log" && fail "$run: console messages"
    grep -q 'data-ready="true"' "$work/dom" || fail "$run: the page did not finish"
  done
done
"$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
  --disable-background-networking --disable-component-update --disable-sync \
  --user-data-dir="$work/profile" --virtual-time-budget=4000 --dump-dom \
  "file://$work/run/report.html" > "$work/dom" 2> /dev/null
charts=$(grep -o '<svg' "$work/dom" | wc -l)
[ "$charts" -ge 8 ] || fail "only $charts charts"
sections=$(grep -o '<section class="chart"' "$work/dom" | wc -l)
[ "$sections" -ge 12 ] || fail "only $sections sections"
grep -q '<title>quickstart' "$work/dom" || fail "a label ran as script"
grep -q '&lt;script&gt;document.title' "$work/dom" || fail "the description is not shown as text"
# Chapters of money and supply, each in the page of the example that has it.
dom() {
  "$orrery" run "$root/scenarios/examples/$1.yaml" --no-next -o "$work/$1" "${@:2}" > /dev/null
  "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$work/profile" --virtual-time-budget=4000 --dump-dom \
    "file://$work/$1/report.html" > "$work/dom" 2> /dev/null
}
has() { grep -q "$1" "$work/dom" || fail "$2"; }
dom roi --set 'assert=[]' --set 'finance.budgets=[{name: m, amount: 1 kUSD, period: month}, {name: y, amount: 9 kUSD, period: year}]'
has 'id="finance"' "no figures of finance"
has 'id="budgets-months"' "no chart of months"
has 'id="budgets-years"' "months and years share a chart"
has '<td class="">NPV' "no NPV in the table"
dom late-delivery
has 'id="deliveries"' "no deliveries"
dom slump
has 'id="alternatives"' "no alternatives"
has 'id="commitments"' "no commitments"
has 'id="cost-months"' "no cost by month and site"
# The texts of both languages stand in the script; what is shown stands outside of it.
sed '/<script/,/<\/script>/d' "$work/dom" | grep -q 'P99 time to first token' && fail "a first token of what has no tokens"
dom control-plane-outage --set horizon='1 d' --set 'assert=[]'
has 'id="outages"' "no outages"
has 'id="orders"' "no servers from vendors"
dom retail-edge
[ "$(stat -c %s "$work/retail-edge/report.html")" -le 1572864 ] || fail "400 stores: larger than 1.5 MiB"
echo "$charts charts, $sections sections, no console message"
exit $failed
