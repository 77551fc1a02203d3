// Runs without demand: few of them, where what they come to is a sum over separate axes.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/statistics/interval.hpp"
#include "sim/study/kinds/optimise_search.hpp"

namespace orrery::study {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
/// Relative: postings are rounded to micro-units, so that sums of small ones are not exact. Bounds
/// that are sums are taken to be less by that much.
constexpr double kRounding = 1e-4;

double member(const UnitResult& unit, const char* name) {
    for (const auto& [path, value] : unit.members) {
        if (path == name) return value;
    }
    return 0;
}

bool begins(const std::string& text, const char* with) {
    return text.rfind(with, 0) == 0;
}

bool equal(double a, double b, double size) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return std::fabs(a - b) <= kRounding * size;
}

/// Axes in groups, by a representative of each.
class Groups {
public:
    explicit Groups(std::size_t n) : of_(n) { std::iota(of_.begin(), of_.end(), std::size_t{0}); }
    void join(std::size_t a, std::size_t b) {
        const std::size_t from = of_[b];
        for (std::size_t& one : of_) one = one == from ? of_[a] : one;
    }
    [[nodiscard]] std::size_t of(std::size_t axis) const { return of_[axis]; }
    [[nodiscard]] bool together(std::size_t a, std::size_t b) const { return of_[a] == of_[b]; }

private:
    std::vector<std::size_t> of_;
};

}  // namespace

double Search::idle_value(UnitResult unit) const {
    const auto& leaves = state_.bed().question.leaves;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        // Nobody waits where nobody comes.
        const bool wait = begins(leaves[i], "latency.") || begins(leaves[i], "waits.") ||
                          begins(leaves[i], "lost.");
        if (wait && std::isnan(unit.values[i])) unit.values[i] = 0;
    }
    return metric_of(state_, metric_, unit);
}

IdleFigures Search::idle_figures(const std::vector<UnitResult>& row) const {
    IdleFigures f;
    for (const UnitResult& unit : row) {
        f.values.push_back(idle_value(unit));
        const double load = member(unit, "idle.load");
        f.capacity.push_back(load > 0 ? 1 / load : 0);
    }
    f.span_s = member(row.front(), "idle.span_s");
    return f;
}

std::size_t Search::index_of(const std::vector<std::size_t>& at) const {
    std::size_t index = 0;
    for (std::size_t a = 0; a < at.size(); ++a) {
        index = index * step_.vary[a].values.size() + at[a];
    }
    return index;
}

/// Runs those that were not run yet; false where one cannot be built, or rounds are incomplete.
bool Search::probe(const std::vector<std::vector<std::size_t>>& where) {
    std::vector<std::size_t> fresh;
    for (const auto& at : where) {
        const std::size_t i = index_of(at);
        const bool asked = std::find(fresh.begin(), fresh.end(), i) != fresh.end();
        if (idle_.count(i) == 0 && !asked) fresh.push_back(i);
    }
    std::vector<Point> points;
    for (const std::size_t i : fresh) {
        points.push_back(all_[i].point);
        points.back().idle = true;
    }
    // Prices that are drawn differ by replication; without draws one idle run is all of them.
    const int count = state_.bed().inputs.all.empty() ? 1 : most_;
    const UnitTable table = state_.rounds.run(points, 0, count);
    if (!done()) return false;
    screenings_ += points.size() * static_cast<std::size_t>(count);
    bool built = true;
    for (std::size_t k = 0; k < fresh.size(); ++k) {
        Candidate& c = all_[fresh[k]];
        c.problem = table[k].front().problem;
        c.infeasible = table[k].front().infeasible;
        built = built && c.problem.empty();
        idle_[fresh[k]] = c.problem.empty() ? idle_figures(table[k]) : IdleFigures();
    }
    return built;
}

/// The first combination's figures and what each group, alone at this combination's values, adds.
IdleFigures Search::summed(const std::vector<std::size_t>& at,
                           const std::vector<std::size_t>& group) const {
    const IdleFigures& first = idle_.at(0);
    IdleFigures sum = first;
    for (std::size_t g = 0; g < at.size(); ++g) {
        std::vector<std::size_t> alone(at.size(), 0);
        for (std::size_t a = 0; a < at.size(); ++a) alone[a] = group[a] == g ? at[a] : 0;
        const auto it = idle_.find(index_of(alone));
        if (it == idle_.end()) continue;
        for (std::size_t r = 0; r < sum.values.size(); ++r) {
            sum.values[r] += it->second.values[r] - first.values[r];
            sum.capacity[r] += it->second.capacity[r] - first.capacity[r];
        }
    }
    return sum;
}

bool Search::adds_up(const std::vector<std::size_t>& at,
                     const std::vector<std::size_t>& group) const {
    const IdleFigures& own = idle_.at(index_of(at));
    const IdleFigures sum = summed(at, group);
    const IdleFigures& first = idle_.at(0);
    for (std::size_t r = 0; r < own.values.size(); ++r) {
        const double size = std::fabs(own.values[r]) + std::fabs(first.values[r]);
        const double room = own.capacity[r] + first.capacity[r];
        if (idle_bounds_ && !equal(own.values[r], sum.values[r], size)) return false;
        if (!equal(own.capacity[r], sum.capacity[r], room)) return false;
    }
    return own.span_s == first.span_s;
}

/// Every axis alone, then pairs at their last values: those that do not add up are one group, of
/// which all combinations are run. Whether sums of groups hold is tried at the last values of all
/// and in the middle. Nothing where they do not.
std::optional<std::vector<std::size_t>> Search::separable() {
    const std::size_t n = step_.vary.size();
    const std::vector<std::size_t> first(n, 0);
    std::vector<std::size_t> last;
    std::vector<std::size_t> middle;
    std::vector<std::vector<std::size_t>> where{first};
    for (std::size_t a = 0; a < n; ++a) {
        const std::size_t size = step_.vary[a].values.size();
        last.push_back(size - 1);
        middle.push_back(size / 2);
        for (std::size_t v = 1; v < size; ++v) {
            where.push_back(first);
            where.back()[a] = v;
        }
    }
    const auto pair = [&](std::size_t a, std::size_t b) {
        std::vector<std::size_t> at = first;
        at[a] = last[a];
        at[b] = last[b];
        return at;
    };
    for (std::size_t b = 1; b < n; ++b) {
        for (std::size_t a = 0; a < b; ++a) where.push_back(pair(a, b));
    }
    where.push_back(last);
    where.push_back(middle);
    if (where.size() >= all_.size() || !probe(where)) return std::nullopt;
    std::vector<std::size_t> alone(n);
    std::iota(alone.begin(), alone.end(), std::size_t{0});
    Groups groups(n);
    for (std::size_t b = 1; b < n; ++b) {
        for (std::size_t a = 0; a < b; ++a) {
            if (!adds_up(pair(a, b), alone)) groups.join(a, b);
        }
    }
    std::vector<std::vector<std::size_t>> within;
    for (const Candidate& c : all_) {
        std::set<std::size_t> moved;
        for (std::size_t a = 0; a < n; ++a) {
            if (c.at[a] > 0) moved.insert(groups.of(a));
        }
        if (moved.size() == 1) within.push_back(c.at);
    }
    if (!probe(within)) return std::nullopt;
    std::vector<std::size_t> group;
    for (std::size_t a = 0; a < n; ++a) group.push_back(groups.of(a));
    if (!adds_up(last, group) || !adds_up(middle, group)) return std::nullopt;
    return group;
}

void Search::screen() {
    if (!step_.screen) return;
    idle_bounds_ = sign_ > 0 && rises_with_demand();
    const auto group = separable();
    if (!done()) return;
    if (!group) {
        std::vector<std::vector<std::size_t>> every;
        for (const Candidate& c : all_) every.push_back(c.at);
        probe(every);
        if (!done()) return;
    }
    for (std::size_t i = 0; i < all_.size(); ++i) {
        const auto it = idle_.find(i);
        if (!all_[i].problem.empty()) continue;
        if (it != idle_.end()) {
            take_screening(all_[i], it->second, 0);
        } else {
            take_screening(all_[i], summed(all_[i].at, *group), kRounding);
        }
    }
}

void Search::take_screening(Candidate& c, const IdleFigures& f, double error) {
    if (idle_bounds_) c.bound = statistics::moments(f.values).mean;
    if (std::isnan(c.bound)) c.bound = -kInfinite;
    if (std::isfinite(c.bound)) c.bound -= error * std::fabs(c.bound);
    double most = 0;
    for (const double capacity : f.capacity) most = std::max(most, (1 + error) * capacity);
    c.load = f.capacity.front() > 0 ? 1 / f.capacity.front() : 0;
    c.screened = overloaded(most > 0 ? 1 / most : 0, f.span_s);
}

}  // namespace orrery::study
