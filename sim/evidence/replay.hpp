// A recorded list of requests through a deployment of one model: what validations run.
#pragma once
#include <memory>
#include <vector>

#include "sim/engine/run.hpp"

namespace orrery {

struct ReplayRequest {
    double arrival_s = 0;
    int prompt = 0;
    int output = 0;
};

struct ReplayTimes {
    double first_token_s = 0;  ///< since the arrival
    double finish_s = 0;
    int output = 0;
    double seen_s = 0;  ///< where the rules have an inbox: when the engine took it from there
};

struct ReplaySetup {
    llm::IterationTable table;  ///< KV capacity and energy; times where `measured` is empty
    std::shared_ptr<const llm::StepModel> measured;
    SchedulerRules rules;
    BalancerKind balancer = BalancerKind::round_robin;
    int replicas = 1;
    int max_num_seqs = 128;
    int token_budget = 4096;
};

struct ReplayResult {
    std::vector<ReplayTimes> requests;  ///< as given; finish −1 where it was not served
    std::int64_t iterations = 0;
    std::int64_t preemptions = 0;
};

/// Runs until every request is done. Arrivals ascend.
ReplayResult replay(const ReplaySetup& setup, const std::vector<ReplayRequest>& requests);

/// A table without times or energy, for setups whose times are measured.
llm::IterationTable blank_table(std::int64_t blocks, int block_tokens, int tokens, int sequences);

}  // namespace orrery
