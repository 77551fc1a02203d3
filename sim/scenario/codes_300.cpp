// The error codes E03xx: what entries of a scenario say together.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes300[]{
    {"E0301", "Two entries of a list have the same name.",
     "pools:\n"
     "  - {name: own, site: hall, server: dgx-h100, servers: 1}\n"
     "  - {name: own, site: hall, server: dgx-h200, servers: 1}",
     "Rename one.",
     "pools:\n"
     "  - {name: h100, site: hall, server: dgx-h100, servers: 1}\n"
     "  - {name: h200, site: hall, server: dgx-h200, servers: 1}"},
    {"E0302", "A name refers to nothing.",
     "sites: [{name: hall, kind: on_prem}]\n"
     "pools: [{name: own, site: hal}]",
     "Correct it; the message lists what is defined.",
     "sites: [{name: hall, kind: on_prem}]\n"
     "pools: [{name: own, site: hall}]"},
    {"E0303", "The meter interval does not divide one hour.",
     "meter_interval: 7 min",
     "Use 5 min, 15 min or 1 h.",
     "meter_interval: 5 min"},
    {"E0304", "The warm-up is not shorter than the horizon.",
     "horizon: 1 d\n"
     "warmup: 2 d",
     "Shorten it.",
     "horizon: 1 d\n"
     "warmup: 2 h"},
    {"E0305", "The horizon has too many meter intervals.",
     "horizon: 1 y\n"
     "meter_interval: 1 s",
     "Lengthen the interval.",
     "horizon: 1 y\n"
     "meter_interval: 15 min"},
    {"E0306", "Not an ISO 3166 country code.",
     "country: Germany",
     "Write DE.",
     "country: DE"},
    {"E0307", "The country of a site is not known.",
     "- {name: hall, kind: on_prem, grid: DE}",
     "Add one of them.",
     "- {name: hall, kind: on_prem, grid: DE, country: DE}"},
    {"E0308", "What happens at a time begins after the horizon.",
     "horizon: 1 d\n"
     "sites: … outages: [{at: 2 d, duration: 1 h}]",
     "Move it earlier, or lengthen the horizon: it has no effect.",
     "horizon: 1 d\n"
     "sites: … outages: [{at: 6 h, duration: 1 h}]"},
    {"E0309", "Two outages of a site overlap.",
     "outages:\n"
     "  - {at: 1 h, duration: 2 h}\n"
     "  - {at: 2 h, duration: 1 h}",
     "Join them, in the order of time.",
     "outages:\n"
     "  - {at: 1 h, duration: 2 h}"},
    {"E0310", "A pool may not grow below what it has.",
     "servers: 4\n"
     "supply: {max_servers: 1}",
     "Raise max_servers.",
     "servers: 4\n"
     "supply: {max_servers: 8}"},
    {"E0311", "A pool has no servers and may not grow.",
     "servers: 0",
     "Add servers or supply.max_servers.",
     "servers: 0\n"
     "supply: {max_servers: 4}"},
    {"E0312", "A deployment needs either a model, or a service or API in its place.",
     "- {name: chat, pool: own}",
     "Add model: llama-3.1-8b, or keep only one of them.",
     "- {name: chat, pool: own, model: llama-3.1-8b}"},
    {"E0313", "The range of replicas is empty.",
     "replicas: {min: 4, max: 2}",
     "Raise max.",
     "replicas: {min: 2, max: 4}"},
    {"E0314", "A range of replicas needs an autoscaler.",
     "replicas: {min: 1, max: 4}",
     "Add autoscaler: {metric: queue, target: 4}.",
     "replicas: {min: 1, max: 4}\n"
     "autoscaler: {metric: queue, target: 4}"},
    {"E0315", "No deployment may serve a workload.",
     "workloads: [{name: load, deployments: []}]",
     "Name at least one.",
     "workloads: [{name: load, deployments: [chat]}]"},
    {"E0316", "A daily or weekly shape has the wrong number of factors, or only zeros.",
     "weekly: [1, 2]",
     "Give 24 factors a day, or 7 a week.",
     "weekly: [1, 1, 1, 1, 1, 0.3, 0.3]"},
    {"E0317", "Bursts alone exceed the mean rate.",
     "arrivals: mmpp\n"
     "burst_multiple: 20\n"
     "burst_share: 10 %",
     "Lower one of them.",
     "arrivals: mmpp\n"
     "burst_multiple: 5\n"
     "burst_share: 10 %"},
    {"E0318", "The longest is shorter than the shortest.",
     "prompt: {lognormal: {mean: 100, min: 500, max: 50}}",
     "Swap them.",
     "prompt: {lognormal: {mean: 100, min: 50, max: 500}}"},
    {"E0319", "An empirical law needs values.",
     "output: {empirical: {values: [100, 500], weights: [1]}}",
     "Add values and as many weights or none.",
     "output: {empirical: {values: [100, 500], weights: [3, 1]}}"},
    {"E0320", "A round trip is not given.",
     "workloads: … origin: berlin",
     "Add it under network.rtt.",
     "workloads: … origin: berlin\n"
     "network: {rtt: [{from: berlin, to: hall, rtt: 8 ms}]}"},
    {"E0321", "A job is submitted after the horizon, or after its deadline.",
     "horizon: 1 d\n"
     "jobs: … submit: 2 d",
     "Submit it earlier, or lengthen the horizon: it is never run.",
     "horizon: 1 d\n"
     "jobs: … submit: 2 h"},
    {"E0322", "A law of growth lacks its parameters.",
     "growth: {law: logistic}",
     "Give a logistic law its ceiling and a midpoint or per_year; steps their list.",
     "growth: {law: logistic, ceiling: 4, midpoint: 1 y}"},
    {"E0323", "An agent's steps cannot be ordered.",
     "agent:\n"
     "  - {name: plan, after: [answer]}\n"
     "  - {name: answer, after: [plan]}",
     "Remove the circle, or the conversation beside the agent.",
     "agent:\n"
     "  - {name: plan}\n"
     "  - {name: answer, after: [plan]}"},
    {"E0340", "A job's failures have no rate, or two.",
     "failures: {}",
     "Add per_1000_node_days, mtbf or mix.",
     "failures: {per_1000_node_days: 1.2}"},
    {"E0341", "An elastic job has no data-parallel groups.",
     "elastic: true",
     "Say of how many groups it can do without some.",
     "elastic: true\n"
     "data_parallel: 16"},
    {"E0343", "A fallback without a deadline.",
     "fallback: {pool: on-demand}",
     "Add deadline.",
     "deadline: 20 d\n"
     "fallback: {pool: on-demand}"},
    {"E0344", "A job moves to where it is.",
     "pool: h100\n"
     "upgrade: {pool: h100, at: 30 d}",
     "Name another pool.",
     "pool: h100\n"
     "upgrade: {pool: h200, at: 30 d}"},
    {"E0345", "A spot market contradicts itself.",
     "contract: on_demand\n"
     "spot: {every: 8 h, availability: ticks.json}",
     "At most one of every, availability, and prices with a bid takes servers back; at most one "
     "of prices, steps and discount says what they cost; on a rented pool.",
     "contract: on_demand\n"
     "spot: {every: 8 h, servers: 2, discount: 60 %}"},
    {"E0346", "Maintenance windows that cannot be.",
     "maintenance_windows: [{at: 7 d, every: 1 h, duration: 2 h}]",
     "Shorten or space them; at most the pool's servers.",
     "maintenance_windows: [{at: 7 d, every: 30 d, duration: 2 h}]"},
    {"E0347", "Checkpoint settings exclude each other.",
     "checkpoint: {size: 5 TB, write_bandwidth: 100 GB/s, stall: 2 s}",
     "Keep one of them.",
     "checkpoint: {size: 5 TB, write_bandwidth: 100 GB/s, stall: 2 s,\n"
     "             asynchronous: true}"},
    {"E0348", "A checkpoint takes longer than the interval between two.",
     "checkpoint_every: 1 min\n"
     "checkpoint: {size: 14 TB, write_bandwidth: 100 GB/s}",
     "Lengthen the interval, or write faster.",
     "checkpoint_every: 30 min\n"
     "checkpoint: {size: 14 TB, write_bandwidth: 100 GB/s}"},
    {"E0349", "young_daly lacks what it is computed from.",
     "checkpoint_every: young_daly",
     "Add failures, and the size and bandwidth of checkpoints.",
     "checkpoint_every: young_daly\n"
     "failures: {mtbf: 20 h}\n"
     "checkpoint: {size: 5 TB, write_bandwidth: 100 GB/s}"},
    {"E0350", "Data-parallel groups do not divide the servers.",
     "accelerators: 64  # 8 servers\n"
     "data_parallel: 3",
     "Choose a divisor.",
     "accelerators: 64  # 8 servers\n"
     "data_parallel: 4"},
    {"E0351", "A training layout cannot be.",
     "accelerators: 64\n"
     "training: {model: llama-3.1-70b, tp: 7, tokens: 1e12}",
     "Choose degrees that divide; study training-run lists layouts.",
     "accelerators: 64\n"
     "training: {model: llama-3.1-70b, tp: 8, sharding: optimizer, tokens: 1e12}"},
    {"E0352", "A job's step time or amount of work is missing or given twice.",
     "- {name: train, pool: own, accelerators: 64}",
     "Give step_time and steps, or training with tokens.",
     "- {name: train, pool: own, accelerators: 64, step_time: 6 s, steps: 10000}"},
    {"E0353", "An input pipeline lacks what its rate follows from.",
     "input: {stages: [{name: decode}]}",
     "Add service, or item_size and bandwidth; items_per_step where no training is described.",
     "input: {items_per_step: 1024, stages: [{name: decode, service: 12 ms}]}"},
    {"E0360", "A job's accelerators do not fill its servers.",
     "accelerators: 12  # on servers of 8",
     "Take a multiple of what a server has.",
     "accelerators: 16  # on servers of 8"},
    {"E0361", "Checkpoints with a size and no bandwidth take no time.",
     "checkpoint: {size: 5 TB}",
     "Add write_bandwidth.",
     "checkpoint: {size: 5 TB, write_bandwidth: 100 GB/s}"},
    {"E0370", "A link ends nowhere.",
     "links: [{name: wan, between: [hall, halle]}]",
     "Name two places: sites, or origins of requests.",
     "links: [{name: wan, between: [hall, annex]}]"},
    {"E0371", "A link or a move of data joins a place to itself.",
     "links: [{name: wan, between: [hall, hall]}]",
     "Name two places.",
     "links: [{name: wan, between: [hall, annex]}]"},
    {"E0372", "A partition cuts off nothing, or two things.",
     "partitions: [{at: 1 h, duration: 10 min}]",
     "Name a site or a link.",
     "partitions: [{at: 1 h, duration: 10 min, link: wan}]"},
    {"E0373", "Two partitions of a site or a link overlap.",
     "partitions:\n"
     "  - {at: 1 h, duration: 30 min, site: hall}\n"
     "  - {at: 70 min, duration: 30 min, site: hall}",
     "Join them, in the order of time.",
     "partitions:\n"
     "  - {at: 1 h, duration: 40 min, site: hall}"},
    {"E0374", "Copies of checkpoints that are not written or have no size.",
     "checkpoint: {upload_to: annex}",
     "Add checkpoint_every and checkpoint.size.",
     "checkpoint_every: 30 min\n"
     "checkpoint: {size: 5 TB, write_bandwidth: 100 GB/s, upload_to: annex}"},
    {"E0380", "Equal sites from one entry cannot be expanded.",
     "# store stands for 3 sites, depot for 2\n"
     "workloads: … deployments: [at-store, at-depot]",
     "List those of one site, or say spread: any.",
     "workloads: … deployments: [at-store, at-depot]\n"
     "  spread: any"},
    {"E0381", "A module has more power than its racks may draw.",
     "racks: {power: 40 kW}\n"
     "modules: [{racks: 10, power: 1 MW}]",
     "Add racks to the module, or raise racks.power.",
     "racks: {power: 40 kW}\n"
     "modules: [{racks: 25, power: 1 MW}]"},
    {"E0382", "Nameplates exceed what the site may draw or shed.",
     "contracted_power: 10 kW  # under a server of 10.2 kW",
     "Contract more power, or accept throttling.",
     "contracted_power: 15 kW"},
    {"E0383", "A deployment of an API is not given as one.",
     "deployments: [{name: bought, pool: own, api: {price: openai/gpt-5.4-mini}}]",
     "Give api and site, no pool.",
     "deployments: [{name: bought, site: seller,\n"
     "               api: {price: openai/gpt-5.4-mini}}]"},
    {"E0384", "A pool has more accelerators than a run can count.",
     "pools: [{name: all, site: hall, server: dgx-h100, servers: 1000000}]",
     "Split it: a pool may have 1,281,023 accelerators.",
     "pools: [{name: north, site: hall, server: dgx-h100, servers: 150000},\n"
     "        {name: south, site: hall, server: dgx-h100, servers: 150000}]"},
    {"E0385", "Keys of a pool that do not go with how it is had.",
     "pools:\n"
     "  - {name: rented, contract: on_demand, staff: 60 kUSD/y, …}",
     "Leave them out: price, list_price, offer, granularity and minimum_charge "
     "are of rented servers; capex, life, residual, maintenance and staff of "
     "owned ones.",
     "pools:\n"
     "  - {name: rented, contract: on_demand, …}\n"
     "staff:\n"
     "  - {name: operators, …}"},
    {"E0386", "A key does nothing beside the others.",
     "replicas: 2\n"
     "autoscaler: {metric: queue, target: 4}",
     "An autoscaler needs a range of replicas, a cv a law of arrivals that has "
     "one; certificates above 100 % are paid for and lower no figure.",
     "replicas: {min: 2, max: 6}\n"
     "autoscaler: {metric: queue, target: 4}"},
    {"E0387", "The mean of a length lies outside of its limits.",
     "output: {lognormal: {mean: 500, max: 100}}",
     "Lengths are cut at min and max: the mean that is stated is not reached. "
     "Bring the three in order.",
     "output: {lognormal: {mean: 500, max: 4000}}"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_300() {
    return {std::begin(kCodes300), std::end(kCodes300)};
}

}  // namespace orrery
