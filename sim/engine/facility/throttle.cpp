// Who yields when a site is short of power: one decision from what an operator would see.
#include "sim/engine/facility/throttle.hpp"

#include <algorithm>
#include <numeric>

namespace orrery {
namespace {

/// Sums of watts are compared with this much room for rounding, relative.
constexpr double kPowerRounding = 1e-12;

ThrottleStep between(const ThrottleStep& fast, const ThrottleStep& slow, double share) {
    return {slow.speed + share * (fast.speed - slow.speed),
            slow.dynamic_w + share * (fast.dynamic_w - slow.dynamic_w)};
}

/// Who yields first; claims of one job do not exist twice, so the order is total.
std::vector<std::size_t> yielding_order(const std::vector<PowerClaim>& claims) {
    std::vector<std::size_t> order(claims.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t k) {
        const PowerClaim& a = claims[i];
        const PowerClaim& b = claims[k];
        if (a.priority != b.priority) return a.priority > b.priority;
        if (a.slack != b.slack) return a.slack > b.slack;
        if (a.submit != b.submit) return a.submit > b.submit;
        return a.job > b.job;
    });
    return order;
}

/// The share of its speed that a job needs until the next decision for its deadline.
double needed_speed(const PowerClaim& claim, Nanos remaining) {
    if (claim.slack >= remaining) return 0;
    if (claim.slack <= Nanos{0}) return 1;
    return 1 - claim.slack.seconds() / remaining.seconds();
}

class Sharing {
public:
    explicit Sharing(const PowerView& view) : view_(view), order_(yielding_order(view.claims)) {
        reset();
    }

    void reset() {
        steps_.clear();
        for (const PowerClaim& claim : view_.claims) steps_.push_back(claim.steps.front());
    }

    [[nodiscard]] bool fits(double cap_w) const { return total() <= cap_w * (1 + kPowerRounding); }

    void yield(double cap_w, bool even_if_late) {
        for (const std::size_t i : order_) {
            if (fits(cap_w)) return;
            const PowerClaim& claim = view_.claims[i];
            const double others = total() - claim.site_w_per_w * steps_[i].dynamic_w;
            ThrottleStep next = fastest_within(claim.steps, (cap_w - others) / claim.site_w_per_w);
            const double needed = even_if_late ? 0 : needed_speed(claim, view_.remaining);
            if (next.speed < needed) next = least_for(claim.steps, needed);
            if (next.speed < steps_[i].speed) steps_[i] = next;
        }
    }

    [[nodiscard]] std::vector<ThrottleStep> take() { return std::move(steps_); }

private:
    [[nodiscard]] double total() const {
        double sum = view_.base_w;
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            sum += view_.claims[i].site_w_per_w * steps_[i].dynamic_w;
        }
        return sum;
    }

    const PowerView& view_;
    std::vector<std::size_t> order_;
    std::vector<ThrottleStep> steps_;
};

}  // namespace

ThrottleStep fastest_within(const std::vector<ThrottleStep>& steps, double dynamic_w) {
    if (steps.front().dynamic_w <= dynamic_w) return steps.front();
    for (std::size_t i = 1; i < steps.size(); ++i) {
        const ThrottleStep& fast = steps[i - 1];
        const ThrottleStep& slow = steps[i];
        if (slow.dynamic_w > dynamic_w) continue;
        return between(fast, slow,
                       (dynamic_w - slow.dynamic_w) / (fast.dynamic_w - slow.dynamic_w));
    }
    return {0, 0};
}

ThrottleStep least_for(const std::vector<ThrottleStep>& steps, double speed) {
    if (speed >= steps.front().speed) return steps.front();
    for (std::size_t i = 1; i < steps.size(); ++i) {
        const ThrottleStep& fast = steps[i - 1];
        const ThrottleStep& slow = steps[i];
        if (slow.speed > speed) continue;
        return between(fast, slow, (speed - slow.speed) / (fast.speed - slow.speed));
    }
    return steps.back();
}

PowerDecision share_power(const PowerView& view) {
    PowerDecision decision;
    Sharing sharing(view);
    sharing.yield(view.cap_w, false);
    decision.agreement_met = sharing.fits(view.cap_w);
    if (!decision.agreement_met) {
        sharing.reset();
        sharing.yield(view.firm_cap_w, false);
        sharing.yield(view.firm_cap_w, true);
        decision.cap_met = sharing.fits(view.firm_cap_w);
    }
    decision.steps = sharing.take();
    return decision;
}

}  // namespace orrery
