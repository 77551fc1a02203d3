# The world around a process: disks, signals, another process, clocks, languages. Sourced.
# shellcheck shell=bash disable=SC2154,SC2034

patience=${ORRERY_CRASH_SECONDS:-2}  # seconds that a process may go on after a signal

expect_code() {  # CODE WHAT [WORDS]
  tried=$((tried + 1))
  [ "$code" -eq "$1" ] || fail "$2: exit code $code: $(tail -n 1 "$work/said")"
  [ -z "${3:-}" ] || grep -q "$3" "$work/said" || fail "$2: told is $(tail -n 1 "$work/said")"
}

# A file that may not grow further: what the system allows stands for a disk that is full.
full_files() {
  local size
  prepare run
  for size in 8 200 700; do  # blocks of 1024 bytes
    fresh run
    code=0
    (ulimit -f "$size"; go=exec; verb_run "$work/out") > "$work/told" 2> "$work/said" || code=$?
    expect_code 1 "files of $size KiB at most" '^orrery: .*File too large'
    untouched "$work/out" "$work/run.before" || fail "files of $size KiB: $(sed 1q "$work/differs")"
  done
  code=0
  verb_run "$work/out" > /dev/full 2> "$work/said" || code=$?
  expect_code 1 "output to a full disk" 'No space left on device'
  verb_run "$work/out" > /dev/full 2> /dev/full && fail "nothing could be told, and all is well"
}

full_disks() {
  local size
  prepare run
  mkdir -p "$work/disk"
  for size in 60 500 1500; do  # KiB
    mount -t tmpfs -o "size=${size}k" none "$work/disk" 2> "$work/shell" ||
      { echo "a full disk: skipped, nothing can be mounted here"; return 0; }
    cp "$work/run.before/result.json" "$work/disk/" 2> "$work/shell"
    code=0
    verb_run "$work/disk" > "$work/told" 2> "$work/said" || code=$?
    expect_code 1 "a disk of $size KiB" '^orrery: .*\(No space left\|disk is full\|cannot be \)'
    [ "$(find "$work/disk" -type f | wc -l)" -le 1 ] ||
      fail "a disk of $size KiB: $(find "$work/disk" -type f | tr '\n' ' ')"
    umount "$work/disk"
  done
}

read_only() {
  prepare run
  fresh run
  if [ "$(id -u)" -eq 0 ]; then
    mount -t tmpfs none "$work/disk" 2> "$work/shell" ||
      { echo "a folder that is read only: skipped"; return 0; }
    mount -o remount,ro "$work/disk"
  else
    chmod a-w "$work/disk"
  fi
  code=0
  verb_run "$work/disk" > "$work/told" 2> "$work/said" || code=$?
  expect_code 1 "a folder that is read only" "^orrery: $work/disk.*\(Read-only\|denied\)"
  [ "$(id -u)" -ne 0 ] || umount "$work/disk"
}

await_run() {
  local i
  for ((i = 0; i < 200; ++i)); do
    [ -z "$(find "$work/out" -name '.orrery-part-*' 2> "$work/shell")" ] || break
    sleep 0.1
  done
  sleep 0.3
}

# Into `took`: seconds from a signal to the end; into `code`: how it ended.
signalled() {  # SIGNAL WAIT COMMAND…
  local signal=$1 before=$2 from
  shift 2
  (trap - INT; exec "$@") > "$work/told" 2> "$work/said" &
  $before
  from=${EPOCHREALTIME/./}
  kill "-$signal" $! || fail "$*: it ended before the signal: $(tail -n 1 "$work/said")"
  code=0
  wait $! 2> "$work/shell" || code=$?
  took=$((${EPOCHREALTIME/./} - from))
  [ "$took" -le $((patience * 1000000)) ] ||
    fail "$signal, $3: $((took / 1000)) ms until the end"
}

signals() {
  local signal longest=0
  awk 'BEGIN { print "arrival_s,prompt_tokens,output_tokens"
    for (i = 0; i < 4000000; ++i) print i / 100 ",100,10" }' > "$work/long.csv"
  for signal in TERM INT; do
    rm -rf "$work/out"
    signalled "$signal" await_run "$orrery" run "$quick_base" --set 'horizon=60 d' --set 'jobs=[]' -o "$work/out"
    [ "$took" -le "$longest" ] || longest=$took
    expect_code 130 "$signal"
    grep -q '"partial": true' "$work/out/result.json" || fail "$signal: a partial result is not marked"
    signalled "$signal" "sleep 0.4" "$orrery" trace describe "$work/long.csv"
    [ "$took" -le "$longest" ] || longest=$took
    expect_code 130 "$signal while a trace is read" 'interrupted'
  done
  rm "$work/long.csv"
  echo "the slowest end after a signal: $((longest / 1000)) ms"
}

# Whoever asks again and again meets the writing of what there is: nothing of it stays.
impatience() {
  local n
  for ((n = 0; n < 4; ++n)); do
    rm -rf "$work/out"
    (trap - INT; exec "$orrery" run "$quick_base" --requests --set 'horizon=60 d' --set 'jobs=[]' \
      -o "$work/out") > "$work/told" 2> "$work/said" &
    await_run
    while kill -INT $! 2> "$work/shell"; do sleep 0.02; done
    code=0
    wait $! 2> "$work/shell" || code=$?
    expect_code 130 "signals again and again"
    [ -z "$(find "$work/out" -name '.orrery-part-*')" ] || fail "signals leave $(ls -A "$work/out")"
  done
}

two_processes() {
  local first
  prepare run
  rm -rf "$work/out"
  "$orrery" run "$quick_base" --set 'horizon=4000 d' --set 'jobs=[]' -o "$work/out" > "$work/told" 2>&1 &
  first=$!
  await_run
  code=0
  verb_plain "$work/out" > "$work/told" 2> "$work/said" || code=$?
  expect_code 1 "a second process" "another process is writing here (process $first: .*orrery run"
  kill -9 "$first"
  wait "$first" 2> "$work/shell"
  again run "a second process, the first one killed"
}

clocks() {
  local verb by
  for verb in run study import; do
    prepare "$verb"
    for by in 31536000 -31536000; do
      fresh "$verb"
      FAULT_CLOCK=$by struck "$verb"
      [ "$code" -eq 0 ] || fail "$verb, a clock that jumps by $by s: exit code $code"
      same "$work/out" "$work/$verb.whole" || fail "$verb, the clock $by: $(sed 1q "$work/differs")"
    done
  done
}

languages() {
  local tongue verb
  mkdir -p "$work/languages"
  for tongue in de_DE tr_TR; do
    localedef -i "$tongue" -f UTF-8 "$work/languages/$tongue.UTF-8" > "$work/shell" 2>&1 ||
      { echo "$tongue: skipped, the system has no such language"; continue; }
    for verb in run study import; do
      prepare "$verb"
      "verb_$verb" "$work/$verb.whole" > "$work/told.c" 2> "$work/said"
      fresh "$verb"
      code=0
      go="env LOCPATH=$work/languages LC_ALL=$tongue.UTF-8 LANG=$tongue.UTF-8"
      [ "$($go locale decimal_point)" = , ] || fail "$tongue is not spoken here"
      "verb_$verb" "$work/out" > "$work/told" 2> "$work/said" || code=$?
      go=
      tried=$((tried + 1))
      [ "$code" -eq 0 ] || fail "$verb in $tongue: exit code $code"
      same "$work/out" "$work/$verb.whole" || fail "$verb in $tongue: $(sed 1q "$work/differs")"
      diff <(sed "s|$work/[a-z.]*||" "$work/told") <(sed "s|$work/[a-z.]*||" "$work/told.c") \
        > "$work/differs" || fail "$verb in $tongue: what is printed differs"
    done
  done
}

part_world() {
  full_files
  full_disks
  mkdir -p "$work/disk"
  read_only
  signals
  impatience
  two_processes
  clocks
  languages
  tally "hostile worlds"
}
