// When requests arrive in a run that simulates some days only, and how many each stands for.
#include "sim/engine/sampled/gate.hpp"

#include "sim/engine/sampled/plan.hpp"

namespace orrery {
namespace {

class DaysOf final : public RequestSource {
public:
    DaysOf(std::unique_ptr<RequestSource> source, const std::vector<SimulatedSpan>& spans)
        : source_(std::move(source)), spans_(spans) {
        enter();
    }

    bool next(TraceRequest& request) override {
        while (span_ < spans_.size() && source_->next(request)) {
            if (jumps_ && request.arrival >= spans_[span_].until) {
                ++span_;
                enter();
                continue;
            }
            while (span_ < spans_.size() && request.arrival >= spans_[span_].until) ++span_;
            if (span_ < spans_.size() && request.arrival >= spans_[span_].from) return true;
        }
        return false;
    }

private:
    void enter() {
        if (span_ < spans_.size()) jumps_ = source_->jump_to(spans_[span_].from);
    }

    std::unique_ptr<RequestSource> source_;
    const std::vector<SimulatedSpan>& spans_;
    std::size_t span_ = 0;
    bool jumps_ = false;
};

}  // namespace

std::unique_ptr<RequestSource> open_days(std::unique_ptr<RequestSource> source,
                                         const SampledPlan& plan) {
    return std::make_unique<DaysOf>(std::move(source), plan.spans);
}

DayGate::DayGate(const SampledPlan* plan, std::size_t workloads)
    : plan_(plan), carried_(workloads, 0.5) {}

/// Time mostly goes on: it looks from where it was.
std::size_t DayGate::span_after(Nanos t) const {
    const auto& spans = plan_->spans;
    while (seen_ > 0 && spans[seen_ - 1].until > t) --seen_;
    while (seen_ < spans.size() && spans[seen_].until <= t) ++seen_;
    return seen_;
}

std::int32_t DayGate::unit_at(Nanos t) const {
    const std::size_t i = span_after(t);
    return i < plan_->spans.size() && plan_->spans[i].from <= t ? plan_->spans[i].unit : -1;
}

Nanos DayGate::opens(Nanos now) const {
    if (!plan_) return now;
    const std::size_t i = span_after(now);
    return i < plan_->spans.size() ? max(now, plan_->spans[i].from) : Nanos::never();
}

std::int32_t DayGate::count_for(WorkloadId workload, Nanos now) {
    if (!plan_) return 1;
    const std::int32_t unit = unit_at(now);
    if (unit < 0) return 0;
    double& carried = carried_[workload.index()];
    carried += plan_->units[static_cast<std::size_t>(unit)].weight[workload.index()];
    const auto whole = static_cast<std::int32_t>(carried);
    carried -= whole;
    return whole;
}

}  // namespace orrery
