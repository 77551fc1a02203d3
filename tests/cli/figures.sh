#!/usr/bin/env bash
# The recorded half hour through three sites, within its time: figures.sh ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
if [ -z "${ORRERY_DATA:-}" ] && [ ! -d "$root/../shared/data" ]; then
  echo "skipped: ORRERY_DATA is not set and ../shared is absent"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$orrery" run "$root/scenarios/examples/azure-2023-conv.yaml" -o "$work/az" --requests > "$work/out"
node -e '
const fs = require("fs");
const dir = process.argv[1];
const r = JSON.parse(fs.readFileSync(dir + "/result.json"));
const m = JSON.parse(fs.readFileSync(dir + "/manifest.json"));
const rows = fs.readFileSync(dir + "/requests.csv", "utf8").trim().split("\n").length - 1;
const fail = (text) => { console.log("FAILED: " + text); process.exitCode = 1; };
if (r.requests.arrived !== 9683) fail("arrived " + r.requests.arrived);
if (r.requests.arrived !== r.requests.completed + r.requests.in_flight) fail("requests are lost");
if (rows !== r.requests.arrived) fail(rows + " rows of requests");
if (r.requests.in_flight === 0 && r.tokens.output !== 2148721) fail("tokens " + r.tokens.output);
if (m.cpu_s > 2) fail("CPU seconds " + m.cpu_s);
console.log("9,683 requests in " + m.cpu_s.toFixed(3) + " CPU-seconds, next bottleneck included");
' "$work/az"
