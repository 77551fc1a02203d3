#!/usr/bin/env bash
# The report of runs in headless Chromium: renders the examples and what may go wrong, and looks:
# report.sh ORRERY ROOT CHROMIUM NODE_MODULES TEN_SITES, where the page of ten sites over five years goes.
set -euo pipefail
orrery=$1
root=$2
chromium=$3
modules=$4
ten_sites=$5
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node "$here/text.mjs" "$root/tools/report-page/src"
run() {
  name=$1 file=$2
  shift 2
  "$orrery" run "$file" --no-next -o "$work/$name" "$@" > /dev/null || { echo "FAILED: run $name"; exit 1; }
  ! grep -qE '(src|href)="?https?:' "$work/$name/report.html" || { echo "FAILED: $name refers to the network"; exit 1; }
}
examples=$root/scenarios/examples
evil='<script>document.title="broken"</script>"&'
run quickstart "$examples/quickstart.yaml" --set 'assert=[]' --set "description='$evil'"
run none "$examples/quickstart.yaml" --set horizon='1 h' --set 'jobs=[]' --set 'assert=[]' --set 'workloads=[]'
run roi "$examples/roi.yaml" --set 'assert=[]' --set 'finance.budgets=[{name: m, amount: 1 kUSD, period: month}, {name: y, amount: 9 kUSD, period: year}]'
run late-delivery "$examples/late-delivery.yaml"
run slump "$examples/slump.yaml"
run control-plane-outage "$examples/control-plane-outage.yaml" --set horizon='1 d' --set 'assert=[]'
run solar-battery "$examples/solar-battery.yaml"
run retail-edge "$examples/retail-edge.yaml"
run ten-sites "$here/ten-sites.yaml"
cp "$work/ten-sites/report.html" "$ten_sites"
run several "$examples/quickstart.yaml" --set horizon='3 h' --set 'jobs=[]' --set 'assert=[]' --replications 4
node "$here/report.mjs" "$modules" "$chromium" "$work"
