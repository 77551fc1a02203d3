# Inputs that would take all memory or all time, and end by a limit instead. Sourced.
# shellcheck shell=bash disable=SC2154,SC2034

# COMMAND … in at most MIB of memory, in which the program itself and its libraries count.
measured() {  # MIB COMMAND…
  local most=$1 used
  shift
  code=0
  FAULT_MEMORY=$work/used LD_PRELOAD=$faults "$@" > "$work/told" 2> "$work/said" || code=$?
  used=$(cat "$work/used")
  [ "$used" -le $((most * 1024)) ] || fail "$*: $((used / 1024)) MiB of memory"
  mib=$((used / 1024))
}

bombs() {
  { echo 'arrival_s,prompt_tokens,output_tokens'; head -c 400M /dev/zero; } | gzip -1 > "$work/zeros.csv.gz"
  measured 256 "$orrery" trace describe "$work/zeros.csv.gz"
  expect_code 1 "zeros in gzip" "^orrery: .*\(longer than\|expands more\|MiB\)"
  awk 'BEGIN { print "arrival_s,prompt_tokens,output_tokens"
    for (i = 0; i < 3000000; ++i) print "0.000000000000000000000000,100,10" }' > "$work/same.csv"
  gzip -9 -c "$work/same.csv" > "$work/same.csv.gz"
  cat "$work"/same.csv.gz "$work"/same.csv.gz > "$work/twice.csv.gz"
  if command -v zstd > /dev/null; then
    { cat "$work/same.csv"; head -c 300M /dev/zero | tr '\0' '\n'; } | zstd -q -19 --long=27 > "$work/lines.csv.zst"
    measured 256 "$orrery" trace describe "$work/lines.csv.zst"
    expect_code 1 "lines in zstd" "^orrery: .*\(expands more\|is damaged\|memory\)"
  fi
  rm -f "$work"/*.csv.gz "$work"/*.csv.zst "$work/same.csv"
}

runaways() {
  local limit
  for limit in max_events=20000 "max_wall=300 ms" max_memory_bytes=1000000; do
    rm -rf "$work/out"
    code=0
    "$orrery" run "$quick_base" --set 'jobs=[]' --set 'assert=[]' --set "limits.$limit" --no-next \
      --set 'horizon=4000 d' -o "$work/out" > "$work/told" 2> "$work/said" || code=$?
    expect_code 6 "a run with $limit"
    grep -q 'PARTIAL' "$work/told" || fail "$limit: partial is not told"
    grep -q '"partial": true' "$work/out/result.json" || fail "$limit: partial is not marked"
  done
  # A hundred times what the replicas can serve: the queue grows without an end, the run does not.
  rm -rf "$work/out"
  code=0
  "$orrery" run "$quick_base" "${small[@]}" --set 'workloads[support-chat].demand.synthetic.rate=3000/s' \
    --set 'limits.max_events=300000' --no-next -o "$work/out" > "$work/told" 2> "$work/said" || code=$?
  expect_code 6 "an unstable queue"
  grep -q '"partial": true' "$work/out/result.json" || fail "an unstable queue: partial is not marked"
}

part_inputs() {
  bombs
  runaways
  tally "inputs without an end"
}

# Ten gigabytes of trace, packed and plain: by name only, for it takes minutes and disk.
part_big() {
  local rows=${ORRERY_CRASH_ROWS:-400000000} kind
  awk -v rows="$rows" 'BEGIN { print "arrival_s,prompt_tokens,output_tokens"
    for (i = 0; i < rows; ++i) printf "%.6f,%d,%d\n", i / 1000, 100 + i * 7919 % 4000, 10 + i * 104729 % 500 }' \
    | tee >(gzip -1 > "$work/big.csv.gz") > "$work/big.csv"
  sleep 1
  for kind in csv csv.gz; do
    measured 256 "$orrery" trace describe "$work/big.$kind"
    expect_code 0 "a trace of $(du -BM "$work/big.$kind" | cut -f1)"
    echo "$(du -BM "$work/big.$kind" | cut -f1) of $kind: $mib MiB of memory"
  done
}
