// Bases that tests of studies share.
#pragma once
#include <string>

namespace orrery::test {

/// One hall, one model, one talk: twenty minutes.
inline const std::string kSmallHall = R"(orrery: 1
name: base
start: 2026-11-02
horizon: 20 min
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
pools:
  - {name: own, site: hall, server: l40s-8x, servers: 1, contract: owned}
deployments:
  - {name: chat, model: llama-3.1-8b, pool: own, replicas: 1}
workloads:
  - name: talk
    deployments: [chat]
    slo: {ttft: 1 s}
    demand:
      synthetic: {rate: 0.5 /s, prompt: {constant: {mean: 500}}, output: {constant: {mean: 50}}}
)";

}  // namespace orrery::test
