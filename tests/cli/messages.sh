#!/usr/bin/env bash
# What the command line says when something is wrong, word for word: each file of
# tests/golden/commands is a transcript, "$ orrery …" and what it prints on stderr with its exit
# code. messages.sh ORRERY ROOT; ORRERY_UPDATE_GOLDEN=1 writes what is expected from now on.
set -uo pipefail
orrery=$(realpath "$1")
root=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$orrery" "$work/bin/orrery"
export PATH="$work/bin:$PATH" NO_COLOR=1 LC_ALL=C.UTF-8 ORRERY_SHARE="$root"
unset ORRERY_DATA
cp -r "$root/tests/golden/commands" "$work/here"
ln -s "$root/scenarios" "$work/here/scenarios"
cd "$work/here" || exit 1
failed=0
count=0
for file in *.expected; do
  : > "$work/actual"
  while IFS= read -r line; do
    [[ $line == '$ '* ]] || continue
    count=$((count + 1))
    code=0
    bash -c "${line#\$ }" > "$work/stdout" 2> "$work/stderr" < /dev/null || code=$?
    {
      printf '%s\n' "$line"
      cat "$work/stderr"
      printf 'exit %s\n' "$code"
    } >> "$work/actual"
  done < "$file"
  if [ -n "${ORRERY_UPDATE_GOLDEN:-}" ]; then
    cp "$work/actual" "$root/tests/golden/commands/$file"
  elif ! cmp -s "$work/actual" "$file"; then
    echo "FAILED: $file (< expected, > now)"
    diff "$file" "$work/actual"
    failed=1
  fi
done
[ "$count" -ge 60 ] || { echo "FAILED: only $count commands"; failed=1; }
# As a document it has every code of the list, each with what is reported.
orrery explain --list --format md > "$work/errors.md"
orrery explain --list | grep -oE '^ *E[0-9]{4}' | tr -d ' ' | sort > "$work/listed"
grep -oE '^### E[0-9]{4}' "$work/errors.md" | cut -d' ' -f2 | sort > "$work/written"
[ -s "$work/listed" ] && cmp -s "$work/listed" "$work/written" ||
  { echo "FAILED: the list and the document of errors hold different codes"; failed=1; }
# Near misses of a code are understood; every entry fits a terminal of 80 columns but for messages.
for code in E0207 e0207 E207 0207 207; do
  [ "$(orrery explain "$code")" = "$(orrery explain E0207)" ] ||
    { echo "FAILED: explain $code"; failed=1; }
done
wide=$(orrery explain | awk 'length($0) > 80')
[ -z "$wide" ] || { echo "FAILED: lines of explain --list beyond 80 columns: $wide"; failed=1; }
[ "$(orrery explain)" = "$(orrery explain --list)" ] || { echo "FAILED: explain alone"; failed=1; }
exit $failed
