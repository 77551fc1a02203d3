#!/usr/bin/env bash
# Every shipped study's report in headless Chromium: its charts are drawn, no console message,
# nothing loaded, markup in names is text: study.sh ORRERY ROOT CHROMIUM PAGES [STUDY…]. PAGES has
# reports by study; - makes them here.
set -euo pipefail
orrery=$1
root=$2
chromium=$3
pages=$4
shift 4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
fail() { echo "FAILED: $*"; failed=1; }
# What is shown: the document as the script leaves it, without the script and its data.
shown() { perl -0pe 's/<script.*?<\/script>//gs' "$1"; }
# page NAME [WIDTH [LANGUAGE]]: loads the report and keeps the document and the log.
page() {
  local try
  # Again where the browser hangs: headless Chromium 156 stops drawing now and then.
  for try in 1 2 3; do
    timeout 60 "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
      --disable-background-networking --disable-component-update --disable-sync \
      --user-data-dir="$work/profile-${3:-en}-$try" --lang="${3:-en}" --accept-lang="${3:-en}" --enable-logging=stderr --window-size="${2:-1280}",900 \
      --virtual-time-budget=4000 --dump-dom "file://$work/$1/report.html" \
      > "$work/dom" 2> "$work/log" && break
    echo "$1: the browser ended with $? at try $try"
  done
  grep -E 'CONSOLE' "$work/log" && fail "$1: console messages"
  grep -q 'data-ready="true"' "$work/dom" || fail "$1: the page did not finish"
  shown "$work/dom" > "$work/shown"
}
# look NAME: the page of a folder that is there.
look() {
  local file="$work/$1/report.html"
  [ -s "$file" ] || { fail "$1: no report.html"; return; }
  [ "$(stat -c %s "$file")" -le 1500000 ] || fail "$1: larger than 1.5 MB"
  grep -qE '(src|href)="?https?:' "$file" && fail "$1: refers to the network"
  page "$1"
  grep -q '<h1 id="title" lang="en">[^<]' "$work/shown" || fail "$1: no headline"
  grep -q 'class="sentence"' "$work/shown" || fail "$1: no answer"
  grep -q '<table' "$work/shown" || fail "$1: no table"
  local charts
  charts=$({ grep -o '<svg' "$work/shown" || true; } | wc -l)
  [ "$charts" -ge 1 ] || fail "$1: no chart"
  total=$((total + charts))
}
# german NAME: the same page for a German reader; english: how many sentences have no German form.
german() {
  page "$1" 1280 de
  grep -q '<html lang="de"' "$work/dom" || fail "$1: not in German"
  english=$({ grep -o 'class="english"' "$work/shown" || true; } | wc -l)
}
total=0
studies=0
names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for file in "$root"/scenarios/studies/*.yaml; do
    grep -q '^study:' "$file" && names+=("$(basename "$file" .yaml)")
  done
fi
for name in "${names[@]}"; do
  if [ "$pages" = - ]; then
    "$orrery" study "$name" -o "$work/$name" > /dev/null 2> "$work/err" || [ $? -le 5 ] || fail "$name: $(cat "$work/err")"
  else
    cp -r "$pages/$name" "$work/"
  fi
  look "$name"
  studies=$((studies + 1))
done
[ $# -gt 0 ] || [ "$studies" -ge 27 ] || fail "only $studies studies"
# Two plans side by side, whose lines name what each buys, rents, promises and carries.
sides=()
for pair in "savings-plan spend-commitment" "power-cap hybrid-500"; do
  "$orrery" compare "$root/scenarios/examples/${pair% *}.yaml" "$root/scenarios/examples/${pair#* }.yaml" --replications 1 \
    --set 'horizon=1 h' --set 'warmup=0 s' -o "$work/${pair% *}-or" > /dev/null 2> "$work/err" || [ $? -le 5 ] || fail "$pair: $(cat "$work/err")"
  sides+=("$work/${pair% *}-or")
done
# In German: every sentence of every study by its text, and the first as a German browser shows it.
reports=("${names[@]/#/$work/}" "${sides[@]}")
node "$(dirname "$0")/german.mjs" "$root" "${reports[@]/%//report.html}" || fail "German"
german "${names[0]}"
[ "$english" -eq 0 ] || fail "${names[0]}: $english sentences in English"
grep -q '>Antwort: <' "$work/shown" || fail "${names[0]}: no answer in German"
german savings-plan-or
[ "$english" -eq 0 ] || fail "savings-plan-or: $english sentences in English"
# A study of one's own whose every name is markup; its goal is missed; and two sides of `compare`.
evil='<script>document.title="broken"</script><b>x</b>'
cat > "$work/evil.yaml" <<YAML
study: 1
name: evil
question: 'What of $evil?'
base: $root/scenarios/examples/quickstart.yaml
goal: {metric: cost, statement: 'it is $evil', at_most: 1 USD}
metrics: [{name: cost, formula: cost.total, format: money}]
alternatives:
  - {name: '$evil'}
  - {name: other, set: ["sites[frankfurt-hall].pue=1.9"]}
steps:
  - compare: {metric: cost, replications: 3, explain: cost.by_category}
answer: "{compare.best} costs least."
YAML
"$orrery" study "$work/evil.yaml" --set horizon='3 h' --set 'jobs=[]' --set 'assert=[]' \
  -o "$work/evil" > /dev/null 2> "$work/err" || fail "evil: $(cat "$work/err")"
for width in 1280 360; do
  page evil $width
  grep -q '<title>What of &lt;script&gt;' "$work/shown" || fail "evil: a name ran as script"
  grep -q '<b>x</b>' "$work/shown" && fail "evil: a name is markup"
  grep -q 'id="matrix"' "$work/shown" || fail "evil: no comparison matrix"
  grep -q 'Goal missed' "$work/shown" || fail "evil: the goal is not said to be missed"
done
# What its author wrote stays as he wrote it, and says in which language.
german evil
[ "$english" -ge 1 ] || fail "evil: the author's sentence is not told to be English"
grep -q '✗ Ziel verfehlt' "$work/shown" || fail "evil: the goal is not said to be missed in German"
grep -q '<b>x</b>' "$work/shown" && fail "evil: in German a name is markup"
# Without scripts the same text stands there.
sed 's/<script>.*//' "$work/evil/report.html" > "$work/evil/plain.html"
grep -q '<td class="number">' "$work/evil/plain.html" || fail "evil: no tables without scripts"
echo "$studies studies, $total charts, no console message"
exit $failed
