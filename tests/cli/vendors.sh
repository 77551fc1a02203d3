#!/usr/bin/env bash
# One vendor wins in one base and several in the other, by the stated amounts: vendors.sh ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$orrery" study vendors --format json > "$work/several-win.json"  # its own base
study() {
  local base=$1
  shift
  "$orrery" study vendors --base "$root/scenarios/examples/vendors-$base.yaml" --format json "$@" > "$work/$base.json"
}
study tokens
study single-wins --seeds 5  # its servers are fixed: no run costs more than another
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
near("several above one", row(single, "aws + azure").difference_usd, 73642);
near("both", row(several, "aws + azure").cost_p50_usd, 140263);
near("several below one", row(several, "aws + azure").difference_usd, -30010);
// A single vendor grows as far as its load needs, no further: no hour without an outage misses.
// The cheapest pool first: all of them in Virginia, none in the dearer Texas.
if (Math.round(row(several, "azure").servers) !== 6) fail("azure alone has " + row(several, "azure").servers);
// Alternatives with several vendors are sized alike: fewer than the eight of the base.
if (row(several, "aws + azure").servers > 7) fail("both have as many as the base");
// An outage on a date is of the run, once; no year has more hours than 8,760.
if (Math.abs(row(several, "aws + azure").slo_miss_dated_h - 3) > 0.1) fail("the outage on a date is not apart");
if (row(several, "aws + azure").slo_miss_h !== 0) fail("an outage on a date is said of each year");
for (const a of several.alternatives) {
  if (a.slo_miss_h > 8760 || a.slo_miss_expected_h > 8760) fail(a.vendors + " misses more than all");
}
// aws cannot serve it within its quota: it is cheapest, and no choice.
if (!several.answer.includes("Not serving, an SLO is missed in most hours: aws.")) fail(several.answer);
if (!/azure gives 22.8 % \(now 5.0 %\) off its compute/.test(several.flips_if)) fail(several.flips_if);
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
if (single.pairing.some((p) => p.figure.startsWith("cost"))) fail("cost of fixed servers varies");
console.log("variance of differences cut by " + ratio("together").toFixed(1) + " and " +
            ratio("groq + together").toFixed(1));
console.log("one vendor wins by 73,642 USD a year, several by 30,010");
' "$work"
