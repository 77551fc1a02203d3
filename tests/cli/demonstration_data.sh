#!/usr/bin/env bash
# A year's first nine months of a made-up company, the same bytes on every machine: a gateway's log,
# a bill and the fleet that they belong to. demonstration_data.sh FOLDER.
set -euo pipefail
folder=$1

# Whole numbers below 2^53 only, so that every awk draws the same; a uniform number in (0, 1).
random='function uniform() { state = (state * 48271) % 2147483647; return state / 2147483647 }
function normal(  i, s) { s = -6; for (i = 0; i < 12; i++) s += uniform(); return s }'

# 240 requests a day that grow by 60 % a year, weekends at 45 %, working hours at four times the
# nights, 8 % noise a day. Two teams; a few rows that no importer can understand.
awk "$random"'
BEGIN {
  state = 20260101
  print "timestamp,request_id,model,team,prompt_tokens,completion_tokens,status"
  split("31 28 31 30 31 30 31 31 30", length_of, " ")
  n = 0
  for (month = 1; month <= 9; month++) for (day = 1; day <= length_of[month]; day++) {
    weekday = (3 + n) % 7                         # 2026-01-01 is a Thursday; Monday is 0
    level = 240 * exp(log(1.6) * n / 365.25) * (weekday >= 5 ? 0.45 : 1.22)
    want = level * exp(0.08 * normal())
    for (hour = 0; hour < 24; hour++) {
      share = (hour >= 8 && hour < 18 ? 4 : 1) / 54
      count = int(want * share + uniform())
      for (i = 0; i < count; i++) {
        second = int(3600 * (i + uniform()) / count)
        prompt = int(420 * exp(0.7 * normal())) + 1
        output = int(160 * exp(0.6 * normal())) + 1
        team = uniform() < 0.7 ? "support" : "search"
        printf "2026-%02d-%02dT%02d:%02d:%02dZ,r%07d,meta/Llama-3.1-8B-Instruct,%s,%d,%d,200\n",
               month, day, hour, second / 60, second % 60, ++id, team, prompt, output
      }
    }
    n++
  }
  print "2026-09-30T23:59:59Z,bad1,meta/Llama-3.1-8B-Instruct,search,12,,429"
  print "yesterday,bad2,meta/Llama-3.1-8B-Instruct,search,12,7,200"
}' > "$folder/gateway.csv"

# Two clouds by the hour, storage and traffic; 4 % growth a month, 3 % noise a day.
awk "$random"'
function row(date, next_date, cost, provider, category, service, region, sku, quantity, unit) {
  printf "%.2f,USD,%sT00:00:00Z,%sT00:00:00Z,Usage,Standard,%s,%s,%s,%s,%s,%.4f,%s\n",
         cost, date, next_date, provider, category, service, region, sku, quantity, unit
}
BEGIN {
  state = 77
  print "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ChargeCategory," \
        "PricingCategory,ServiceProviderName,ServiceCategory,ServiceName,RegionId,SkuId," \
        "ConsumedQuantity,ConsumedUnit"
  split("31 28 31 30 31 30 31 31 30", length_of, " ")
  n = 0
  for (month = 1; month <= 9; month++) for (day = 1; day <= length_of[month]; day++) {
    date = sprintf("2026-%02d-%02d", month, day)
    last = day == length_of[month]
    next_date = sprintf("2026-%02d-%02d", last ? month + 1 : month, last ? 1 : day + 1)
    growth = exp(log(1.04) * n / 30.4375)
    hours = 72 * growth * exp(0.03 * normal())
    row(date, next_date, 0.96 * hours, "AWS", "Compute", "EC2", "us-east-1", "g5.xlarge", hours,
        "Hours")
    hours = 48 * growth * exp(0.03 * normal())
    row(date, next_date, 3.1 * hours, "Microsoft", "Compute", "Virtual Machines", "eastus",
        "NV36ads_A10_v5", hours, "Hours")
    row(date, next_date, 14 * growth * exp(0.02 * normal()), "AWS", "Storage", "S3", "us-east-1",
        "TimedStorage", 600, "GB-Months")
    row(date, next_date, 6 * growth * exp(0.1 * normal()), "AWS", "Networking", "Data transfer",
        "us-east-1", "DataTransfer-Out", 70, "GB")
    n++
  }
}' > "$folder/focus.csv"

cat > "$folder/fleet.yaml" <<'YAML'
orrery: 1
name: fleet
description: A fleet at two vendors; its demand and its prices are imported
start: 2026-11-02T00:00:00Z
horizon: 12 h
meter_interval: 15 min
seed: 3

sites:
  - {name: aws-virginia, kind: cloud, region: aws/us-east-1}
  - {name: azure-virginia, kind: cloud, region: azure/eastus}

pools:
  - name: aws-a10g
    site: aws-virginia
    server: aws-g5-xlarge
    servers: 3
    contract: on_demand
  - {name: azure-a10, site: azure-virginia, server: azure-nv36ads-a10-v5, servers: 2, contract: on_demand}

deployments:
  - name: on-aws
    model: llama-3.1-8b
    pool: aws-a10g
    replicas: 3
    engine: {profile: vllm, max_num_seqs: 32, token_budget: 2048}
  - name: on-azure
    model: llama-3.1-8b
    pool: azure-a10
    replicas: 2
    engine: {profile: vllm, max_num_seqs: 32, token_budget: 2048}

vendors:
  - name: aws
    outages:
      - {name: control plane, plane: control, prior: aws/us-east-1/control}
      - {name: power, plane: data, per_year: 2, p50: 5 h, p90: 15 h}
  - name: azure
    qualification_cost: 5000 USD
    outages:
      - {name: site, plane: data, prior: site/serious}
YAML
