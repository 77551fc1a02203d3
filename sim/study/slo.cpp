// Service-level targets as text ("ttft.p99<1s") and what a run makes of them.
#include "sim/study/slo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "sim/analysis/analyse.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/replicate.hpp"

namespace orrery {
namespace {

struct LatencyName {
    const char* text;
    Latency latency;
};
constexpr std::array<LatencyName, 4> kLatencies{{{"ttft", Latency::ttft},
                                                 {"tpot", Latency::tpot},
                                                 {"e2e", Latency::e2e},
                                                 {"wait", Latency::wait}}};

const char* name_of(Latency latency) {
    for (const LatencyName& n : kLatencies) {
        if (n.latency == latency) return n.text;
    }
    return "";
}

std::string without_spaces(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c != ' ') out += c;
    }
    return out;
}

/// "p99" → 0.99, "p99.9" → 0.999; 0 where it is none.
double quantile_of(std::string_view text) {
    if (text.size() < 2 || text[0] != 'p') return 0;
    double percent = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), percent);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && percent > 0 && percent < 100 ? percent / 100 : 0;
}

Metric metric_of(const SloTarget& target, const std::vector<double>& values, std::int64_t n) {
    Metric m = mean_metric(values);
    m.unit = std::string("s");
    if (values.size() == 1) m.n = n;
    if (m.lo) m.lo = std::max(*m.lo, 0.0);  // no latency is negative
    m.formula = fmt::format("mean over {} runs of the {:g} % quantile of {}", values.size(),
                            100 * target.quantile, name_of(target.latency));
    return m;
}

}  // namespace

std::optional<SloTarget> parse_slo(const std::string& text, std::string& problem) {
    const std::string plain = without_spaces(text);
    const std::size_t less = plain.find('<');
    const std::size_t dot = plain.find('.');
    if (less == std::string::npos || dot == std::string::npos || dot > less) {
        problem = fmt::format("\"{}\" is no target; write for example ttft.p99<1s or tpot.p95<50ms",
                              text);
        return std::nullopt;
    }
    SloTarget target;
    target.text = plain;
    const std::string metric = plain.substr(0, dot);
    const auto* known = std::find_if(kLatencies.begin(), kLatencies.end(),
                                     [&](const LatencyName& n) { return metric == n.text; });
    if (known == kLatencies.end()) {
        problem = fmt::format("\"{}\" of \"{}\" is none of ttft, tpot, e2e, wait", metric, text);
        return std::nullopt;
    }
    target.latency = known->latency;
    target.quantile = quantile_of(std::string_view(plain).substr(dot + 1, less - dot - 1));
    if (target.quantile <= 0) {
        problem =
            fmt::format("the quantile of \"{}\" is not between p0 and p100, such as p99", text);
        return std::nullopt;
    }
    const std::size_t from = plain[less + 1] == '=' ? less + 2 : less + 1;
    const Parsed limit = parse_quantity(std::string_view(plain).substr(from), Measure::duration);
    if (!limit.problem.empty() || limit.value <= 0) {
        problem =
            fmt::format("the limit of \"{}\" is no time above zero, such as 1s or 50ms", text);
        return std::nullopt;
    }
    target.limit_s = limit.value;
    return target;
}

std::vector<SloTarget> targets_of(const SloSpec& slo) {
    std::vector<SloTarget> targets;
    const auto add = [&](Latency latency, double limit_s) {
        if (limit_s < 0) return;
        SloTarget t{"", latency, slo.target, limit_s};
        t.text = fmt::format("{}.p{:g}<{}", name_of(latency), 100 * slo.target,
                             without_spaces(print_quantity(limit_s, Measure::duration)));
        targets.push_back(std::move(t));
    };
    add(Latency::ttft, slo.ttft_s);
    add(Latency::tpot, slo.tpot_s);
    add(Latency::e2e, slo.e2e_s);
    return targets;
}

bool within_slo(const SloSpec& slo, const RequestRow& r) {
    if (std::string_view(r.status) != "completed") return false;
    const double first = (r.first_token - r.arrival).seconds();
    const double whole = (r.finish - r.arrival).seconds();
    const double each =
        r.output_tokens > 1 ? (r.finish - r.first_token).seconds() / (r.output_tokens - 1) : 0;
    return (slo.ttft_s < 0 || first <= slo.ttft_s) && (slo.tpot_s < 0 || each <= slo.tpot_s) &&
           (slo.e2e_s < 0 || whole <= slo.e2e_s);
}

double observed(const ServingStats& stats, const SloTarget& target) {
    switch (target.latency) {
        case Latency::ttft:
            return stats.ttft.quantile(target.quantile);
        case Latency::tpot:
            return stats.tpot.quantile(target.quantile);
        case Latency::e2e:
            return stats.e2e.quantile(target.quantile);
        case Latency::wait:
            return stats.wait.quantile(target.quantile);
    }
    return 0;
}

std::vector<SloValue> slo_values(const World& world, const std::vector<SloTarget>& targets,
                                 const std::vector<Observations>& runs) {
    std::vector<SloValue> values;
    for (std::size_t w = 0; w < world.workloads.size(); ++w) {
        const std::vector<SloTarget> own =
            targets.empty() ? targets_of(world.workloads[w].spec.slo) : targets;
        for (const SloTarget& target : own) {
            std::vector<double> seen;
            std::int64_t n = 0;
            for (const Observations& o : runs) {
                const ServingStats stats = analysis::merged(o, w);
                seen.push_back(observed(stats, target));
                n += stats.measured;
            }
            values.push_back({target, world.workloads[w].name, metric_of(target, seen, n)});
        }
    }
    return values;
}

double worst_lost_share(const std::vector<Observations>& runs) {
    double worst = 0;
    for (const Observations& o : runs) {
        for (const WorkloadCounts& c : o.workloads) {
            if (c.arrived == 0) continue;
            const auto lost = static_cast<double>(c.rejected + c.timed_out + c.lost);
            worst = std::max(worst, lost / static_cast<double>(c.arrived));
        }
    }
    return worst;
}

}  // namespace orrery
