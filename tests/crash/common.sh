# What the parts of tests/crash share: verbs to strike, runs with a fault, what must hold after it.
# shellcheck shell=bash disable=SC2154,SC2034
# Sourced; wants orrery, root, faults (the library) and work (an empty folder).

failed=0  # messages
tried=0   # faults, kills and hostile worlds, since the last `tally`
fail() {
  echo "FAILED: $*"
  failed=$((failed + 1))
  [ "$failed" -lt 40 ] || exit 1
}
tally() { echo "$1: $tried tried"; tried=0; }

quick_base=$root/scenarios/examples/quickstart.yaml
small=(--set 'horizon=20 min' --set 'warmup=0 s' --set 'jobs=[]' --set 'assert=[]'
  --set 'sites[frankfurt-hall].outages=[]')
older=()  # what another result is asked for with
world=$root/scenarios/examples/world
go=    # exec: a verb in the background is then the process that $! names

# Each verb writes into the folder $1.
verb_run() {
  $go "$orrery" run "$quick_base" "${small[@]}" "${older[@]}" --no-next --requests --trace --jobs-csv \
    --focus --xlsx --impact -o "$1"
}
verb_plain() { $go "$orrery" run "$quick_base" "${small[@]}" "${older[@]}" --no-next -o "$1"; }
# What the writer of workbooks does without memory ends a process of its own: not for forks.
verb_lean() {
  $go "$orrery" run "$quick_base" "${small[@]}" "${older[@]}" --requests --trace --jobs-csv --focus \
    --impact -o "$1"
}
# On one thread: calls are counted, and a child of a fork has no other.
verb_study() {
  $go "$orrery" study "$root/tests/data/small-grid.yaml" "${older[@]}" --replications 2 --jobs 1 -o "$1"
}
verb_resume() {
  $go "$orrery" study "$root/tests/data/small-grid.yaml" --replications 2 --jobs 1 --resume -o "$1"
}
verb_showback() {
  $go "$orrery" study showback --base "$quick_base" "${small[@]}" "${older[@]}" --jobs 1 --focus -o "$1"
}
verb_reprice() {
  $go "$orrery" reprice "$work/lean.whole" --set "pools[own-l40s].staff=${older:+1}60 kUSD/y" \
    --focus -o "$1"
}
verb_import() {
  $go "$orrery" import demand "$world/${older:+litellm.jsonl}${older:-spans.json}" \
    --into "$1/fleet.yaml" --year 2026
}
verb_calibrate() {
  $go "$orrery" calibrate performance "$work/lean.whole/requests.csv" --base "$quick_base" \
    "${small[@]}" --deployment chat-own -o "$1" --model "$1/engine.json"
}

# The folder with an older result ($1.before), and what the verb makes of it ($1.whole).
prepare() {
  [ ! -d "$work/$1.whole" ] || return 0
  mkdir -p "$work/$1.before"
  [ "$1" != import ] || cp "$quick_base" "$work/$1.before/fleet.yaml"
  older=(--seed 99)
  [ "$1" = import ] && older=()
  case $1 in resume) verb_study "$work/$1.before" ;; *) "verb_$1" "$work/$1.before" ;; esac \
    > "$work/told" 2>&1 || { cat "$work/told"; fail "$1: an older result"; }
  older=()
  cp -r "$work/$1.before" "$work/$1.whole"
  "verb_$1" "$work/$1.whole" > "$work/told" 2>&1 || { cat "$work/told"; fail "$1: no result"; }
}
fresh() {
  rm -rf "$work/out"
  cp -r "$work/$1.before" "$work/out"
}

# manifest.json tells when and how long; study.db is there to be resumed, and told by its answer.
same() { diff -rq -x manifest.json -x 'study.db*' "$1" "$2" > "$work/differs" 2>&1; }
untouched() { diff -rq -x 'study.db*' "$1" "$2" > "$work/differs" 2>&1; }

# A verb in the folder out, with the fault that FAULT_* ask for; leaves code, told and said.
struck() {
  code=0
  LD_PRELOAD=$faults "verb_$1" "$work/out" > "$work/told" 2> "$work/said" || code=$?
  tried=$((tried + 1))
}

# Into `calls`: how many calls of a kind a verb makes.
count_calls() {  # VERB KIND
  fresh "$1"
  FAULT_KIND=$2 FAULT_COUNT=$work/count struck "$1"
  [ "$code" -eq 0 ] || { cat "$work/said"; fail "$1, its calls of $2 counted: exit code $code"; }
  calls=$(cat "$work/count")
  tried=$((tried - 1))
}

# After a call that failed: told with its reason and exit code 1 and nothing has changed, or the
# whole result is there.
judge() {  # VERB WHAT [REASON]
  if [ "$code" -eq 0 ]; then
    same "$work/out" "$work/$1.whole" || fail "$2: exit code 0, but $(sed 1q "$work/differs")"
    return 0
  fi
  # A scenario that cannot be read is told with what is wrong with scenarios.
  if [ "$code" -ne 3 ] || ! grep -q 'the file cannot be read.*\[E0100\]' "$work/said"; then
    [ "$code" -eq 1 ] || fail "$2: exit code $code: $(tail -n 1 "$work/said")"
    grep -q "^orrery: .*${3:-}" "$work/said" || fail "$2: told is $(tail -n 1 "$work/said")"
  fi
  untouched "$work/out" "$work/$1.before" || fail "$2: $(sed 1q "$work/differs")"
}

# What a fault left behind does not change the next result.
again() {  # VERB WHAT [AS_OF]
  code=0
  "verb_$1" "$work/out" > "$work/told" 2> "$work/said" || code=$?
  [ "$code" -eq 0 ] || fail "$2, then again: exit code $code: $(tail -n 1 "$work/said")"
  same "$work/out" "$work/${3:-$1}.whole" || fail "$2, then again: $(sed 1q "$work/differs")"
}
