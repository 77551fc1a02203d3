// `validate bill`: matched lines, residuals on both sides, and why they differ.
#include "sim/evidence/bill.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "models/finance/variance.hpp"

namespace orrery {
namespace {

bool within(Money difference, Money base, double tolerance) {
    return std::fabs(difference.units()) <= tolerance * std::fabs(base.units()) + 1e-9;
}

/// Quantities can be told from prices: one unit, and something on both sides.
bool comparable(const BillMatch& m) {
    const bool one = !m.simulated.several && !m.actual.several;
    return one && m.simulated.quantity > 0 && m.actual.quantity > 0 &&
           (m.simulated.unit == m.actual.unit || m.simulated.unit.empty());
}

/// Of one unit; the price takes what is left, so that the three are the difference exactly.
void add_variance(const std::vector<const BillMatch*>& lines, BillVariance& out) {
    std::vector<finance::VarianceLine> prices;
    Money difference;
    for (const BillMatch* m : lines) {
        prices.push_back({m->simulated.quantity, m->simulated.cost.units() / m->simulated.quantity,
                          m->actual.quantity, m->actual.cost.units() / m->actual.quantity});
        difference += m->difference();
    }
    const finance::Variance v = finance::variance(prices);
    const Money volume = round_money(v.volume);
    const Money mix = round_money(v.mix);
    out.volume += volume;
    out.mix += mix;
    out.price += difference - volume - mix;
}

BillVariance variance_of(const std::vector<BillMatch>& matched) {
    BillVariance out;
    std::map<std::string, std::vector<const BillMatch*>> by_unit;
    for (const BillMatch& m : matched) {
        if (comparable(m)) by_unit[m.actual.unit].push_back(&m);
        if (!comparable(m)) out.other += m.difference();
    }
    for (const auto& [unit, lines] : by_unit) add_variance(lines, out);
    return out;
}

void judge(BillComparison& c) {
    const double t = c.tolerance;
    std::size_t lines = 0;
    for (const BillMatch& m : c.matched) lines += m.within ? 0 : 1;
    if (lines > 0) {
        c.failures.push_back(fmt::format("{} of {} matched lines differ by more than {:.4g} %",
                                         lines, c.matched.size(), 100 * t));
    }
    const Money difference = c.actual.total - c.simulated.total;
    if (!within(difference, c.simulated.total, t)) {
        c.failures.push_back(fmt::format("the totals differ by {}", to_string(difference, 2)));
    }
    if (!within(c.residual_actual, c.actual.total, t)) {
        c.failures.push_back(fmt::format("{} of the bill has no partner in the run",
                                         to_string(c.residual_actual, 2)));
    }
    if (!within(c.residual_simulated, c.simulated.total, t)) {
        c.failures.push_back(fmt::format("{} of the run has no partner in the bill",
                                         to_string(c.residual_simulated, 2)));
    }
}

std::string name_of(const BillKey& key) {
    return key.month + " " + key.sku + (key.tag.empty() ? "" : " [" + key.tag + "]");
}

nlohmann::ordered_json json_of(const BillKey& key) {
    return {{"month", key.month}, {"sku", key.sku}, {"tag", key.tag}};
}

nlohmann::ordered_json residuals_json(const std::vector<BillResidual>& residuals) {
    auto out = nlohmann::ordered_json::array();
    for (const BillResidual& r : residuals) {
        auto row = json_of(r.key);
        row["cost"] = to_string(r.line.cost);
        row["quantity"] = r.line.quantity;
        row["unit"] = r.line.unit;
        out.push_back(std::move(row));
    }
    return out;
}

std::string residuals_text(const char* title, const std::vector<BillResidual>& residuals,
                           Money total) {
    std::string out = fmt::format("\n{}: {}\n", title, to_string(total, 2));
    for (const BillResidual& r : residuals) {
        out += fmt::format("  {:<52}{:>16}\n", name_of(r.key), to_string(r.line.cost, 2));
    }
    return out;
}

}  // namespace

BillComparison compare_bills(Bill simulated, Bill actual, const BillOptions& options) {
    BillComparison c;
    c.tolerance = options.tolerance;
    for (const auto& [key, line] : simulated.lines) {
        const auto partner = actual.lines.find(key);
        if (partner == actual.lines.end()) {
            c.only_simulated.push_back({key, line});
            c.residual_simulated += line.cost;
            continue;
        }
        BillMatch match{key, line, partner->second, false};
        match.within = within(match.difference(), line.cost, options.tolerance);
        c.matched.push_back(match);
    }
    for (const auto& [key, line] : actual.lines) {
        if (simulated.lines.count(key) > 0) continue;
        c.only_actual.push_back({key, line});
        c.residual_actual += line.cost;
    }
    c.variance = variance_of(c.matched);
    c.simulated = std::move(simulated);
    c.actual = std::move(actual);
    judge(c);
    return c;
}

std::string bill_text(const BillComparison& c) {
    const Money difference = c.actual.total - c.simulated.total;
    std::string out = fmt::format(
        "Answer: the bill is {} {}, the run says {}: {} ({}).\n\n{:<54}{:>16}{:>16}{:>14}\n",
        to_string(c.actual.total, 2), c.actual.currency, to_string(c.simulated.total, 2),
        to_string(difference, 2), difference.micros > 0 ? "U, unfavourable" : "F, favourable",
        "month, SKU, tag", "simulated", "billed", "difference");
    for (const BillMatch& m : c.matched) {
        out += fmt::format("{} {:<52}{:>16}{:>16}{:>14}\n", m.within ? ' ' : '!', name_of(m.key),
                           to_string(m.simulated.cost, 2), to_string(m.actual.cost, 2),
                           to_string(m.difference(), 2));
    }
    out += residuals_text("Only in the run", c.only_simulated, c.residual_simulated);
    out += residuals_text("Only in the bill", c.only_actual, c.residual_actual);
    out += fmt::format(
        "\nWhy: volume {}, mix {}, price {}, without comparable quantities {}, only in the bill "
        "{}, only in the run {}; together {}.\n",
        to_string(c.variance.volume, 2), to_string(c.variance.mix, 2),
        to_string(c.variance.price, 2), to_string(c.variance.other, 2),
        to_string(c.residual_actual, 2), to_string(-c.residual_simulated, 2),
        to_string(difference, 2));
    for (const std::string& failure : c.failures) out += "Fails: " + failure + ".\n";
    if (c.failures.empty()) {
        out += fmt::format("Every line and the total are within {:.4g} %.\n", 100 * c.tolerance);
    }
    return out;
}

std::string bill_json(const BillComparison& c) {
    using Json = nlohmann::ordered_json;
    Json matched = Json::array();
    for (const BillMatch& m : c.matched) {
        Json row = json_of(m.key);
        row["simulated"] = to_string(m.simulated.cost);
        row["actual"] = to_string(m.actual.cost);
        row["difference"] = to_string(m.difference());
        row["simulated_quantity"] = m.simulated.quantity;
        row["actual_quantity"] = m.actual.quantity;
        row["unit"] = m.actual.unit;
        row["within"] = m.within;
        matched.push_back(std::move(row));
    }
    const Json all{{"schema_version", 1},
                   {"currency", c.actual.currency},
                   {"simulated_total", to_string(c.simulated.total)},
                   {"actual_total", to_string(c.actual.total)},
                   {"difference", to_string(c.actual.total - c.simulated.total)},
                   {"tolerance", c.tolerance},
                   {"holds", c.failures.empty()},
                   {"failures", c.failures},
                   {"variance",
                    {{"volume", to_string(c.variance.volume)},
                     {"mix", to_string(c.variance.mix)},
                     {"price", to_string(c.variance.price)},
                     {"other", to_string(c.variance.other)}}},
                   {"matched", matched},
                   {"only_simulated", residuals_json(c.only_simulated)},
                   {"only_actual", residuals_json(c.only_actual)}};
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace orrery
