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

# Rows of a trace a millisecond apart.
trace_rows() {  # ROWS
  awk -v rows="$1" 'BEGIN { print "arrival_s,prompt_tokens,output_tokens"
    for (i = 0; i < 1000; ++i)
      rest[i] = sprintf(".%03d,%d,%d", i, 100 + i * 7919 % 4000, 10 + i * 104729 % 500)
    for (s = 0; s * 1000 < rows; ++s) for (i = 0; i < 1000; ++i) print s rest[i] }'
}

# A trace that no disk has to hold, plain and packed through a pipe: two gigabytes, or ten by
# ORRERY_CRASH_ROWS=500000000. By name only, for it takes minutes.
part_big() {
  local rows=${ORRERY_CRASH_ROWS:-100000000} packer from
  mkfifo "$work/big"
  for packer in cat "gzip -1"; do
    from=$SECONDS
    trace_rows "$rows" | tee >(wc -c > "$work/bytes") | $packer > "$work/big" &
    measured 256 "$orrery" trace describe "$work/big"
    wait $!
    expect_code 0 "a pipe of $rows rows by $packer"
    grep -q "requests  *$rows\$" "$work/told" || fail "a pipe of $rows rows by $packer: not all read"
    echo "$(($(cat "$work/bytes") / 1000000)) MB by $packer: $mib MiB, $((SECONDS - from)) s"
  done
  rm "$work/big"
}
