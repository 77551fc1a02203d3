// A fitted generator as YAML, its check as a table, a described workload as JSON.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/evidence/trace_fit.hpp"

namespace orrery {
namespace {

/// "[1, 2, 3]", wrapped before the hundredth column.
std::string list(const std::vector<double>& values, const std::string& indent) {
    std::string out = "[";
    std::size_t column = indent.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string value =
            fmt::format("{:.6g}", values[i]) + (i + 1 < values.size() ? "," : "");
        if (column + value.size() > 84) {
            out += "\n" + indent;
            column = indent.size();
        } else if (i > 0) {
            out += " ";
        }
        out += value;
        column += value.size() + 1;
    }
    return out + "]";
}

/// Four significant digits, without exponents below a million.
std::string number(double value) {
    return std::fabs(value) >= 1000 && std::fabs(value) < 1e6 ? fmt::format("{:.0f}", value)
                                                              : fmt::format("{:.4g}", value);
}

std::string law_yaml(const SyntheticSpec& s) {
    switch (s.law) {
        case ArrivalLaw::poisson:
            return "    arrivals: poisson\n";
        case ArrivalLaw::gamma:
            return fmt::format("    arrivals: gamma\n    cv: {:.4g}\n", s.cv);
        case ArrivalLaw::weibull:
            return fmt::format("    arrivals: weibull\n    cv: {:.4g}\n", s.cv);
        case ArrivalLaw::mmpp:
            break;
    }
    return fmt::format(
        "    arrivals: mmpp\n    burst_multiple: {:.5g}\n    burst_share: {:.5g}\n"
        "    burst_length: {:.5g} s\n",
        s.burst_multiple, s.burst_share, s.burst_length.seconds());
}

nlohmann::json length_json(const LengthStats& stats) {
    return {{"mean", stats.mean},          {"cv", stats.cv},
            {"p50", stats.quantile(0.5)},  {"p90", stats.quantile(0.9)},
            {"p99", stats.quantile(0.99)}, {"max", stats.quantile(1)}};
}

}  // namespace

std::string generator_yaml(const SyntheticSpec& s) {
    std::string out = "demand:\n  synthetic:\n" + law_yaml(s);
    out += fmt::format("    rate: {:.6g} /s\n", s.rate);
    if (!s.daily.empty()) out += "    daily: " + list(s.daily, "      ") + "\n";
    if (!s.weekly.empty()) out += "    weekly: " + list(s.weekly, "      ") + "\n";
    if (s.growth.law == GrowthLaw::exponential) {
        out += fmt::format("    growth: {{law: exponential, per_year: {:.4g} %}}\n",
                           100 * s.growth.per_year);
    }
    if (!s.flash_crowds.empty()) out += "    flash_crowds:\n";
    for (const FlashCrowdSpec& c : s.flash_crowds) {
        out += fmt::format("      - {{at: {:.0f} min, duration: {:.0f} min, multiple: {:.4g}}}\n",
                           c.at.seconds() / 60, c.duration.seconds() / 60, c.multiple);
    }
    const std::string indent(10, ' ');
    for (const auto& [key, law] :
         {std::pair{"prompt", &s.prompt}, std::pair{"output", &s.output}}) {
        if (law->law == LengthLaw::lognormal) {
            out += fmt::format("    {}: {{lognormal: {{mean: {:.5g}, cv: {:.3g}}}}}\n", key,
                               law->mean, law->cv);
            continue;
        }
        out += fmt::format("    {}:\n      empirical:\n        values:\n{}{}\n", key, indent,
                           list(law->values, indent + " "));
        out += fmt::format("        weights:\n{}{}\n        max: {}\n", indent,
                           list(law->weights, indent + " "), law->max);
    }
    return out;
}

std::string render_fit(const FitCheck& check) {
    std::string out = fmt::format("  {:<34}{:>12}{:>12}{:>10}{:>9}\n", "fitted generator",
                                  "recorded", "generated", "within", "holds");
    for (const FitRow& row : check.rows) {
        out += fmt::format("  {:<34}{:>12}{:>12}{:>10}{:>9}\n", row.name, number(row.recorded),
                           number(row.generated), fmt::format("{:.0f} %", 100 * row.tolerance),
                           row.holds() ? "yes" : "no");
    }
    return out;
}

std::string description_json(const TraceDescription& d, const FitCheck* check) {
    nlohmann::json j{{"requests", d.requests},
                     {"origin_s", d.origin_s},
                     {"span_s", d.span_s},
                     {"mean_rate_per_s", d.mean_rate},
                     {"peak_clock_minute", d.peak_minute},
                     {"interarrival_cv", d.interarrival_cv},
                     {"interarrival_cv_within_hours", d.interarrival_cv_within_hours},
                     {"prompt_tokens", length_json(d.prompt)},
                     {"output_tokens", length_json(d.output)},
                     {"hours_rate_per_s", d.hours},
                     {"dispersion", nlohmann::json::array()}};
    for (const Dispersion& w : d.dispersion) {
        j["dispersion"].push_back({{"window_s", w.window_s},
                                   {"index", w.index},
                                   {"within_hours", w.within_hours},
                                   {"windows", w.windows}});
    }
    if (d.parts > 0) {
        j["prompt_parts"] = {{"all", d.parts},
                             {"different", d.unique_parts},
                             {"prefix_hits_unlimited_cache", d.prefix_hits}};
    }
    if (check) {
        j["fit"] = nlohmann::json::array();
        for (const FitRow& row : check->rows) {
            j["fit"].push_back({{"metric", row.name},
                                {"recorded", row.recorded},
                                {"generated", row.generated},
                                {"tolerance", row.tolerance},
                                {"holds", row.holds()}});
        }
    }
    return j.dump(2) + "\n";
}

}  // namespace orrery
