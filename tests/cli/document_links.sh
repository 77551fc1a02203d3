#!/usr/bin/env bash
# Every relative link, anchor, file and function that documents name is there:
# document_links.sh ROOT FILE….
set -uo pipefail
root=$1
shift
cd "$root" || exit 1
failed=0
complain() { echo "FAILED: $1"; failed=1; }

# Headings as GitHub makes anchors of them.
anchors() {
  sed -n 's/^##* *//p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^[:alnum:] _-]//g; s/ /-/g'
}
# Text without blocks, in which names are examples.
prose() { awk '/^```/ {on = !on; next} !on && !/^    /' "$1"; }

for file in "$@"; do
  folder=$(dirname "$file")
  while IFS= read -r target; do
    case "$target" in *://* | mailto:*) continue ;; esac
    path=${target%%#*}
    to=${path:+$folder/$path}
    to=${to:-$file}
    [ -e "$to" ] || { complain "$file links to $target, which is not there"; continue; }
    [ "$target" = "$path" ] && continue
    grep -qxF -- "${target#*#}" <<< "$(anchors "$to")" ||
      complain "$file links to $target, a heading that is not there"
  done < <(prose "$file" | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//')
  # `models/llm/count.hpp:parameter_count`
  while IFS=: read -r path symbol; do
    if [ ! -f "$path" ]; then
      complain "$file names $path, which is not there"
    elif ! grep -qw -- "${symbol##*::}" "$path"; then
      complain "$file names $symbol, which $path does not have"
    fi
  done < <(prose "$file" | grep -oE '`[a-z]+/[A-Za-z0-9_/.-]+:[A-Za-z_:]+`' | tr -d '`')
  # `docs/money.md`, `sim/engine/policy`, `models/hardware/server_power`: files, folders, pairs.
  while IFS= read -r path; do
    case "$path" in scenarios/schema/*) continue ;; esac  # the build writes it
    compgen -G "$path" > /dev/null || [ -e "$path.hpp" ] || [ -e "$path.cpp" ] ||
      complain "$file names $path, which is not there"
  done < <(prose "$file" |
    grep -oE '`(docs|models|sim|tools|tests|scenarios|include)/[A-Za-z0-9_/.*-]+`' | tr -d '`')
  # `roi.yaml`: an example, a study, a part of the catalog, what the document writes or the program.
  while IFS= read -r name; do
    [ -n "$(find scenarios -name "$name" -print -quit)" ] || grep -q "[^\`]$name" <<< \
      "$(awk '/^```/ {on = !on} on || /^    /' "$file")" || grep -rqF "$name" tools/orrery ||
      complain "$file names $name, which is nowhere"
  done < <(prose "$file" | grep -oE '`[A-Za-z0-9-]+\.yaml`' | tr -d '`')
done
exit $failed
