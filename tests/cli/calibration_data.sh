#!/usr/bin/env bash
# A made-up company's own records, the same bytes on every machine: sums by the hour, jobs, a bill,
# a pilot, and the scenarios that they belong to. calibration_data.sh FOLDER.
set -euo pipefail
folder=$1

random='function uniform() { state = (state * 48271) % 2147483647; return state / 2147483647 }
function normal(  i, s) { s = -6; for (i = 0; i < 12; i++) s += uniform(); return s }
function iso(day, hour,   m, d) {
  split("31 28 31 30 31 30 31 31 30 31 30 31", length_of, " ")
  m = 1; d = day
  while (d >= length_of[m]) { d -= length_of[m]; m++ }
  return sprintf("2026-%02d-%02dT%02d:00:00Z", m, d + 1, hour)
}'

# Hours of 2026 in Berlin: weekends at half, working hours at four times the nights, holidays on
# workdays at 0.4, 4 % noise a day; `later` goes on, `surge` is 1.4 times as much from 15 August on.
awk "$random"'
BEGIN {
  state = 5; before = -1
  file = "'"$folder"'/usage.csv"; later = "'"$folder"'/later.csv"; surge = "'"$folder"'/surge.csv"
  head = "start_time,requests,input_tokens,output_tokens"
  print head > file; print head > later; print head > surge
  split("0 92 95 120 133 144", days, " ")
  for (i = 1; i in days; i++) holiday[days[i]] = 1
  for (hours = 0; hours < 24 * 258; hours++) {
    # Summer time: from 29 March, one in the morning UTC (day 87).
    wall = hours + (hours >= 24 * 87 + 1 ? 2 : 1)
    day = int(wall / 24); hour = wall % 24; weekday = (3 + day) % 7
    if (day != before) { noise = exp(0.04 * normal()); before = day }
    level = 24000 * (weekday >= 5 ? 0.5 : 1.2) * noise
    if ((day in holiday) && weekday < 5) level *= 0.4
    n = int(level * (hour >= 8 && hour < 18 ? 4 : 1) / 54)
    if (hours < 24 * 212) {
      print iso(int(hours / 24), hours % 24) "," n "," 450 * n "," 130 * n > file
    } else {
      print iso(int(hours / 24), hours % 24) "," n "," 450 * n "," 130 * n > later
      m = hours < 24 * 226 ? n : int(1.4 * n)
      print iso(int(hours / 24), hours % 24) "," m "," 450 * m "," 130 * m > surge
    }
  }
}'
cat > "$folder/holidays.csv" <<'CSV'
date,name
2026-01-01,New Year
2026-04-03,Good Friday
2026-04-06,Easter Monday
2026-05-01,Labour Day
2026-05-14,Ascension Day
2026-05-25,Whit Monday
2026-12-25,Christmas
CSV

# Jobs on one to four servers, of which one breaks every 1,000 hours.
awk "$random"'
BEGIN {
  state = 9
  print "JobID|Account|Submit|Start|End|ElapsedRaw|State|NNodes|AllocTRES"
  for (i = 0; i < 2400; i++) {
    at += -log(uniform()) * 1800
    nodes = 1 + int(4 * uniform()); hours = exp(0.5 + 0.9 * normal()); ends = "COMPLETED"
    breaks = -log(uniform()) * 1000 / nodes
    if (breaks < hours) { hours = breaks; ends = "NODE_FAIL" }
    else if (uniform() < 0.04) ends = "FAILED"
    s = int(at)
    stamp = substr(iso(int(s / 86400), int(s % 86400 / 3600)), 1, 14) \
            sprintf("%02d:%02d", int(s % 3600 / 60), s % 60)
    printf "%d|team|%s|%s||%d|%s|%d|gres/gpu=%d\n", i, stamp, stamp, int(3600 * hours) + 1, ends, nodes,
           8 * nodes
  }
}' > "$folder/sacct.txt"

# Eight months of one server's hours: the contract was renegotiated in March, a reservation covers
# half.
awk 'BEGIN {
  print "BilledCost,BillingCurrency,ChargePeriodStart,ChargeCategory,PricingCategory," \
        "ServiceProviderName,ServiceCategory,RegionId,SkuId,PricingQuantity,PricingUnit,ListCost," \
        "ContractedCost,EffectiveCost,CommitmentDiscountId,CommitmentDiscountName"
  for (m = 1; m <= 8; m++) {
    price = m < 3 ? 0.9 : 0.8
    printf "%.2f,USD,2026-%02d-01T00:00:00Z,Usage,Standard,AWS,Compute,us-east-1,g5.xlarge,720,Hours,%.2f,%.2f,%.2f,,\n",
           720 * price, m, 720 * 1.006, 720 * price, 720 * price
    printf "%.2f,USD,2026-%02d-01T00:00:00Z,Usage,Committed,AWS,Compute,us-east-1,g5.xlarge,720,Hours,%.2f,%.2f,%.2f,ri-1,Team RI\n",
           0, m, 720 * 1.006, 720 * price, 720 * 0.55
  }
}' > "$folder/focus.csv"

# Four weeks of October: 1.5 times the eight requests a second that were planned.
awk "$random"'
BEGIN {
  state = 21
  print "start_time,requests,input_tokens,output_tokens"
  for (day = 277; day < 305; day++) {
    noise = exp(0.05 * normal())
    for (hour = 0; hour < 24; hour++) {
      n = int(1.5 * 8 * 3600 * noise)
      print iso(day, hour) "," n "," 900 * n "," 200 * n
    }
  }
}' > "$folder/pilot.csv"

cat > "$folder/chat.yaml" <<'YAML'
orrery: 1
name: chat
description: One chat model on one server
start: 2026-11-02T00:00:00Z
horizon: 20 min
seed: 5
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
pools:
  - {name: h100, site: hall, server: dgx-h100, servers: 1, contract: on_demand, price: 60 USD/h}
deployments:
  - name: chat
    model: llama-3.1-8b
    pool: h100
    replicas: 2
    engine: {profile: vllm, token_budget: 2048, max_num_seqs: 128}
workloads:
  - name: support
    deployments: [chat]
    demand:
      synthetic:
        rate: 8 /s
        prompt: {lognormal: {mean: 900, cv: 1, max: 6000}}
        output: {lognormal: {mean: 200, cv: 0.8, max: 1500}}
YAML

cat > "$folder/cluster.yaml" <<'YAML'
orrery: 1
name: cluster
start: 2026-11-02T00:00:00Z
horizon: 7 d
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
pools:
  - {name: train, site: hall, server: dgx-h100, servers: 16, contract: owned, scheduler: {order: fifo}}
YAML

cat > "$folder/fleet.yaml" <<'YAML'
orrery: 1
name: fleet
start: 2026-11-02T00:00:00Z
horizon: 1 h
sites:
  - {name: aws-virginia, kind: cloud, region: aws/us-east-1}
pools:
  - {name: aws-a10g, site: aws-virginia, server: aws-g5-xlarge, servers: 1, contract: on_demand}
deployments:
  - name: on-aws
    model: llama-3.1-8b
    pool: aws-a10g
    replicas: 1
    engine: {profile: vllm, max_num_seqs: 32, token_budget: 2048}
workloads:
  - name: chat
    deployments: [on-aws]
    demand: {synthetic: {rate: 0.2 /s}}
YAML

cat > "$folder/rollout.yaml" <<'YAML'
study: 1
name: rollout
question: Does the next stage come, now that the pilot is over?
base: chat.yaml
goal: {metric: cost, statement: the budget holds, at_most: 1 MUSD}
metrics:
  - {name: served, formula: throughput.requests}
  - {name: cost, formula: cost.total, format: money}
inputs:
  - name: demand
    path: "workloads[*].demand.synthetic.rate"
    law: {lognormal: {p10: 0.6, p90: 1.6}}
    source: assumed
steps:
  - stage:
      metric: cost
      replications: 20
      stages:
        - name: more
          at: 10 min
          gate: "served > 9.6 /s"
          overlay:
            contracts:
              reserved:
                - {name: more, pools: [h100], servers: 1, start: "{at}", term: 365 d, discount: 40 %}
define:
  opened: stage.taken.more * 100
answer: "the gate is open in {opened | whole} of 100 futures"
YAML
