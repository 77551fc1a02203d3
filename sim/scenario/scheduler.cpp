// How an engine forms its iterations: one batching engine, its behaviours as settings.
#include "sim/scenario/scheduler.hpp"

namespace orrery {
namespace {

/// SGLang holds back a share of each request's max_tokens that decays to about a tenth while no
/// request has to be retracted (its schedule policy's new-token ratio).
constexpr double kSglangReserve = 0.1;
/// vLLM v0 and Sarathi leave a hundredth of the blocks free when they admit.
constexpr double kWatermark = 0.01;

SchedulerKind by_engine(const std::string& engine) {
    if (engine.rfind("sglang", 0) == 0) return SchedulerKind::sglang;
    if (engine.rfind("trtllm", 0) == 0) return SchedulerKind::trtllm;
    if (engine.rfind("vllm02", 0) == 0) return SchedulerKind::vllm_v0;
    return SchedulerKind::vllm_v1;
}

}  // namespace

SchedulerRules scheduler_rules(SchedulerKind kind, const std::string& engine) {
    SchedulerRules rules;
    switch (kind) {
        case SchedulerKind::automatic:
            return scheduler_rules(by_engine(engine), engine);
        case SchedulerKind::vllm_v1:
            rules.prefix_cache = true;
            break;
        case SchedulerKind::vllm_v0:
            rules.exclusive = rules.step_block = rules.by_arrival = true;
            rules.chunked = false;
            rules.watermark = kWatermark;
            break;
        case SchedulerKind::sglang:
            rules.exclusive = true;
            rules.prefix_cache = true;
            rules.reserve = kSglangReserve;
            break;
        case SchedulerKind::trtllm:
            rules.prefix_cache = true;
            rules.reserve = 1;
            break;
        case SchedulerKind::sarathi:
            rules.step_block = rules.by_arrival = true;
            rules.watermark = kWatermark;
            break;
    }
    return rules;
}

}  // namespace orrery
