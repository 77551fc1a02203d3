// Which of compared plans keep their service levels, and which of those is the cheapest.
#include "sim/report/compare_levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/analysis/wording.hpp"

namespace orrery {
namespace {

/// "chat 93.4 % of the 98 % wanted"; empty: it keeps every service level.
std::string missed_by(const ComparedPlan& plan) {
    const std::string head = kLevels;
    const std::string tail = ".attainment";
    std::string missed;
    for (const auto& [path, reached] : plan.figures) {
        if (path.rfind(head, 0) != 0 || !path.ends_with(tail)) continue;
        const std::string entry = path.substr(0, path.size() - tail.size());
        const auto wanted = plan.figures.find(entry + ".target");
        if (wanted == plan.figures.end() || reached >= wanted->second) continue;
        missed += fmt::format("{}{} {} of the {} wanted", missed.empty() ? "" : ", ",
                              entry.substr(head.size()), analysis::percent_text(reached),
                              analysis::percent_text(wanted->second, 0));
    }
    return missed;
}

double cost_of(const ComparedPlan& plan) {
    const auto at = plan.figures.find("cost.total");
    return at == plan.figures.end() ? INFINITY : at->second;
}

/// A plan that promises nothing keeps nothing.
bool promises_as_much(const ComparedPlan& plan, const ComparedPlan& as) {
    return std::all_of(as.figures.begin(), as.figures.end(), [&plan](const auto& f) {
        const bool level = f.first.rfind(kLevels, 0) == 0 && f.first.ends_with(".attainment");
        return !level || plan.figures.count(f.first) > 0;
    });
}

}  // namespace

std::string missed_levels_text(const std::vector<ComparedPlan>& plans) {
    std::string out;
    for (const ComparedPlan& plan : plans) {
        const std::string missed = missed_by(plan);
        if (missed.empty()) continue;
        out += fmt::format(" {} misses its service levels: {}.", plan.name, missed);
    }
    return out;
}

std::string cheapest_that_keeps(const std::vector<ComparedPlan>& plans,
                                const std::string& currency) {
    const auto cheaper = [](const ComparedPlan& a, const ComparedPlan& b) {
        return cost_of(a) < cost_of(b);
    };
    const auto cheapest = std::min_element(plans.begin(), plans.end(), cheaper);
    if (missed_by(*cheapest).empty()) return {};
    const ComparedPlan* kept = nullptr;
    for (const ComparedPlan& plan : plans) {
        if (!promises_as_much(plan, *cheapest)) continue;
        if (missed_by(plan).empty() && (!kept || cheaper(plan, *kept))) kept = &plan;
    }
    if (!kept || std::isinf(cost_of(*kept))) return {};
    return fmt::format(
        "{} is the cheapest that keeps its service levels: {}; {} costs {} and misses them.",
        kept->name, analysis::amount_text(cost_of(*kept), currency), cheapest->name,
        analysis::amount_text(cost_of(*cheapest), currency));
}

std::string stays_cheapest(const std::vector<ComparedPlan>& plans, const std::string& currency) {
    const double own = cost_of(plans.front());
    const auto next =
        std::min_element(plans.begin() + 1, plans.end(),
                         [](const auto& a, const auto& b) { return cost_of(a) < cost_of(b); });
    if (!(own <= cost_of(*next)) || std::isinf(cost_of(*next))) return {};
    if (own == cost_of(*next)) {
        return fmt::format("{} costs the same as the baseline {}: {}.", next->name,
                           plans.front().name, analysis::amount_text(own, currency));
    }
    return fmt::format("The baseline {} stays the cheapest: {}; {} costs {}.", plans.front().name,
                       analysis::amount_text(own, currency), next->name,
                       analysis::amount_text(cost_of(*next), currency));
}

}  // namespace orrery
