#!/usr/bin/env bash
# One vendor wins in one base and several in the other, by the stated amounts: vendors.sh ORRERY ROOT.
set -euo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for base in single-wins several-win; do
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
near("aws alone", row(single, "aws").cost_p50_usd, 46266);
near("several above one", row(single, "aws + azure").difference_usd, 113722);
near("both", row(several, "aws + azure").cost_p50_usd, 181242);
near("several below one", row(several, "aws + azure").difference_usd, -308320);
console.log("one vendor wins by 113,722 USD a year, several by 308,320");
' "$work"
