// Which combinations are run, in which order, and how often: few looks at most, many at the best.
#include "sim/study/kinds/optimise_search.hpp"

#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"

namespace orrery::study {
namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kDefault = 8;
/// A first look is this part of all replications.
constexpr int kFirstPart = 8;
/// Combinations of one round, as a part of the open ones: a fixed number for any machine.
constexpr std::size_t kRoundPart = 32;
/// Combinations that are weighed for the next round.
constexpr std::size_t kWeighed = 64;

double median(Numbers values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

Search::Search(State& state, const StepSpec& step)
    : state_(state),
      step_(step),
      metric_(metric_named(state, step.metric)),
      constraints_(constraints_of(state, step)),
      sign_(metric_.larger_is_better ? -1 : 1),
      most_(replications_of(state, step, kDefault)) {
    least_ = std::min(most_, std::max(2, most_ / kFirstPart));
    for (const auto& at : combinations_of(step.vary)) {
        Candidate c;
        c.at = at;
        c.point = point_of(step.vary, at);
        all_.push_back(std::move(c));
    }
    for (const AxisSpec& axis : step.vary) slopes_.push_back(axis.monotone);
    inferred_.assign(all_.size(), -kUnbounded);
    inferred_missed_.resize(all_.size());
    tried_.assign(constraints_.size(), false);
    pooled_.assign(constraints_.size(), 0);
}

void Search::run() {
    const auto limit =
        step_.evaluations > 0 ? static_cast<std::size_t>(step_.evaluations) : all_.size();
    screen();
    while (done()) {
        settle();
        auto next = open();
        if (!next.empty() && simulated_ < limit) {
            next = next_of(next);
            next.resize(std::min(next.size(), limit - simulated_));
            simulate(next, least_);
        } else if (!halve() && (simulated_ >= limit || (!try_ruled_out() && !tell_apart()))) {
            break;
        }
    }
}

void Search::simulate(const std::vector<std::size_t>& which, int upto) {
    if (which.empty()) return;
    const auto have = static_cast<int>(all_[which.front()].runs.size());
    std::vector<Point> points;
    for (const std::size_t i : which) points.push_back(all_[i].point);
    const UnitTable table = state_.rounds.run(points, have, upto - have);
    if (!done()) return;
    for (std::size_t k = 0; k < which.size(); ++k) {
        Candidate& c = all_[which[k]];
        if (c.runs.empty()) ++simulated_;
        c.runs.insert(c.runs.end(), table[k].begin(), table[k].end());
        c.metrics = columns_of(state_, c.runs);
        if (!table[k].front().problem.empty()) {
            c.problem = table[k].front().problem;
            c.infeasible = table[k].front().infeasible;
        }
    }
    evaluations_ += which.size() * static_cast<std::size_t>(upto - have);
    pool();
}

double Search::mean(const Candidate& c, const MetricSpec& metric) const {
    for (std::size_t m = 0; m < c.metrics.size(); ++m) {
        if (state_.spec.metrics[m].name == metric.name) {
            return statistics::moments(c.metrics[m]).mean;
        }
    }
    return kNone;
}

double Search::value(const Candidate& c) const {
    return sign_ * mean(c, metric_);
}

bool Search::feasible(const Candidate& c) const {
    if (c.runs.empty() || !c.problem.empty() || std::isnan(value(c))) return false;
    return std::all_of(constraints_.begin(), constraints_.end(),
                       [&](const Constraint& k) { return holds(state_, k, c.metrics); });
}

int Search::best(int without, double relaxed) const {
    int found = -1;
    for (std::size_t i = 0; i < all_.size(); ++i) {
        const Candidate& c = all_[i];
        if (c.runs.empty() || !c.problem.empty() || std::isnan(value(c))) continue;
        bool fine = true;
        for (std::size_t k = 0; k < constraints_.size() && fine; ++k) {
            const bool loose = static_cast<int>(k) == without;
            fine = holds(state_, constraints_[k], c.metrics) || (loose && relaxed == 0) ||
                   (loose && room(state_, constraints_[k], c.metrics, relaxed) >= 0);
        }
        const bool less = found < 0 || value(c) < value(all_[static_cast<std::size_t>(found)]);
        if (fine && less) found = static_cast<int>(i);
    }
    return found;
}

double Search::bound_of(std::size_t index) const {
    return std::max(all_[index].bound, inferred_[index]);
}

bool Search::ruled_out(std::size_t index) const {
    return all_[index].screened >= 0 || !inferred_missed_[index].empty();
}

std::vector<std::size_t> Search::open() const {
    const int held = best();
    const double limit = held < 0 ? kUnbounded : value(all_[static_cast<std::size_t>(held)]);
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < all_.size(); ++i) {
        const Candidate& c = all_[i];
        if (!c.runs.empty() || !c.problem.empty() || ruled_out(i)) continue;
        if (bound_of(i) < limit) left.push_back(i);
    }
    std::stable_sort(left.begin(), left.end(),
                     [&](std::size_t a, std::size_t b) { return bound_of(a) < bound_of(b); });
    return left;
}

double Search::least_open() const {
    const auto left = open();
    return left.empty() ? kUnbounded : bound_of(left.front());
}

std::size_t Search::settled_by(std::size_t pick, const std::vector<std::size_t>& open,
                               bool feasible) const {
    std::size_t most = 0;
    const int last = feasible ? 0 : static_cast<int>(constraints_.size());
    for (int k = feasible ? -1 : 0; k < last; ++k) {
        std::size_t settled = 0;
        for (const std::size_t i : open) {
            const bool dearer =
                feasible && bound_of(i) >= bound_of(pick) && bound_of(pick) > -kUnbounded;
            settled += dearer || follows(all_[pick], all_[i], k) ? 1 : 0;
        }
        most = std::max(most, settled);
    }
    return most;
}

/// Those whose outcome, whatever it is, settles most of the others; where nothing is declared
/// monotone, the cheapest: all below the best must be seen, and none above it.
std::vector<std::size_t> Search::next_of(const std::vector<std::size_t>& open) const {
    const std::size_t size = std::max<std::size_t>(1, open.size() / kRoundPart);
    std::vector<std::size_t> picked;
    std::vector<std::size_t> left = open;
    while (picked.size() < size && !left.empty()) {
        const std::size_t stride = std::max<std::size_t>(1, left.size() / kWeighed);
        std::size_t pick = left.front();
        std::size_t most = 0;
        for (std::size_t i = 0; i < left.size(); i += stride) {
            const std::size_t sure =
                std::min(settled_by(left[i], left, true), settled_by(left[i], left, false));
            if (sure <= most) continue;
            most = sure;
            pick = left[i];
        }
        picked.push_back(pick);
        std::erase_if(left, [&](std::size_t i) {
            bool either = i == pick || (most > 1 && follows(all_[pick], all_[i], -1));
            for (int k = 0; k < static_cast<int>(constraints_.size()) && most > 1; ++k) {
                either = either || follows(all_[pick], all_[i], k);
            }
            return either;
        });
    }
    return picked;
}

bool Search::halve() {
    const int held = best();
    std::vector<std::size_t> left;
    auto fewest = static_cast<std::size_t>(most_);
    for (std::size_t i = 0; i < all_.size(); ++i) {
        const Candidate& c = all_[i];
        const std::size_t n = c.runs.size();
        if (n == 0 || n >= static_cast<std::size_t>(most_) || !c.problem.empty()) continue;
        bool out = held >= 0 && surely_worse(c, all_[static_cast<std::size_t>(held)]);
        for (int k = 0; k < static_cast<int>(constraints_.size()); ++k) {
            out = out || surely_missed(c, k);
        }
        if (out) continue;
        if (n < fewest) left.clear();
        fewest = std::min(fewest, n);
        if (n == fewest) left.push_back(i);
    }
    simulate(left, std::min(2 * static_cast<int>(fewest), most_));
    return !left.empty();
}

Numbers Search::differences(const Candidate& c, const Candidate& best) const {
    Numbers all;
    for (std::size_t m = 0; m < state_.spec.metrics.size(); ++m) {
        if (state_.spec.metrics[m].name != metric_.name) continue;
        for (std::size_t r = 0; r < std::min(c.runs.size(), best.runs.size()); ++r) {
            all.push_back(sign_ * (c.metrics[m][r] - best.metrics[m][r]));
        }
    }
    return all;
}

bool Search::surely_missed(const Candidate& c, int constraint) const {
    const auto k = static_cast<std::size_t>(constraint);
    return surely_misses(state_, constraints_[k], c.metrics, most_, pooled_[k]);
}

bool Search::surely_worse(const Candidate& c, const Candidate& best) const {
    if (std::isnan(value(c))) return true;
    const Numbers d = differences(c, best);
    return statistics::moments(d).mean > sure_error(d, most_, pooled_value_);
}

void Search::pool() {
    const auto deviation = [](const Numbers& values, Numbers& into) {
        const double sd = statistics::moments(values).sd;
        if (values.size() > 1 && !std::isnan(sd)) into.push_back(sd);
    };
    const int held = best();
    Numbers of_value;
    for (std::size_t i = 0; i < all_.size() && held >= 0; ++i) {
        if (static_cast<int>(i) == held || all_[i].runs.empty()) continue;
        deviation(differences(all_[i], all_[static_cast<std::size_t>(held)]), of_value);
    }
    pooled_value_ = median(of_value);
    for (std::size_t k = 0; k < constraints_.size(); ++k) {
        Numbers of_room;
        for (const Candidate& c : all_) {
            if (!c.runs.empty()) deviation(rooms(state_, constraints_[k], c.metrics), of_room);
        }
        pooled_[k] = median(of_room);
    }
}

std::set<int> Search::missed(std::size_t index) const {
    const Candidate& c = all_[index];
    std::set<int> out = inferred_missed_[index];
    if (c.screened >= 0) out.insert(c.screened);
    if (c.runs.empty()) return out;
    out.clear();
    for (std::size_t k = 0; k < constraints_.size(); ++k) {
        if (!holds(state_, constraints_[k], c.metrics)) out.insert(static_cast<int>(k));
    }
    return out;
}

std::pair<double, double> Search::range() const {
    double low = kUnbounded;
    double high = -kUnbounded;
    for (const Candidate& c : all_) {
        if (c.runs.empty() || std::isnan(value(c))) continue;
        low = std::min(low, value(c));
        high = std::max(high, value(c));
    }
    return {low, high};
}

}  // namespace orrery::study
