#!/usr/bin/env bash
# LibreOffice recalculates plan.xlsx to the figures that it carries: workbook.sh ORRERY ROOT.
set -euo pipefail
orrery=$(realpath "$1")
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }
cat > "$work/value.yaml" << 'YAML'
horizon: 70 d
ledger: month
warmup: 0 s
assert: []
finance: {discount_rate: 11 %, tax_rate: 25 %}
assumptions:
  - {name: price of tokens, value: 12 USD, owner: sales, source: list, as_of: 2026-11-01}
workloads:
  - name: support-chat
    demand: {synthetic: {rate: 0.02 /s}}
    value: {per_month: 9.5 kUSD, ramp: 60 d, owner: sales}
YAML
"$orrery" run "$root/scenarios/examples/quickstart.yaml" -f "$work/value.yaml" --no-next --xlsx \
  -o "$work/run" > /dev/null 2> "$work/err" || { cat "$work/err"; fail "run --xlsx"; }
"$orrery" run "$root/scenarios/examples/quickstart.yaml" -f "$work/value.yaml" --no-next --xlsx \
  -o "$work/twice" > /dev/null 2>&1
mkdir "$work/parts" "$work/parts2"
(cd "$work/parts" && cmake -E tar xf "$work/run/plan.xlsx")
(cd "$work/parts2" && cmake -E tar xf "$work/twice/plan.xlsx")
diff -r "$work/parts" "$work/parts2" || fail "two runs write two plans"
formulas=$(cat "$work"/parts/xl/worksheets/*.xml | grep -o '<f>' | wc -l)
[ "$formulas" -gt 50 ] || fail "only $formulas formulas"
grep -q vbaProject -r "$work/parts" && fail "macros"
# The path of the median run, whichever it is, says what its figures rest on.
for runs in 2 3 5; do
  "$orrery" run "$root/scenarios/examples/quickstart.yaml" --set 'horizon=2 h' --no-next --xlsx \
    --replications $runs -o "$work/median" > /dev/null 2>&1 || true
  rm -rf "$work/parts3"
  mkdir "$work/parts3"
  (cd "$work/parts3" && cmake -E tar xf "$work/median/plan.xlsx")
  grep -q 'What the figures rest on' "$work/parts3/xl/sharedStrings.xml" || fail "$runs runs: no bases"
done
office=$(command -v soffice || command -v libreoffice || true)
if [ -z "$office" ]; then
  echo "LibreOffice is not installed: $formulas formulas were written, and not recalculated"
  exit 0
fi

# A profile that recalculates always (0) or never (1) when it loads an .xlsx.
profile() {
  mkdir -p "$work/profile$1/user"
  cat > "$work/profile$1/user/registrymodifications.xcu" << XML
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>$1</value></prop></item>
</oor:items>
XML
}
# csv MODE FILE FOLDER: every sheet with all digits.
csv() {
  timeout 150 "$office" "-env:UserInstallation=file://$work/profile$1" --headless --convert-to \
    'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false,false,false,-1' \
    --outdir "$3" "$2" > "$work/office.txt" 2>&1 || { cat "$work/office.txt"; fail "soffice"; }
}
profile 0
profile 1
csv 1 "$work/run/plan.xlsx" "$work/stored"
csv 0 "$work/run/plan.xlsx" "$work/fresh"
[ "$(ls "$work/fresh" | wc -l)" -eq 13 ] || fail "not every sheet was read"
# compare A B: cells that are numbers in both agree to 1e-9 (rates found by iteration to 1e-8).
compare() {
  for a in "$1"/*.csv; do
    paste -d $'\x01' "$a" "$2/$(basename "$a")" | awk -F $'\x01' -v sheet="$(basename "$a")" '
      { gsub(/"/, "")
        n = split($1, x, ";"); m = split($2, y, ";")
        if (n != m) { print sheet ":" NR ": " $0; bad = 1; next }
        for (i = 1; i <= n; i++) {
          if (x[i] == y[i]) continue
          d = x[i] - y[i]; if (d < 0) d = -d
          s = x[i] < 0 ? -x[i] : x[i] + 0
          t = y[i] < 0 ? -y[i] : y[i] + 0; if (t > s) s = t
          limit = sheet ~ /Returns|Summary/ && s < 100 ? 1e-8 : 1e-9
          if (d > limit * s && d > 1e-7) { print sheet ":" NR ": " x[i] " is not " y[i]; bad = 1 }
        } }
      END { exit bad }' || return 1
  done
}
compare "$work/stored" "$work/fresh" || fail "recalculated figures differ"
grep -l 'Err:\|#N/A\|#NAME\|#VALUE\|#NUM\|#REF\|#DIV' "$work"/fresh/*.csv && fail "a formula fails"
# The test can fail: a wrong result in a cell is seen.
sheet=$(grep -l 'XNPV' "$work"/parts/xl/worksheets/*.xml | sed -n 1p)
sed -i 's|\(SUM([^<]*)</f><v>\)\([-0-9.]*\)|\19\2|' "$work"/parts/xl/worksheets/sheet4.xml
(cd "$work/parts" && cmake -E tar cf "$work/wrong.xlsx" --format=zip -- *)
csv 1 "$work/wrong.xlsx" "$work/wrong"
for f in "$work"/wrong/*; do mv "$f" "${f/wrong-/plan-}"; done
! compare "$work/wrong" "$work/fresh" > /dev/null || fail "a wrong figure was not seen"
[ -n "$sheet" ] || fail "no XNPV"
# What the user stated stands first; what nobody stated has a sheet of its own; no balance is -0.
plan() { tr -d '"' < "$work/fresh/plan-$1.csv"; }
grep -q ';default' <<< "$(plan Assumptions)" && fail "a default among the assumptions"
grep -q 'price of tokens;12 USD;sales' <<< "$(plan Assumptions)" ||
  fail "the owner's assumption is not there"
grep -q ';default' <<< "$(plan Defaults)" || fail "no defaults"
plan Commitments | grep -E ';-0(\.0+)?(;|$)' && fail "a balance of -0"
# And the figures are the result's.
npv=$(grep -A1 '"npv": {' "$work/run/result.json" | sed -n 's/.*"value": \([-0-9.e+]*\).*/\1/p')
ours=$(tr -d '"' < "$work/fresh/plan-Returns.csv" | sed -n 's/^Net present value;\([^;]*\);.*/\1/p')
awk -v a="$npv" -v b="$ours" 'BEGIN { d = a / b - 1; if (d < 0) d = -d; exit !(d < 1e-9) }' ||
  fail "NPV $ours, the result has $npv"
echo "$formulas formulas recalculated to the figures that they carry; NPV $npv"
