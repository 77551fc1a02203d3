// What a result keeps beside its figures, so that they can be asked why: counts, waits, inputs.
#include "sim/store/result_rows.hpp"

namespace orrery {
namespace {

ServedRow served_row(const World& world, std::size_t w, std::size_t d, const ServingStats& s) {
    ServedRow row;
    row.workload = world.workloads[w].name;
    row.deployment = world.deployments[d].name;
    row.site = world.sites[world.deployments[d].site.index()].name;
    row.completed = s.completed;
    row.measured = s.measured;
    row.slo_met = s.slo_met;
    row.prompt_tokens = s.prompt_tokens;
    row.output_tokens = s.output_tokens;
    row.ttft_p50_s = s.ttft.quantile(0.5);
    row.ttft_p99_s = s.ttft.quantile(0.99);
    row.e2e_p99_s = s.e2e.quantile(0.99);
    for (std::size_t c = 0; c < kWaitCauses; ++c) {
        row.wait_s[c] = static_cast<double>(s.wait_ns[c]) * 1e-9;
    }
    return row;
}

}  // namespace

ResultRows result_rows(const World& world, const Observations& o) {
    ResultRows out;
    out.warmup_s = world.warmup.seconds();
    out.inputs = world.origins;
    for (std::size_t w = 0; w < o.workloads.size(); ++w) {
        out.requests.push_back(
            {world.workloads[w].name, world.workloads[w].tenant, o.workloads[w]});
    }
    for (std::size_t w = 0; w < o.serving.size(); ++w) {
        for (std::size_t d = 0; d < o.serving[w].size(); ++d) {
            if (o.serving[w][d].completed == 0) continue;
            out.served.push_back(served_row(world, w, d, o.serving[w][d]));
        }
    }
    return out;
}

}  // namespace orrery
