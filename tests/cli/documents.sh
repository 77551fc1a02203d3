#!/usr/bin/env bash
# Runs every ```sh block of README.md and docs, compares what they show, follows every link:
# documents.sh ORRERY ROOT [FILE…].
#
# ```sh            runs, from a copy of the repository's scenarios that the file has for itself
# ```sh data       runs where the public data are (ORRERY_DATA)
# ```text output   stands in what the block before it printed, line by line, … left out
# ```text words    the same with all digits alike: dates and ages that change
# ```diff          applies to the sources
# ```yaml          is checked where it is a whole scenario
set -euo pipefail
orrery=$(readlink -f "$1")
root=$(readlink -f "$2")
shift 2
here=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${ORRERY_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
  export ORRERY_DATA="$root/../shared"
fi

# `orrery` and `./run` of a block: the built executable. A served page is ended once it answers.
mkdir "$work/bin"
cat > "$work/bin/orrery" <<SHIM
#!/usr/bin/env bash
[ \$# -gt 0 ] || set -- run scenarios/examples/quickstart.yaml
[ "\$1" = serve ] || exec "$orrery" "\$@"
"$orrery" "\$@" --port 0 > served 2>&1 < /dev/null & page=\$!
for _ in \$(seq 200); do if grep -q http:// served; then break; fi; sleep 0.1; done
kill -INT \$page; code=0; wait \$page || code=\$?
cat served
[ \$code -eq 130 ] && grep -q http:// served
SHIM
chmod +x "$work/bin/orrery"

if [ $# -eq 0 ]; then
  cd "$root"
  mapfile -t files < <(ls README.md && find docs -name '*.md' | LC_ALL=C sort)
else
  files=("$@")
fi
# Those with the most commands first, so that none is left alone at the end.
for file in "${files[@]}"; do
  printf '%s %s\n' "$(grep -cE '^(orrery|\./run) ' "$root/$file" || true)" "$file"
done | sort -rn | cut -d' ' -f2 > "$work/files"

# The rules find planted faults: a command that fails, an output that is none, a scenario that is
# none, silence, a change that does not apply, a link, an anchor, a file, a function and a name of nothing.
planted=$work/planted
mkdir -p "$planted/docs" "$planted/models" "$planted/tools/orrery" "$planted/tests/cli"
cp -r "$root/scenarios" "$planted/scenarios"
touch "$planted/tests/cli/none_data.sh"
echo 'int there();' > "$planted/models/a.cpp"
cat > "$planted/README.md" <<'PLANTED'
# Title
[gone](docs/gone.md) and [no heading](#nowhere), [heading](#title); `models/b.cpp`, `nothing.yaml`,
`models/a.cpp:gone`, `models/a.cpp:there`.
```sh
echo one 2
```
```text output
one 3
```
```text words
one 3
```
```sh
true
```
```text output
silence
```
```sh
false
```
```yaml
orrery: 1
nmae: typo
```
```diff
--- a/models/a.cpp
+++ b/models/a.cpp
@@ -1 +1 @@
-int gone();
+int here();
```
PLANTED
found=$({ bash "$here/document_blocks.sh" "$work" "$planted" README.md || true
          bash "$here/document_links.sh" "$planted" README.md || true; } 2> /dev/null | grep -c '^FAILED: README.md' || true)
rm -rf "$work"/README.md.*
failed=0
[ "$found" -eq 10 ] || { echo "FAILED: $found of 10 planted faults are found"; failed=1; }

xargs -a "$work/files" -P "$((($(nproc) + 1) / 2))" -I{} \
  bash "$here/document_blocks.sh" "$work" "$root" {} || failed=1
bash "$here/document_links.sh" "$root" "${files[@]}" || failed=1
echo "$(cat "$work"/*.count | awk '{s += $1} END {print s}') blocks of ${#files[@]} documents"
exit $failed
