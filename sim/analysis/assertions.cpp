// Assertions of a scenario, held against the figures of a run.
#include <fmt/format.h>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/scenario/figure_paths.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::analysis {
namespace {

bool compare(double left, const std::string& op, double right) {
    if (op == "<") return left < right;
    if (op == "<=") return left <= right;
    if (op == ">") return left > right;
    if (op == ">=") return left >= right;
    return left == right;
}

/// The unit in which an assertion is written: "MUSD" of "cost.total < 3 MUSD"; empty: none.
std::string written_unit(const AssertSpec& spec) {
    const std::size_t op = spec.text.find_first_of("<>=");
    const std::string value = op == std::string::npos ? "" : spec.text.substr(op);
    std::size_t at = value.find_first_not_of("<>= ");
    if (at == std::string::npos) return {};
    at = value.find_first_not_of("+-.0123456789", at);
    const bool power = at != std::string::npos && at + 1 < value.size() && value[at] == 'e' &&
                       value.find_first_of("+-0123456789", at + 1) == at + 1;
    if (power) at = value.find_first_not_of("+-0123456789", at + 1);
    if (at != std::string::npos) at = value.find_first_not_of(' ', at);
    return at == std::string::npos ? std::string() : value.substr(at);
}

/// What a figure of 1 is in base units of the measure; nothing where it is of another kind.
std::optional<double> in_base(const World& world, const Metric& metric, Measure measure) {
    std::string unit = metric.unit;
    if (measure == Measure::money) {
        return unit == world.currency ? std::optional(1.0) : std::nullopt;
    }
    if (measure == Measure::share && unit.empty()) {
        return metric.is_count ? std::nullopt : std::optional(1.0);
    }
    if (unit.empty()) return std::nullopt;
    if (unit == "1/s") unit = "/s";
    if (unit.ends_with("-s") || unit.ends_with("-h")) unit.erase(0, unit.size() - 1);
    const Parsed one = parse_quantity("1 " + unit, measure);
    return one.problem.empty() ? std::optional(one.value) : std::nullopt;
}

/// The figure in base units of what the assertion is written in; as it is where that has no unit.
std::optional<double> compared(const World& world, const AssertSpec& spec, const Metric& metric) {
    if (spec.unit.empty()) return metric.value;
    for (const Measure m : kAssertedMeasures) {
        if (spec.unit != usual_unit(m)) continue;
        if (const auto factor = in_base(world, metric, m)) return metric.value * *factor;
    }
    return std::nullopt;
}

/// The value in the unit of the assertion: seconds against "60 d" as days, shares against "65 %"
/// as percent; in its own where the assertion has none.
std::string shown_value(const World& world, const AssertSpec& spec, const Metric& metric,
                        double value) {
    const std::string unit = written_unit(spec);
    std::string known = unit;
    const std::size_t money =
        world.currency == "USD" ? std::string::npos : known.find(world.currency);
    if (money != std::string::npos) known.replace(money, world.currency.size(), "USD");
    // Amounts in another currency were converted when the assertion was read: shown in one's own.
    const bool foreign = world.currency != "USD" && money == std::string::npos &&
                         known.find("USD") != std::string::npos;
    if (foreign) known.clear();
    for (const Measure m : kAssertedMeasures) {
        if (known.empty()) break;
        const Parsed one = parse_quantity("1 " + known, m);
        if (one.problem.empty() && one.value > 0) {
            return number_text(value / one.value) + " " + unit;
        }
    }
    return number_text(metric.value) + (metric.unit.empty() ? "" : " " + metric.unit);
}

/// A run that has no such figure (a job that never ends, what is never paid back) does not hold.
void lacking(const Metric& metric, const AssertSpec& spec, const Metrics& all, AssertRow& row) {
    if (!known_to_some(all, metric)) return;
    const std::int64_t runs = replications_of(all);
    row.holds = false;
    row.problem = fmt::format("{} of {} runs have no {}", runs - metric.n, runs, spec.path);
}

std::vector<std::string> paths_of(const Metrics& metrics) {
    std::vector<std::string> paths;
    for (const auto& [path, metric] : metrics.all()) paths.push_back(path);
    return paths;
}

}  // namespace

void add_asserts(const Input& in, Findings& out) {
    for (const AssertSpec& spec : in.world.asserts) {
        AssertRow row;
        row.text = spec.text;
        const Metric* metric = out.metrics.find(spec.path);
        if (!metric) {
            const std::string similar = closest(spec.path, paths_of(out.metrics));
            row.problem = "there is no result " + spec.path +
                          (similar.empty() ? "" : "; did you mean " + similar + "?");
        } else {
            row.value = metric->value;
            row.unit = metric->unit;
            if (const auto value = compared(in.world, spec, *metric)) {
                row.holds = compare(*value, spec.op, spec.value);
                row.shown = shown_value(in.world, spec, *metric, *value);
                lacking(*metric, spec, out.metrics, row);
            } else {
                row.problem = spec.path + " is " +
                              (metric->unit.empty() ? "a number" : "in " + metric->unit) +
                              ", which cannot be held against " + written_unit(spec);
            }
        }
        out.asserts.push_back(std::move(row));
    }
}

}  // namespace orrery::analysis
