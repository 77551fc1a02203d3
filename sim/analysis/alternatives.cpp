// What stands beside what: alternatives of the scenario, and what an hour costs in each pool.
#include "sim/analysis/alternatives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

constexpr std::size_t kNamed = 4;  ///< pools in a sentence

AlternativeRow row_of(const AlternativeSpec& spec, const Findings& f) {
    AlternativeRow row;
    row.name = spec.name;
    for (const std::string& site : spec.sites) {
        row.sites += (row.sites.empty() ? "" : ", ") + site;
        row.cost += value_of(f, "cost.by_site." + site);
        for (const PoolCostRow& pool : f.pool_costs) {
            if (pool.site == site) row.accelerator_hours += pool.accelerator_hours;
        }
    }
    row.per_hour = row.accelerator_hours > 0 ? row.cost / row.accelerator_hours : 0;
    return row;
}

double compared(const AlternativeRow& row, bool by_hour) {
    return by_hour ? row.per_hour : row.cost;
}

/// "466,618 USD more (3.2 %)"; empty for the first.
std::string beside_first(const Findings& f, std::size_t i) {
    if (i == 0) return {};
    const AlternativeRow& row = f.alternatives[i];
    const double first = compared(f.alternatives[0], f.alternatives_by_hour);
    const double size = row.difference < 0 ? -row.difference : row.difference;
    const std::string amount =
        f.alternatives_by_hour ? price_text(size) : amount_text(size, f.currency);
    return fmt::format(", {} {} ({})", amount, row.difference < 0 ? "less" : "more",
                       percent_text(first > 0 ? size / first : 0));
}

}  // namespace

void add_alternatives(const Input& in, Findings& out) {
    const FinanceSpec& finance = in.world.finance;
    out.alternatives_by_hour = finance.compare_by == CompareBy::accelerator_hour;
    for (const AlternativeSpec& spec : finance.alternatives) {
        AlternativeRow row = row_of(spec, out);
        if (!out.alternatives.empty()) {
            row.difference = compared(row, out.alternatives_by_hour) -
                             compared(out.alternatives[0], out.alternatives_by_hour);
        }
        const std::string path = "cost.alternatives." + spec.name;
        const std::string& c = in.ledger.currency;
        set_metric(out, path + ".total", row.cost, c, "Σ effective cost of its sites");
        set_metric(out, path + ".per_accelerator_hour", row.per_hour, c,
                   "its cost / accelerator hours that were there, used or not");
        set_metric(out, path + ".difference", row.difference, c,
                   out.alternatives_by_hour ? "an accelerator hour − that of the first alternative"
                                            : "its cost − that of the first alternative");
        out.alternatives.push_back(std::move(row));
    }
    if (out.alternatives.empty()) return;
    std::min_element(out.alternatives.begin(), out.alternatives.end(),
                     [&](const AlternativeRow& a, const AlternativeRow& b) {
                         return compared(a, out.alternatives_by_hour) <
                                compared(b, out.alternatives_by_hour);
                     })
        ->cheapest = true;
}

namespace {

/// Cash of an alternative's sites in present value; nothing where it is not known of each.
std::optional<double> present_value(const AlternativeSpec& spec, const Findings& f) {
    double sum = 0;
    for (const std::string& site : spec.sites) {
        const Metric* m = f.metrics.find("finance.npv_cost_by_site." + site);
        if (!m) return std::nullopt;
        sum += m->value;
    }
    return sum;
}

}  // namespace

/// Money comes early in one and late in another: with a discount rate they are held side by side in
/// present value too.
std::string discounted_alternatives(const Input& in, const Findings& f) {
    if (!f.finance || !f.finance->discount_rate || f.alternatives.empty()) return {};
    std::string text =
        fmt::format(" In present value at {} a year, ", percent_text(*f.finance->discount_rate));
    double first = 0;
    for (std::size_t i = 0; i < in.world.finance.alternatives.size(); ++i) {
        const AlternativeSpec& spec = in.world.finance.alternatives[i];
        const auto value = present_value(spec, f);
        if (!value) return {};
        if (i == 0) first = *value;
        text += fmt::format("{}{}{}", i == 0 ? "" : "; ", spec.name + " costs ",
                            amount_text(*value, f.currency));
        const double more = *value - first;
        if (i == 0) continue;
        text += fmt::format(", {} {}", amount_text(more < 0 ? -more : more, f.currency),
                            more < 0 ? "less" : "more");
    }
    return text + ".";
}

std::string alternatives_sentence(const Findings& f) {
    std::string text;
    for (std::size_t i = 0; i < f.alternatives.size(); ++i) {
        const AlternativeRow& row = f.alternatives[i];
        const std::string amount =
            f.alternatives_by_hour ? price_text(row.per_hour) : amount_text(row.cost, f.currency);
        if (f.alternatives_by_hour) {
            text += fmt::format("{}{} {} as {}", i == 0 ? "An accelerator-hour costs " : "; ",
                                amount, f.currency, row.name);
        } else {
            text += fmt::format("{}{} costs {}", i == 0 ? "" : "; ", row.name, amount);
        }
        text += beside_first(f, i);
    }
    return text.empty() ? text : text + ".";
}

std::string pool_cost_sentence(const Input& in, const Findings& f) {
    const bool serves = value_of(f, "requests.arrived") > 0;
    if (serves || !in.world.finance.alternatives.empty() || f.pool_costs.size() < 2) return {};
    std::string text = "An accelerator-hour costs ";
    const std::size_t named = std::min(f.pool_costs.size(), kNamed);
    for (std::size_t i = 0; i < named; ++i) {
        const PoolCostRow& row = f.pool_costs[i];
        text += fmt::format("{}{} {} in {}", i == 0 ? "" : ", ", price_text(row.per_hour),
                            f.currency, row.pool);
    }
    const std::size_t more = f.pool_costs.size() - named;
    return text + (more > 0 ? fmt::format(" and so on in {} more.", more) : ".");
}

}  // namespace orrery::analysis
