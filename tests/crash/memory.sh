# Memory that is not there: the n-th allocation fails. Sourced.
# shellcheck shell=bash disable=SC2154,SC2034

# One run tries many n, each in a child of its own; a child ends with a message and exit code 1, or
# with the answer where an algorithm can do without.
strike_allocations() {  # VERB HOW_MANY
  local verb=$1 step told survived other
  prepare "$verb"
  count_calls "$verb" alloc
  step=$(((calls + $2 - 1) / $2))
  fresh "$verb"
  FAULT_KIND=alloc FAULT_DO=fork FAULT_ERRNO=12 FAULT_STEP=$step FAULT_AT=$((1 + RANDOM % step)) \
    struck "$verb"
  [ "$code" -eq 0 ] || fail "$verb: the parent of failures ends with $code"
  same "$work/out" "$work/$verb.whole" || fail "$verb: a child touched $(sed 1q "$work/differs")"
  told=$(grep -ac '^FAULT told' "$work/said")
  survived=$(grep -ac '^FAULT survived' "$work/said")
  other=$(grep -aE '^FAULT (crash|code|words)' "$work/said")
  [ -z "$other" ] || fail "$verb: $(wc -l <<< "$other") of $calls allocations: $(sed 5q <<< "$other")"
  [ "$told" -gt 0 ] || fail "$verb: no failure was tried"
  tried=$((tried + told + survived - 1))
}

# The same in the open, where what is left in the folder can be looked at.
strike_some_allocations() {  # VERB HOW_MANY
  local verb=$1 n i
  prepare "$verb"
  count_calls "$verb" alloc
  for ((i = 0; i < $2; ++i)); do
    n=$((1 + (RANDOM * 32768 + RANDOM) % calls))
    fresh "$verb"
    FAULT_KIND=alloc FAULT_DO=fail FAULT_ERRNO=12 FAULT_AT=$n struck "$verb"
    judge "$verb" "$verb: allocation $n of $calls" 'out of memory\|annot allocate'
  done
}

part_memory() {  # IN_THE_OPEN IN_CHILDREN, of each verb
  local verb
  # With a workbook, whose writer is a process of its own.
  strike_some_allocations run "$1"
  tally "allocations of run"
  for verb in lean study showback import calibrate reprice; do
    prepare lean
    strike_some_allocations "$verb" "$1"
    strike_allocations "$verb" "$2"
    tally "allocations of $verb"
  done
}
