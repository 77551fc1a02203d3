#!/usr/bin/env bash
# The energy of one prompt splits as published, and the shares are of one whole: energy_split.sh
# ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Exit 5 where one of its assertions (each share within 5 points) does not hold.
"$orrery" run "$root/scenarios/examples/one-prompt.yaml" -o "$work/p" > "$work/out"
node -e '
const r = JSON.parse(require("fs").readFileSync(process.argv[1] + "/result.json"));
const published = {accelerators: 0.58, host: 0.25, idle: 0.10, facility: 0.08};
const fail = (text) => { console.log("FAILED: " + text); process.exitCode = 1; };
let whole = 0;
for (const [name, share] of Object.entries(published)) {
  const ours = r.energy.split[name].value;
  whole += ours;
  if (Math.abs(ours - share) > 0.05) fail(name + " " + ours + " instead of " + share);
  console.log(name.padEnd(14) + (100 * ours).toFixed(1) + " %, published " + (100 * share).toFixed(0) + " %");
}
if (Math.abs(whole - 1) > 1e-9) fail("shares sum to " + whole);
' "$work/p"
