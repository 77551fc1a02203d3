// What plans pay once, apart from what recurs: a project is no cost of every month.
#include "sim/report/compare_once.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/accounts/paid_once.hpp"
#include "sim/analysis/differs.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery {
namespace {

/// Less an amount; what is left of a figure that was nothing else is no figure.
void take_from(std::map<std::string, double>& figures, const std::string& path, double amount) {
    const auto at = figures.find(path);
    if (at == figures.end()) return;
    const double whole = std::fabs(at->second);
    at->second -= amount;
    if (!analysis::differs(at->second, whole)) figures.erase(at);
}

std::vector<PlanCosts> apart(const std::vector<ComparedPlan>& plans) {
    std::vector<PlanCosts> all;
    for (const ComparedPlan& plan : plans) all.push_back(costs_of(plan));
    return all;
}

bool nothing_once(const std::vector<PlanCosts>& all) {
    return std::all_of(all.begin(), all.end(), [](const auto& c) { return c.once.empty(); });
}

double recurring(const PlanCosts& c) {
    const auto at = c.rest.figures.find("cost.total");
    return at == c.rest.figures.end() ? 0 : at->second;
}

}  // namespace

double PlanCosts::paid_once() const {
    double sum = 0;
    for (const auto& [category, amount] : once) sum += amount;
    return sum;
}

PlanCosts costs_of(const ComparedPlan& plan) {
    PlanCosts out{plan, {}};
    auto& figures = out.rest.figures;
    for (const char* category : kPaidOnce) {
        const auto at = figures.find(std::string("cost.by_category.") + category);
        if (at == figures.end()) continue;
        out.once[category] = at->second;
        figures.erase(at);
    }
    const double once = out.paid_once();
    if (once == 0) return out;
    take_from(figures, std::string("cost.by_site.") + kNoSite, once);
    // A plan that pays nothing else still has a total.
    const auto total = figures.find("cost.total");
    if (total != figures.end()) total->second -= once;
    return out;
}

std::optional<StudyTable> once_table(const std::vector<ComparedPlan>& plans,
                                     const CompareFrame& frame) {
    const std::vector<PlanCosts> all = apart(plans);
    if (nothing_once(all)) return std::nullopt;
    StudyTable out;
    out.name = "compare_once";
    out.title = "What is paid once, apart from a month of 730 hours";
    out.columns = {{"", "name", StudyFormat::words, ""},
                   {"a month", "month", StudyFormat::money,
                    "effective cost but what is paid once × 730 h / span of the run"},
                   {"once", "once", StudyFormat::money, "Σ of what is paid once, in the run"}};
    for (const char* category : kPaidOnce) {
        out.columns.push_back({category, category, StudyFormat::money, "paid once, in the run"});
    }
    for (const PlanCosts& c : all) {
        std::vector<StudyCell> row{StudyCell(c.rest.name),
                                   StudyCell(recurring(c) * frame.to_month()),
                                   StudyCell(c.paid_once())};
        for (const char* category : kPaidOnce) {
            const auto at = c.once.find(category);
            row.push_back(at == c.once.end() ? StudyCell() : StudyCell(at->second));
        }
        out.rows.push_back(std::move(row));
    }
    return out;
}

std::string once_sentence(const std::vector<ComparedPlan>& plans, const CompareFrame& frame) {
    const std::vector<PlanCosts> all = apart(plans);
    if (nothing_once(all)) return {};
    std::string once;
    for (const PlanCosts& c : all) {
        once += fmt::format("{}{} {}", once.empty() ? "" : ", ", c.rest.name,
                            analysis::amount_text(c.paid_once(), frame.currency));
    }
    const auto least = std::min_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return recurring(a) < recurring(b);
    });
    return fmt::format(
        " These are costs of {}, with what is paid once in it: {}. Without that {} "
        "costs least: {}.",
        analysis::span_text(frame.horizon_s), once, least->rest.name,
        analysis::amount_text(recurring(*least), frame.currency));
}

}  // namespace orrery
