#!/usr/bin/env bash
# Executes every ```sh block of the README with the built executable: readme.sh ORRERY ROOT.
set -uo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk '/^```sh$/ {on=1; next} /^```$/ {on=0} on' "$root/README.md" > "$work/commands"
[ -s "$work/commands" ] || { echo "the README has no commands"; exit 1; }
failed=0
ran=0
cd "$root" || exit 1
while IFS= read -r line; do
  case "$line" in
    '' | '#'* | 'git clone'* | 'cd '* | './test'*) continue ;;
  esac
  # ./run builds and runs; here what is built runs, and writes into a folder of its own.
  command=${line/.\/run/ORRERY}
  [ "$command" = ORRERY ] && command="ORRERY run scenarios/examples/quickstart.yaml"
  command=${command//ORRERY/$orrery}
  command=${command//out\//$work/out/}
  case "$command" in *" run "*) command="$command -o $work/out/quickstart" ;; esac
  ran=$((ran + 1))
  if ! bash -c "$command" > "$work/stdout" 2> "$work/stderr" < /dev/null; then
    echo "FAILED: $line"
    cat "$work/stderr"
    failed=1
  fi
done < "$work/commands"
echo "$ran commands of the README"
[ "$ran" -ge 5 ] || failed=1
exit $failed
