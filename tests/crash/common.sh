# What the parts of tests/crash share: verbs to strike, runs with a fault, what must hold after it.
# Sourced; wants orrery, root, faults (the library) and work (an empty folder).

failed=0
tried=0
survived=0
fail() { echo "FAILED: $*"; failed=$((failed + 1)); [ "$failed" -lt 40 ] || exit 1; }

quick_base=$root/scenarios/examples/quickstart.yaml
small=(--set 'horizon=20 min' --set 'warmup=0 s' --set 'jobs=[]' --set 'assert=[]'
  --set 'sites[frankfurt-hall].outages=[]')

# Each verb writes into the folder $1.
verb_run() {
  "$orrery" run "$quick_base" "${small[@]}" --no-next --requests --trace --jobs-csv --focus --xlsx \
    --impact -o "$1"
}
verb_study() { "$orrery" study "$root/tests/data/small-grid.yaml" -o "$1"; }
verb_resume() { "$orrery" study "$root/tests/data/small-grid.yaml" --resume -o "$1"; }
verb_reprice() {
  "$orrery" reprice "$work/run.whole" --set 'pools[own-l40s].staff=60 kUSD/y' --xlsx --focus -o "$1"
}
verb_showback() { "$orrery" study showback --base "$quick_base" "${small[@]}" --focus -o "$1"; }
verb_import() {
  "$orrery" import demand "$work/spend.csv" --as gateway --into "$1/scenario.yaml"
}

# Calls $2… with the fault of the environment FAULT_*; code, $work/said and $work/told are left.
struck() {
  code=0
  LD_PRELOAD=$faults "$@" > "$work/told" 2> "$work/said" || code=$?
  tried=$((tried + 1))
}

# How many calls of a kind a verb makes.
calls_of() {  # VERB KIND
  fresh "$1"
  FAULT_KIND=$2 FAULT_COUNT=$work/count struck "verb_$1" "$work/out"
  [ "$code" -eq 0 ] || { cat "$work/said"; fail "$1 with its $2 calls counted: exit code $code"; }
  cat "$work/count"
}

# The folder as it was before: with an older result.
fresh() {
  rm -rf "$work/out"
  cp -r "$work/$1.before" "$work/out"
}

# manifest.json tells when and how long; a log of sqlite is no result.
same() { diff -rq -x manifest.json -x study.db "$1" "$2" > "$work/differs" 2>&1; }
