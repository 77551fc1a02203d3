// An API that sells tokens: its rate limits, and the tokens and estimated energy of what it served.
#include <algorithm>

#include "sim/engine/simulation.hpp"

namespace orrery {
namespace {

/// A limit of r a second is granted by the minute, as providers state it.
constexpr double kBurstSeconds = 60;

double tokens_of(const Request& request) {
    return static_cast<double>(request.true_prompt()) + request.max_tokens;
}

}  // namespace

/// Both buckets, of requests and of tokens, have what the request takes. A request of more tokens
/// than a minute grants passes when its bucket is full.
bool Simulation::api_lets_pass(DeploymentId d, const Request& request) {
    const Deployment& deployment = world_.deployments[d.index()];
    if (deployment.requests_s_limit <= 0 && deployment.tokens_s_limit <= 0) return true;
    if (api_buckets_.empty()) {
        for (const Deployment& each : world_.deployments) {
            api_buckets_.push_back({std::max(1.0, each.requests_s_limit * kBurstSeconds),
                                    each.tokens_s_limit * kBurstSeconds, Nanos{0}});
        }
    }
    RateBucket& bucket = api_buckets_[d.index()];
    const double passed = (now_ - bucket.at).seconds();
    const double most = deployment.tokens_s_limit * kBurstSeconds;
    bucket.requests = std::min(std::max(1.0, deployment.requests_s_limit * kBurstSeconds),
                               bucket.requests + deployment.requests_s_limit * passed);
    bucket.tokens = std::min(most, bucket.tokens + deployment.tokens_s_limit * passed);
    bucket.at = now_;
    const bool by_requests = deployment.requests_s_limit <= 0 || bucket.requests >= 1;
    const bool by_tokens =
        deployment.tokens_s_limit <= 0 || bucket.tokens >= std::min(tokens_of(request), most);
    return by_requests && by_tokens;
}

void Simulation::api_takes(DeploymentId d, const Request& request) {
    if (api_buckets_.empty()) return;
    const Deployment& deployment = world_.deployments[d.index()];
    RateBucket& bucket = api_buckets_[d.index()];
    bucket.requests -= 1;
    bucket.tokens -= std::min(tokens_of(request), deployment.tokens_s_limit * kBurstSeconds);
}

/// By the provider's meter: prompt and output tokens of completed requests.
void Simulation::meter_tokens(const Request& request, const Deployment& deployment) {
    PoolUsage& usage = meters_.pool_at(deployment.pool, now_);
    usage.prefill_tokens += request.true_prompt();
    usage.decode_tokens += request.true_output();
    progressed_tokens_ += std::int64_t{request.true_prompt()} + request.true_output();
    const double joules = deployment.tokens->joules_input * request.true_prompt() +
                          deployment.tokens->joules_output * request.true_output();
    usage.iteration_energy_j += joules;
    metered_energy_.add(joules);
}

}  // namespace orrery
