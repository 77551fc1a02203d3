// The error codes E05xx: what is valid alone and jointly unsatisfiable.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0501", "Infeasible: the model does not fit its accelerators' memory.",
     "70B in bf16 on one 24 GB card",
     "Raise tp, lower the precision, or use larger accelerators."},
    {"E0502", "Infeasible: residency that no deployment satisfies.",
     "residency: [FR], sites in DE",
     "Add a site in an allowed country."},
    {"E0503", "Infeasible: a job larger than its pool.",
     "accelerators: 64 on 4 servers of 8",
     "Enlarge the pool or shrink the job."},
    {"E0504", "Infeasible: the first replicas have no room in their pool.",
     "9 replicas of 1 on 8 accelerators",
     "Add servers, or start with fewer replicas."},
    {"E0505", "Infeasible: the KV cache cannot hold one request.",
     "engine: {num_gpu_blocks: 10}",
     "Raise tp or num_gpu_blocks, lower kv_precision, or shorten the requests."},
    {"E0506", "Infeasible: a training layout does not fit its accelerators' memory.",
     "llama-3.1-405b with tp: 1 on 80 GB",
     "Raise tp, pp or sharding, or recompute activations."},
    {"E0507", "Infeasible: more servers than the racks hold.",
     "racks: {count: 2} for 20 servers of 8 units",
     "Add racks or modules, or take fewer servers."},
    {"E0508", "Infeasible: a server that no rack can hold or feed.",
     "a server of 14 kW, racks: {power: 10 kW}",
     "Raise the power of a rack, or choose other servers."},
    {"E0509", "Infeasible: a site without power or cooling for its racks.",
     "contracted_power: 20 kW for servers that draw 30 kW idle",
     "Contract more, or move servers elsewhere."},
    {"E0511", "Infeasible: a job whose data may not go to its pool.",
     "data_class: health (EU) on a pool in the US",
     "Move the job, or change the class."},
    {"E0512", "A fallback is taken away: its pool may not have the data.",
     "fallback: {pool: us}",
     "Name a pool that the data class allows."},
    {"E0513", "Infeasible: a data set where its class may not be.",
     "class: accounts (EU), replicate_to: [virginia]",
     "Copy it to a site that the class allows, or change the class."},
    {"E0514", "Infeasible: copies of checkpoints where their job's class may not be.",
     "data_class: accounts (EU), upload_to: virginia",
     "Upload to a site that the class allows."},
    {"E0520", "Infeasible: data that no site holds.",
     "input: {dataset: corpus}, corpus without at",
     "Say at which site they are."},
    {"E0521", "Infeasible: data that cannot get to where they are needed.",
     "a dataset in Paris, a job in Oslo, no links",
     "Add links that carry them, or a copy there."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_500() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
