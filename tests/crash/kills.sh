# Kills: at a random instant, and at a random call, also with half of it done. Sourced.
# shellcheck shell=bash disable=SC2154,SC2034

# Every file is as it was or as it is to be, and where the folder has a manifest all are of one run.
whole_files() {  # VERB WHAT
  local file name old=0 new=0
  for file in "$work"/out/*; do
    name=${file##*/}
    case $name in manifest.json | study.db* | *.part*) continue ;; esac
    if cmp -s "$file" "$work/$1.before/$name"; then
      cmp -s "$file" "$work/$1.whole/$name" || old=$((old + 1))
    elif cmp -s "$file" "$work/$1.whole/$name"; then
      new=$((new + 1))
    else
      fail "$2: $name is neither the old one nor the new one"
    fi
  done
  [ ! -e "$work/out/manifest.json" ] || [ "$old" -eq 0 ] || [ "$new" -eq 0 ] ||
    fail "$2: $old old and $new new files under one manifest"
}

after_kill() {  # VERB WHAT
  local left
  whole_files "$1" "$2"
  again "${3:-$1}" "$2" "$1"
  left=$(find "$work/out" -name '.orrery-part-*')
  [ -z "$left" ] || fail "$2: $left is left"
}

kill_at_call() {  # VERB RESUMED_BY
  local kinds=(write sync rename) deeds=(kill torn kill) i=$((RANDOM % 3)) n
  [ "${seen[$1 ${kinds[i]}]+seen}" ] || { count_calls "$1" "${kinds[i]}"; seen[$1 ${kinds[i]}]=$calls; }
  n=$((1 + RANDOM % seen[$1 ${kinds[i]}]))
  fresh "$1"
  FAULT_KIND=${kinds[i]} FAULT_DO=${deeds[RANDOM % 3]} FAULT_AT=$n struck "$1" 2> "$work/shell"
  # A study writes by the clock: with fewer calls than counted it has ended before its kill.
  [ "$code" -eq 137 ] || [ "$1 $code" = "study 0" ] || fail "$1: no kill at ${kinds[i]} $n: $code"
  after_kill "$1" "$1 killed at ${kinds[i]} $n" "$2"
}

kill_at_instant() {  # VERB RESUMED_BY
  local pause
  pause=0.$(printf '%03d' $((RANDOM % 500)))
  fresh "$1"
  go=exec
  "verb_$1" "$work/out" > "$work/told" 2> "$work/said" &
  go=
  { sleep "$pause"; kill -9 $!; wait $!; } 2> "$work/shell"
  tried=$((tried + 1))
  after_kill "$1" "$1 killed after $pause s" "$2"
}

kills() {  # HOW_MANY
  local k verb
  declare -A seen
  for verb in run study import; do prepare "$verb"; done
  for ((k = 0; k < $1; ++k)); do
    case $((k % 6)) in
      0) kill_at_call run run ;;
      1) kill_at_call study resume ;;
      2) kill_at_call import import ;;
      3) kill_at_instant run run ;;
      4) kill_at_instant study resume ;;
      5) kill_at_instant import import ;;
    esac
  done
}

part_kills() {  # HOW_MANY
  kills "$1"
  tally "kills"
}
