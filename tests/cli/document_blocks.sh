#!/usr/bin/env bash
# Runs the code blocks of one document in a folder of its own: document_blocks.sh WORK ROOT FILE.
set -uo pipefail
work=$1
root=$2
file=$3
name=${file//\//-}
folder=$work/$name.d
mkdir -p "$folder/blocks" "$folder/at"
cp -r "$root/scenarios" "$folder/at/"
mkdir -p "$folder/at/tests/cli"
cp "$root"/tests/cli/*_data.sh "$folder/at/tests/cli/"
ln -s "$work/bin/orrery" "$folder/at/run"
export PATH="$work/bin:$PATH" ORRERY_SHARE="$folder/at" COLUMNS=80 NO_COLOR=1
# One file a block, named by its line and its words.
awk -v to="$folder/blocks/" '
  !on && /^```/ { on = 1; words = substr($0, 4); gsub(/[^a-z]+/, "_", words)
                  at = sprintf("%s%05d.%s", to, NR, words); printf "" > at; next }
  on && /^```$/ { on = 0; close(at); next }
  on { print > at }' "$root/$file"
failed=0
ran=0
: > "$folder/out"
cd "$folder/at" || exit 1

run_block() {
  ran=$((ran + 1))
  if bash -euo pipefail -c "trap 'echo \"FAILED: \$BASH_COMMAND\" >&2' ERR; . '$1'" \
    > "$folder/out" 2> "$folder/err" < /dev/null; then
    cat "$folder/err" >> "$folder/out"
    return
  fi
  echo "FAILED: $file:$2"
  tail -n 20 "$folder/err"
  failed=1
}

# Each line shown, blanks alike, is part of a line printed; … stands for anything.
compare() {
  awk -v words="$3" -v where="$file:$2" '
    function plain(s) { gsub(/[ \t]+/, " ", s); sub(/^ /, "", s); sub(/ $/, "", s)
                        if (words) gsub(/[0-9]+/, "0", s); return s }
    FILENAME == ARGV[1] { printed[++n] = plain($0); next }
    function holds(text, line,   part, k, i, at) {
      k = split(line, part, / ?… ?/)
      for (i = 1; i <= k; i++) {
        if (part[i] == "") continue
        at = index(text, part[i])
        if (!at) return 0
        text = substr(text, at + length(part[i]))
      }
      return 1
    }
    { line = plain($0)
      if (line == "" || line == "…") next
      for (i = 1; i <= n; i++) if (holds(printed[i], line)) next
      print "FAILED: " where ": not printed: " $0; bad = 1 }
    END { exit bad }' "$folder/out" "$1" || failed=1
}

for block in "$folder"/blocks/*; do
  [ -e "$block" ] || continue
  line=$(basename "$block")
  line=$((10#${line%%.*}))
  case "$block" in
    *.sh) run_block "$block" $line ;;
    *.sh_data)
      if [ -n "${ORRERY_DATA:-}" ]; then
        run_block "$block" $line
      else
        echo "skipped: $file:$line needs the data folder"
      fi
      ;;
    *.text_output) compare "$block" $line 0 ;;
    *.text_words) compare "$block" $line 1 ;;
    *.diff)
      command -v git > /dev/null || continue
      (cd "$root" && git apply --check "$block") || { echo "FAILED: $file:$line no longer applies"; failed=1; }
      ;;
    *.yaml)
      if grep -q '^orrery: 1' "$block"; then
        cp "$block" block.yaml
        orrery check block.yaml > /dev/null 2> "$folder/err" ||
          { echo "FAILED: $file:$line is no scenario"; cat "$folder/err"; failed=1; }
      fi
      ;;
  esac
done
echo "$ran" > "$work/$name.count"
exit $failed
