// The error codes E05xx: what is valid alone and jointly unsatisfiable.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes500[]{
    {"E0501", "Infeasible: the model does not fit its accelerators' memory.",
     "model: llama-3.1-405b\n"
     "pool: own  # one H100 of 80 GB\n"
     "tp: 1",
     "Raise tp, lower the precision, or use larger accelerators.",
     "model: llama-3.1-405b\n"
     "pool: own\n"
     "tp: 16"},
    {"E0502", "Infeasible: residency that no deployment satisfies.",
     "workloads: … residency: [FR]  # all sites are in DE",
     "Add a site in an allowed country.",
     "workloads: … residency: [DE]"},
    {"E0503", "Infeasible: a job larger than its pool.",
     "pools: [{name: own, servers: 4, …}]  # of 8 accelerators\n"
     "jobs: [{name: train, pool: own, accelerators: 64, …}]",
     "Enlarge the pool or shrink the job.",
     "pools: [{name: own, servers: 8, …}]\n"
     "jobs: [{name: train, pool: own, accelerators: 64, …}]"},
    {"E0504", "Infeasible: the first replicas have no room in their pool.",
     "servers: 1  # of 8 accelerators\n"
     "replicas: 9",
     "Add servers, or start with fewer replicas.",
     "servers: 2\n"
     "replicas: 9"},
    {"E0505", "Infeasible: the KV cache cannot hold one request.",
     "engine: {num_gpu_blocks: 10}",
     "Raise tp or num_gpu_blocks, lower kv_precision, or shorten the requests.",
     "engine: {num_gpu_blocks: 4000}"},
    {"E0506", "Infeasible: a training layout does not fit its accelerators' memory.",
     "training: {model: llama-3.1-405b, tp: 1, tokens: 1e12}",
     "Raise tp, pp or sharding, or recompute activations.",
     "training: {model: llama-3.1-405b, tp: 8, pp: 16,\n"
     "           sharding: optimizer, tokens: 1e12}"},
    {"E0507", "Infeasible: more servers than the racks hold.",
     "racks: {count: 2, units: 42}  # for 7 servers of 8 units and 10 kW",
     "Add racks or modules, or take fewer servers.",
     "racks: {count: 3, units: 42}"},
    {"E0508", "Infeasible: a server that no rack can hold or feed.",
     "racks: {power: 8 kW}  # for servers of 10.2 kW",
     "Raise the power of a rack, or choose other servers.",
     "racks: {power: 40 kW}"},
    {"E0509", "Infeasible: a site without power or cooling for its racks.",
     "contracted_power: 20 kW  # for servers that draw 38 kW idle",
     "Contract more, or move servers elsewhere.",
     "contracted_power: 200 kW"},
    {"E0511", "Infeasible: a job whose data may not go to its pool.",
     "data_classes: [{name: health, countries: [EU]}]\n"
     "jobs: … {pool: virginia, data_class: health}",
     "Move the job, or change the class.",
     "data_classes: [{name: health, countries: [EU]}]\n"
     "jobs: … {pool: frankfurt, data_class: health}"},
    {"E0512", "A fallback is taken away: its pool may not have the data.",
     "data_class: accounts  # countries: [EU]\n"
     "fallback: {pool: virginia}",
     "Name a pool that the data class allows.",
     "data_class: accounts\n"
     "fallback: {pool: frankfurt}"},
    {"E0513", "Infeasible: a data set where its class may not be.",
     "datasets: [{name: books, class: accounts, at: [hall],\n"
     "            replicate_to: [virginia]}]",
     "Copy it to a site that the class allows, or change the class.",
     "datasets: [{name: books, class: accounts, at: [hall],\n"
     "            replicate_to: [frankfurt]}]"},
    {"E0514", "Infeasible: copies of checkpoints where their job's class may not be.",
     "data_class: accounts  # countries: [EU]\n"
     "checkpoint: {size: 5 TB, upload_to: virginia}",
     "Upload to a site that the class allows.",
     "data_class: accounts\n"
     "checkpoint: {size: 5 TB, upload_to: frankfurt}"},
    {"E0520", "Infeasible: data that no site holds.",
     "datasets: [{name: corpus, size: 40 TB}]",
     "Say at which site they are.",
     "datasets: [{name: corpus, size: 40 TB, at: [hall]}]"},
    {"E0521", "Infeasible: data that cannot get to where they are needed.",
     "datasets: [{name: corpus, size: 40 TB, at: [paris]}]\n"
     "jobs: … input: {dataset: corpus}  # in Oslo, without links",
     "Add links that carry them, or a copy there.",
     "datasets: [{name: corpus, size: 40 TB, at: [paris]}]\n"
     "network: {links: [{name: wan, between: [paris, oslo],\n"
     "                   bandwidth: 10 Gb/s}]}"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_500() {
    return {std::begin(kCodes500), std::end(kCodes500)};
}

}  // namespace orrery
