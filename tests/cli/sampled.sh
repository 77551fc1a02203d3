#!/usr/bin/env bash
# Sampled runs beside full ones: 1 % of cost, 5 % of P99 TTFT, on six examples: sampled.sh ORRERY ROOT.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" bench --json sampled --fast > "$work/rows"
node -e '
const fs = require("fs");
const rows = fs.readFileSync(process.argv[1], "utf8").trim().split("\n").map(JSON.parse);
const fail = (text) => { console.log("FAILED: " + text); process.exitCode = 1; };
if (rows.length < 6) fail(rows.length + " rows");
for (const r of rows) {
  if (Math.abs(r.cost_error_pct) > 1) fail(r.name + ": cost is off by " + r.cost_error_pct + " %");
  if (Math.abs(r.p99_error_pct) > 5) fail(r.name + ": P99 is off by " + r.p99_error_pct + " %");
  if (r.simulated > 0.6 * r.days) fail(r.name + ": nothing is sampled");
  console.log(r.name + ": cost " + r.cost_error_pct.toFixed(2) + " %, P99 " +
              r.p99_error_pct.toFixed(2) + " %, " + r.simulated + " of " + r.days + " days");
}
' "$work/rows"
