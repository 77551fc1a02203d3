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
echo "$charts charts, $sections sections, no console message"
exit $failed
