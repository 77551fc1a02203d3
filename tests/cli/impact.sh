#!/usr/bin/env bash
# The Impact Framework recomputes our SCI from impact.yaml, where `if-run` is at hand (npm package
# @grnsft/if; ORRERY_IF_RUN names the program): impact.sh ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$orrery" run "$root/scenarios/examples/quickstart.yaml" -o "$work" --no-next --impact \
  --set 'assert=[]' > /dev/null
grep -q 'sci-per-request' "$work/impact.yaml" || { echo "FAILED: no manifest"; exit 1; }
program=${ORRERY_IF_RUN:-$(command -v if-run || true)}
if [ -z "$program" ]; then
  echo "if-run is not installed: the manifest was written, and not recomputed by it"
  exit 0
fi
"$program" -m "$work/impact.yaml" > "$work/out" 2> "$work/err" || { cat "$work/err"; exit 1; }
theirs=$(tail -n 12 "$work/out" | sed -n 's/^ *sci-per-request: //p' | tail -1)
ours=$(grep -A1 '"sci_per_request"' "$work/result.json" | sed -n 's/.*"value": \([0-9.e+-]*\).*/\1/p')
awk -v a="$theirs" -v b="$ours" 'BEGIN { d = a / b - 1; if (d < 0) d = -d; exit !(d < 1e-9) }' ||
  { echo "FAILED: they say $theirs, we $ours"; exit 1; }
echo "SCI per request: theirs $theirs, ours $ours"
