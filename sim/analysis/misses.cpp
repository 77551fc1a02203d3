// Where requests miss their service levels, and whether it is the place that is too slow.
#include "sim/analysis/misses.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/bottlenecks.hpp"
#include "sim/analysis/headroom.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

struct Served {
    std::int64_t measured = 0;
    std::int64_t met = 0;
    std::int64_t missed_alone = 0;
};

constexpr std::string_view kMissedTail = ".missed";

/// NAME of `slo.by_deployment.NAME.missed`; empty: another figure.
std::string deployment_of(const std::string& path) {
    const std::string_view head = kSloByDeployment;
    if (path.rfind(head, 0) != 0 || path.size() <= head.size() + kMissedTail.size()) return {};
    if (path.compare(path.size() - kMissedTail.size(), kMissedTail.size(), kMissedTail) != 0) {
        return {};
    }
    return path.substr(head.size(), path.size() - head.size() - kMissedTail.size());
}

}  // namespace

void add_misses(const Input& in, Findings& out) {
    std::map<std::string, Served> by_entry;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        if (!in.world.workloads[w].spec.slo.given()) continue;
        in.o.serving[w].each([&](std::size_t d, const ServingStats& s) {
            Served& row = by_entry[entry_of(in.world.deployments[d])];
            row.measured += s.measured;
            row.met += s.slo_met;
            row.missed_alone += s.missed_alone;
        });
    }
    for (const auto& [name, row] : by_entry) {
        if (row.measured == 0) continue;
        const auto n = static_cast<double>(row.measured);
        const std::string path = kSloByDeployment + name;
        set_metric(out, path + ".attainment", static_cast<double>(row.met) / n, "",
                   "requests completed there that met every limit / those completed there that "
                   "arrived after the warm-up",
                   row.measured);
        set_metric(out, path + ".missed", static_cast<double>(row.measured - row.met), "",
                   "requests completed there that missed a limit", row.measured);
        set_metric(out, path + ".missed_alone", static_cast<double>(row.missed_alone), "",
                   "of those, the ones that would have missed it with the replica to themselves "
                   "and no wait",
                   row.measured - row.met);
    }
}

std::optional<Misses> misses_of(const Findings& f) {
    const Metric* all = f.metrics.find("slo.missed");
    if (!all || all->value <= 0) return std::nullopt;
    Misses out;
    double worst = 0;
    double served = 0;
    std::vector<std::string> names;
    for (const auto& [path, m] : f.metrics.all()) {
        const std::string name = deployment_of(path);
        if (name.empty()) continue;
        names.push_back(name);
        served += m.value;
        if (m.value <= worst) continue;
        worst = m.value;
        out.where = name;
    }
    const auto of = [&f](const std::string& name, const char* figure) {
        return value_of(f, kSloByDeployment + name + figure);
    };
    out.share = worst / all->value;
    out.slow = worst > 0 ? of(out.where, ".missed_alone") / worst : 0;
    out.unserved = (all->value - served) / all->value;
    out.keeps = of(out.where, ".attainment");
    for (const std::string& name : names) {
        const double keeps = of(name, ".attainment");
        if (name == out.where || (!out.other.empty() && keeps <= out.other_keeps)) continue;
        out.other = name;
        out.other_keeps = keeps;
    }
    return out;
}

std::string too_slow_text(const Misses& m) {
    if (m.other.empty()) {
        return fmt::format(
            "{:.0f} % of what {} serves too late would miss its service level with nobody else "
            "there: serve it on faster accelerators, or promise less.",
            100 * m.slow, m.where);
    }
    return fmt::format(
        "{:.0f} % of what misses its service level is served by {}, and {:.0f} % of that would "
        "miss it there with nobody else: serve it elsewhere, or on faster accelerators.",
        100 * m.share, m.where, 100 * m.slow);
}

std::string misses_sentence(const Findings& f) {
    const std::optional<Misses> m = misses_of(f);
    if (!m || targets_of(f) != Targets::missed) return {};
    if (m->too_slow()) return too_slow_text(*m);
    if (m->unserved >= 0.5) {
        return fmt::format("{:.0f} % of what misses its service level is not served at all.",
                           100 * m->unserved);
    }
    if (m->other.empty() || m->share < 0.5) return {};
    return fmt::format(
        "{:.0f} % of what misses its service level is served by {}, where {} of the requests meet "
        "it; at {} {} do.",
        100 * m->share, m->where, percent_text(m->keeps), m->other, percent_text(m->other_keeps));
}

}  // namespace orrery::analysis
