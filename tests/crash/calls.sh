# Calls that reach the disk: the n-th of each kind fails, for all n or so many of them. Sourced.
# shellcheck shell=bash disable=SC2154,SC2034

# Of a verb, a kind of call and a way to fail, the n of first, first + step …
strike_calls() {  # VERB KIND DEED ERRNO MOST [ENDS]
  local verb=$1 kind=$2 deed=$3 errno=$4 most=$5 n step
  prepare "$verb"
  count_calls "$verb" "$kind"
  [ "$calls" -gt 0 ] || fail "$verb makes no calls of $kind"
  step=$(((calls + most - 1) / most))
  for ((n = 1 + RANDOM % step; n <= calls; n += step)); do
    fresh "$verb"
    FAULT_KIND=$kind FAULT_DO=$deed FAULT_ERRNO=$errno FAULT_AT=$n struck "$verb"
    judge "$verb" "$verb: $kind $n of $calls, $deed"
    [ "$verb" != study ] || again resume "$verb: $kind $n of $calls, $deed" study
  done
}

part_calls() {  # MOST, of each kind and verb
  local most=$1 verb
  prepare lean
  prepare resume
  for verb in ${2:-run study resume showback reprice import calibrate}; do
    strike_calls "$verb" write fail 28 "$most"
    strike_calls "$verb" write part 28 "$most"
    strike_calls "$verb" write persist 5 "$most"
    strike_calls "$verb" sync fail 5 "$most"
    strike_calls "$verb" rename fail 28 "$most"
    strike_calls "$verb" open fail 24 "$most"
    strike_calls "$verb" close fail 5 "$most"
    strike_calls "$verb" read fail 5 "$most"
    tally "calls of $verb"
  done
}
