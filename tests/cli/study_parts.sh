#!/usr/bin/env bash
# A study gives the same bytes on threads, ranks and shards, resumed or not, killed or not:
# study_parts.sh ORRERY ROOT [KILLS] [ORRERY_MPI MPIRUN].
set -euo pipefail
orrery=$1
root=$2
kills=${3:-8}
mpi=${4:-}
mpirun=${5:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
study=$root/tests/data/small-grid.yaml
same() {
  for file in study.json study.csv report.html; do cmp "whole/$file" "$1/$file"; done
  cmp whole.txt "$1.txt"
}
"$orrery" study "$study" --jobs 1 -o whole > whole.txt 2> /dev/null
"$orrery" study "$study" --jobs 2 -o threads > threads.txt 2> /dev/null
same threads

# Shards of a job array, joined; the adaptive rounds after the first are run by the merge. A shard
# does its part of the first rounds of all steps: 24 runs of the grid, four of the replications.
for i in 1 2 3; do "$orrery" study "$study" --shard "$i/3" -o "part$i" > /dev/null 2>&1; done
"$orrery" merge part1 part2 part3 -o joined > joined.txt 2> joined.err
same joined
grep -q 'Joined 3 parts: 28 runs' joined.err

# All parts of one study, or none: a missing one would be run again, a foreign one is of other futures.
refused() {  # WORDS FOLDER…: exit code 2 with these words
  words=$1 && shift
  code=0
  "$orrery" merge "$@" -o refused > refused.txt 2> refused.err || code=$?
  [ "$code" -eq 2 ] && grep -q "$words" refused.err
}
refused 'part 2/3 is missing' part1 part3
"$orrery" study "$study" --shard 2/3 --seed 99 -o foreign > /dev/null 2>&1
refused 'foreign is of another study than part1' part1 foreign part3

# The same without a run of the merge: shards and merges take turns until there is an answer.
turns=0
while true; do
  for i in 1 2 3; do
    "$orrery" study "$study" --shard "$i/3" --resume -o "turn$i" > "turn$i.txt" 2> "turn$i.err"
  done
  turns=$((turns + 1))
  code=0
  "$orrery" merge turn1 turn2 turn3 --no-run -o turned > turned.txt 2> turned.err || code=$?
  [ "$code" -eq 6 ] || break
  grep -q 'A further round is needed' turned.err
done
[ "$code" -eq 0 ] && [ "$turns" -eq 4 ]  # two adaptive rounds and "flips if" behind the first
same turned
# No part ran all of a round alone.
for i in 1 2 3; do grep -qE 'known already, [1-4] are new' "turn$i.err"; done

# What changed is run again, the rest is known: one axis value more is four runs of each other.
sed "s|\.\./\.\./scenarios|$root/scenarios|; s/values: \[1, 2, 3\]/values: [1, 2, 3, 4]/" "$study" > more.yaml
"$orrery" study more.yaml --resume -o whole > more.txt 2> more.err || { cat more.err; exit 1; }
grep -qE '[0-9]+ runs were known already, [1-9][0-9]* are new' more.err
"$orrery" study "$study" --resume -o whole > /dev/null 2> again.err
grep -q ', 0 are new' again.err

# Results of another study, of no study, and two writers.
sed "s|\.\./\.\./scenarios|$root/scenarios|; s/name: small-grid/name: other/" "$study" > other.yaml
! "$orrery" study other.yaml -o whole --resume > /dev/null 2> other.err
grep -q 'results of the study "small-grid", not of "other"' other.err
mkdir none && echo "no database at all, but long enough to be taken for one by its size" > none/study.db
! "$orrery" study "$study" -o none > /dev/null 2> none.err
grep -q 'no results file of a study' none.err

"$orrery" study "$study" -o busy --replications 3000 > /dev/null 2>&1 &
pid=$!
for _ in $(seq 50); do [ -e busy/study.db-wal ] && break || sleep 0.1; done
! "$orrery" study "$study" -o busy > /dev/null 2> busy.err
kill "$pid" && wait "$pid" || [ $? -eq 130 ]
grep -q 'another process is writing' busy.err
# Interrupted: what is known so far is kept, and said.
"$orrery" study "$study" -o busy --resume > /dev/null 2> kept.err
grep -q 'runs were known already' kept.err

# A procedure that is cut short has no answer: half of its runs would look like all.
"$orrery" study stress --base "$root/scenarios/examples/quickstart.yaml" > cut.out 2> cut.err &
pid=$!
sleep 1.5
kill "$pid"
code=0
wait "$pid" || code=$?
[ "$code" -eq 130 ] && [ ! -s cut.out ] && grep -q 'interrupted before there was an answer' cut.err

# Of a point whose amounts no ledger holds (60,000 servers at 1e9 USD/h) it is said, and the others
# are answered.
cat > hall.yaml << 'YAML'
orrery: 1
name: hall
start: 2026-11-02
horizon: 20 min
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
pools:
  - {name: own, site: hall, server: l40s-8x, servers: 60000, contract: on_demand, price: 2 USD/h}
deployments:
  - {name: chat, model: llama-3.1-8b, pool: own, replicas: 1}
workloads:
  - name: talk
    deployments: [chat]
    slo: {ttft: 1 s}
    demand:
      synthetic: {rate: 0.5 /s, prompt: {constant: {mean: 500}}, output: {constant: {mean: 50}}}
YAML
cat > dear.yaml << 'YAML'
study: 1
name: dear
question: What does a price with digits too many do to the others?
base: hall.yaml
goal: {metric: cost, at_most: 1 MUSD}
metrics:
  - {name: cost, formula: cost.total, format: money}
steps:
  - grid:
      replications: 2
      vary:
        - {name: price, path: "pools[own].price", values: [2 USD/h, 1e9 USD/h]}
answer: from {min(grid.cost) | money}.
YAML
"$orrery" study dear.yaml -o dear > dear.txt
[ "$(tr -s '\n ' ' ' < dear.txt | grep -c 'could not be run: .*\[E0840\]')" -eq 1 ]
echo "a point beyond money is left out"

# Killed at random instants and resumed: the same bytes as if nothing had happened.
RANDOM=7
for k in $(seq "$kills"); do
  rm -rf killed
  "$orrery" study "$study" -o killed > /dev/null 2>&1 &
  pid=$!
  sleep "0.$(printf '%03d' $((RANDOM % 400)))"
  kill -9 "$pid" 2> /dev/null || true
  wait "$pid" 2> /dev/null || true
  "$orrery" study "$study" --resume -o killed > killed.txt 2> /dev/null
  same killed
done
echo "$kills kills survived"

if [ -n "$mpi" ]; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  "$mpirun" --oversubscribe -n 2 "$mpi" study "$study" -o ranks > ranks.txt 2> ranks.err \
    || { cat ranks.err; exit 1; }
  same ranks
  "$mpirun" --oversubscribe -n 2 "$mpi" study dear.yaml -o dear-ranks > dear-ranks.txt
  cmp dear.txt dear-ranks.txt
  # What rank 0 alone meets ends all of them.
  mkdir locked
  exec 9< locked
  flock -n 9
  code=0
  timeout 60 "$mpirun" --oversubscribe -n 2 "$mpi" study "$study" -o locked > locked.txt 2> locked.err 9<&- || code=$?
  [ "$code" -ne 0 ] && [ "$code" -ne 124 ] && grep -q 'another process is writing' locked.err
  exec 9<&-
  echo "two ranks give the same bytes"
fi
