#!/usr/bin/env bash
# One vendor wins in one base and several in the other, by the stated amounts: vendors.sh ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for base in single-wins several-win tokens; do
  "$orrery" study vendors --base "$root/scenarios/examples/vendors-$base.yaml" --format json \
    > "$work/$base.json"
done
node -e '
const fs = require("fs");
const read = (name) => JSON.parse(fs.readFileSync(process.argv[1] + "/" + name + ".json"));
const fail = (text) => { console.log("FAILED: " + text); process.exitCode = 1; };
const row = (page, name) => page.alternatives.find((a) => a.vendors === name);
const near = (what, is, want) => { if (!(Math.abs(is / want - 1) < 0.02)) fail(what + " is " + is); };
const single = read("single-wins");
const several = read("several-win");
if (!single.answer.startsWith("aws alone:")) fail(single.answer);
if (!several.answer.startsWith("aws + azure together:")) fail(several.answer);
near("aws alone", row(single, "aws").cost_p50_usd, 26438);
near("several above one", row(single, "aws + azure").difference_usd, 133551);
near("both", row(several, "aws + azure").cost_p50_usd, 181242);
near("several below one", row(several, "aws + azure").difference_usd, -17236);
// A single vendor grows as far as its load needs, no further: no hour without an outage misses.
if (row(several, "azure").servers > 8) fail("azure alone has " + row(several, "azure").servers);
if (row(several, "azure").slo_miss_h !== 0) fail("azure alone is too small");
// Common random numbers: two APIs bill the same tokens, so their difference varies little.
const tokens = read("tokens");
const ratio = (name) => tokens.pairing.find((p) => p.vendors === name).variance_ratio;
for (const name of ["together", "groq + together"]) {
  const paired = tokens.pairing.find((p) => p.vendors === name);
  const again = (paired.sd_independent / paired.sd_paired) ** 2;
  if (!(ratio(name) >= 5)) fail("variance of " + name + " is cut by " + ratio(name));
  if (Math.abs(again / ratio(name) - 1) > 1e-9) fail("ratio of " + name + " is not (sd / sd)²");
}
// Fixed servers: the cost is the same in every run, and no ratio is made up for it.
if (several.pairing.some((p) => p.figure.startsWith("cost"))) fail("cost of fixed servers varies");
console.log("variance of differences cut by " + ratio("together").toFixed(1) + " and " +
            ratio("groq + together").toFixed(1));
console.log("one vendor wins by 133,551 USD a year, several by 17,236");
' "$work"
