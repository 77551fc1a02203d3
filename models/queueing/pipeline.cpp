// A pipeline of stages (ingest, preprocessing, storage, accelerator): the slowest sets the rate.
#include "models/queueing/pipeline.hpp"

#include <algorithm>
#include <limits>

namespace orrery::queueing {
namespace {

double transfer_s(const Stage& s) {
    return s.bandwidth > 0 ? s.item_bytes / s.bandwidth : 0;
}

}  // namespace

double stage_seconds(const Stage& stage) {
    return stage.service_s + transfer_s(stage);
}

double stage_rate(const Stage& stage) {
    double rate = std::numeric_limits<double>::infinity();
    if (stage.service_s > 0) rate = stage.workers / stage.service_s;
    if (transfer_s(stage) > 0) rate = std::min(rate, 1 / transfer_s(stage));
    const double seconds = stage_seconds(stage);
    if (stage.in_flight > 0 && seconds > 0) rate = std::min(rate, stage.in_flight / seconds);
    return rate;
}

Flow flow_through(const std::vector<Stage>& stages, double wanted) {
    Flow flow;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const double rate = stage_rate(stages[i]);
        flow.latency_s += stage_seconds(stages[i]);
        if (rate >= least) continue;
        least = rate;
        flow.slowest = i;
    }
    flow.items_s = std::min(wanted, least);
    flow.limited = least < wanted;
    flow.in_flight = flow.items_s * flow.latency_s;
    flow.starved = wanted > 0 ? 1 - flow.items_s / wanted : 0;
    for (const Stage& stage : stages) {
        flow.busy.push_back(flow.items_s / stage_rate(stage));
        flow.needed.push_back(wanted * stage.service_s);
    }
    return flow;
}

}  // namespace orrery::queueing
