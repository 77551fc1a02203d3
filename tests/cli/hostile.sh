#!/usr/bin/env bash
# Documents, paths and texts that mean harm, through the whole program: hostile.sh ORRERY ROOT.
# Needs node, as the build does.
set -uo pipefail
orrery=$(realpath "$1")
root=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export NO_COLOR=1 ORRERY_SHARE="$root" LC_ALL=C.UTF-8
unset ORRERY_DATA
failed=0
fail() { echo "FAILED: $*"; failed=1; }
# Sanitizers reserve terabytes of addresses.
memory=1500000
grep -qaF __asan_init "$orrery" && memory=unlimited

refused() {  # refused NAME COMMAND …: exit 1, 2 or 3 within 4 s and 1.5 GB, with a message
  local name=$1 code
  shift
  (ulimit -v "$memory"; exec timeout 4 "$@") > stdout 2> stderr < /dev/null
  code=$?
  [[ $code =~ ^[123]$ ]] || fail "$name: exit $code: $(tail -n 3 stderr)"
  [ -s stderr ] || fail "$name: no message"
  [ "$(wc -c < stderr)" -lt 60000 ] || fail "$name: $(wc -c < stderr) bytes of messages"
  ! LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' stderr || fail "$name: control characters in its message"
}
placed() { grep -qE "^[^ ]+:[0-9]+:[0-9]+: error" stderr || fail "$1: no place in the message"; }
many() { node -e 'process.stdout.write(process.argv[1].repeat(+process.argv[2]))' -- "$1" "$2"; }

# 1. Documents.
{ echo 'a: &a [x, x, x, x, x, x, x, x, x, x]'
  for i in b c d e f g h i; do echo "$i: &$i [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]"; done; } > bomb.yaml
echo 'a: &a [*a]' > cycle.yaml
many '[' 100000 > deep_lists.yaml
many '{a: ' 100000 > deep_maps.yaml
many '- ' 30000 > deep_items.yaml
{ echo 'orrery: 1'; for i in $(seq 90); do printf '%*sa:\n' "$i" ''; done; } > deep_lines.yaml
printf 'orrery: 1\nname: a\nname: b\n' > twice.yaml
printf 'orrery: 1\nname: a\n---\norrery: 1\n' > second.yaml
printf 'orrery: 1\n<<: {name: b}\n' > merge.yaml
printf 'orrery: 1\nname: !!python/object:os.system x\n' > tag.yaml
printf 'orrery: 1\n? [a, b]\n: c\n' > key.yaml
printf 'orrery: 1\nname: "a\x00b"\n' > nul.yaml
printf 'orrery: 1\nname: \xff\xfe\n' > bytes.yaml
printf '\xff\xfeo\x00r\x00' > utf16.yaml
printf '\t\torrery: 1\n' > tabs.yaml
printf 'orrery: 1\nname: "\\e[31mred\\a"\nsites: 1\n' > escapes.yaml
{ printf 'orrery: 1\nsites:\n'; many $'  - {name: a}\n' 70000; } > many_nodes.yaml
{ printf 'orrery: 1\nname: '; many x 2000000; } > long_line.yaml
{ printf 'orrery: 1\nname: '; many x 900000; echo; } > long_name.yaml
{ printf 'orrery: 1\n'; for i in $(seq 3000); do echo "wrong_$i: 1"; done; } > many_errors.yaml
: > empty.yaml
for file in *.yaml; do
  refused "$file" "$orrery" check "$file"
  [[ $file == @(empty|long_line|utf16|bytes).yaml ]] || placed "$file"
  refused "$file as overlay" "$orrery" check "$root/scenarios/examples/quickstart.yaml" -f "$file"
  refused "$file as study" "$orrery" study "$file"
done
for file in . / /dev/zero /dev/null /dev/full /proc/self/mem missing.yaml "$(many a 5000)"; do
  refused "$file" "$orrery" check "$file"
done
refused "a huge --set" "$orrery" check "$root/scenarios/examples/quickstart.yaml" --set "name=$(many x 100000)"
refused "a deep --set" "$orrery" check "$root/scenarios/examples/quickstart.yaml" --set "sites=$(many '[' 5000)"
refused "a path of brackets" "$orrery" check "$root/scenarios/examples/quickstart.yaml" --set "$(many 'a[0].' 20000)b=1"

# 2. Paths out of the scenario's folder.
mkdir inside
echo 'secret,token' > secret.csv
ln -s ../secret.csv inside/link.csv
base() {  # base TRACE NAME: a scenario in inside/
  cat > inside/scenario.yaml << Y
orrery: 1
name: $2
start: 2026-11-02
horizon: 20 min
sites: [{name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}]
pools: [{name: own, site: hall, server: l40s-8x, servers: 1, contract: owned}]
deployments: [{name: chat, model: llama-3.1-8b, pool: own, replicas: 1}]
workloads:
  - name: talk
    deployments: [chat]
    demand: {$1}
Y
}
for path in ../secret.csv "$work/secret.csv" a/../../secret.csv ./../secret.csv data:../secret.csv \
  data:/etc/passwd link.csv /etc/passwd /proc/self/environ file:///etc/passwd https://example.org/a.csv \
  '$HOME/a.csv' '~/a.csv'; do
  base "trace: {file: \"$path\"}" paths
  refused "trace $path" "$orrery" check inside/scenario.yaml
  grep -qE 'root:|secret,token' stderr stdout && fail "trace $path: its content is shown"
done
# A name is no path.
steady='synthetic: {rate: 0.1 /s, prompt: {constant: {mean: 50}}, output: {constant: {mean: 20}}}'
for name in ../../outside /tmp/outside 'a/b' '..' '.' 'con:a' 'x;touch y' '-rf'; do
  base "$steady" "\"$name\""
  (ulimit -v "$memory"; cd inside && timeout 20 "$orrery" run scenario.yaml --no-next) > stdout 2> stderr < /dev/null
  code=$?
  [[ $code =~ ^[0123]$ ]] || fail "name $name: exit $code"
  [ "$(find . -newer secret.csv -name result.json ! -path './inside/out/?*/result.json')" = "" ] ||
    fail "name $name: a result lies outside of out/: $(find . -name result.json)"
  rm -rf inside/out
done

# 3. Texts that are alive somewhere, in every file that a run writes.
evil='=cmd|calc!A0</script><script>alert(1)</script>[x](javascript:alert(2))|\\e[31m\\a'
base "$steady" hostile
cat >> inside/scenario.yaml << Y
    tenant: "@SUM(A1)"
    tags: {"=team": "$evil", team: "+1+1"}
description: "$evil"
assumptions: [{what: "$evil", value: "$evil", source: "$evil", owner: "-2+3"}]
Y
(ulimit -v "$memory"; exec timeout 60 "$orrery" run inside/scenario.yaml -o out --xlsx --focus --trace --requests --jobs-csv --no-next) \
  > stdout 2> stderr
code=$?
if [ "$code" = 3 ]; then
  # Fields that refuse such texts are left out.
  sed -i -e '/tenant:/d' -e '/tags:/d' -e '/^assumptions:/d' inside/scenario.yaml
  (ulimit -v "$memory"; exec timeout 60 "$orrery" run inside/scenario.yaml -o out --xlsx --focus --trace --requests --jobs-csv --no-next) \
    > stdout 2> stderr
  code=$?
fi
[ "$code" = 0 ] || fail "hostile texts: exit $code: $(cat stderr)"
controls() { ! LC_ALL=C grep -qa $'[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]' "$1" || fail "$2: control characters"; }
controls stdout "the summary"
for file in out/*.csv out/*.json out/*.html; do controls "$file" "$file"; done
for file in out/*.csv; do
  ! grep -qE '(^|,|")[=@]([a-zA-Z])' "$file" || fail "$file: a cell that a spreadsheet computes"
done
! grep -qaF '<script>alert(1)' out/report.html || fail "report.html: markup of a text is alive"
for file in out/*.json; do
  node -e 'JSON.parse(require("fs").readFileSync(process.argv[1]))' "$file" || fail "$file is no JSON"
done
if [ -e out/plan.xlsx ]; then
  mkdir xlsx && (cd xlsx && unzip -q ../out/plan.xlsx 2> /dev/null || python3 -m zipfile -e ../out/plan.xlsx .) 2> /dev/null
  ! grep -rqE '<f>[^<]*cmd' xlsx || fail "plan.xlsx: a text is a formula"
fi
"$orrery" report out --format md > report.md 2> stderr && controls report.md "report.md" &&
  { ! grep -qF '<script>alert(1)' report.md || fail "report.md: markup of a text is alive"; }
for what in '' cost.total "$(printf '\033[31m')" '=cmd' "$(many a 3000)" "'; drop table metric; --"; do
  (ulimit -v "$memory"; exec timeout 5 "$orrery" explain out "$what") > stdout 2> stderr
  [[ $? =~ ^[02]$ ]] || fail "explain $what"
  controls stdout "explain"
  controls stderr "explain"
done
exit $failed
