// Where requests miss their service levels, and whether it is the place that is too slow.
#include "sim/analysis/misses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/bottlenecks.hpp"
#include "sim/analysis/headroom.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

constexpr const char* kBelowTarget = "slo.below_target.";
constexpr const char* kBelowByDeployment = "slo.below_target.by_deployment.";
constexpr double kNotable = 0.01;  ///< of requests: less is no reason to go elsewhere
constexpr std::string_view kMissedTail = ".missed";

struct Served {
    std::int64_t measured = 0;
    std::int64_t met = 0;
    std::int64_t missed_alone = 0;
};
/// By entry of the scenario; where nothing was served, too.
using ByEntry = std::map<std::string, Served>;

void add_workload(const Input& in, std::size_t w, ByEntry& rows) {
    const ServingRow& row = in.o.serving[w];
    for (const Route& route : in.world.workloads[w].routes) {
        const ServingStats& s = row[route.deployment.index()];
        Served& sum = rows[entry_of(in.world.deployments[route.deployment.index()])];
        sum.measured += s.measured;
        sum.met += s.slo_met;
        sum.missed_alone += s.missed_alone;
    }
}

void set_counts(const std::string& path, const Served& row, const std::string& of, Findings& out) {
    set_metric(out, path + ".completed", static_cast<double>(row.measured), "",
               "requests completed there that arrived after the warm-up" + of, row.measured);
    set_metric(out, path + ".missed", static_cast<double>(row.measured - row.met), "",
               "requests completed there that missed a limit" + of, row.measured);
    set_metric(out, path + ".missed_alone", static_cast<double>(row.missed_alone), "",
               "of those that missed, the ones that would have with the replica to themselves, no "
               "wait and no way to go",
               row.measured - row.met);
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

/// NAME of `slo.below_target.by_deployment.NAME.missed`; empty: another figure.
std::string deployment_of(const std::string& path) {
    const std::string_view head = kBelowByDeployment;
    if (path.rfind(head, 0) != 0 || !path.ends_with(kMissedTail)) return {};
    return path.substr(head.size(), path.size() - head.size() - kMissedTail.size());
}

}  // namespace

bool below_target(const Input& in, std::size_t w) {
    const SloSpec& slo = in.world.workloads[w].spec.slo;
    const auto arrived = static_cast<double>(in.o.workloads[w].measured_arrived);
    const auto met = static_cast<double>(merged(in.o, w).slo_met);
    return slo.given() && arrived > 0 && met / arrived < slo.target;
}

void add_misses(const Input& in, Findings& out) {
    ByEntry all;
    ByEntry below;
    std::int64_t missed = 0;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        if (!in.world.workloads[w].spec.slo.given()) continue;
        add_workload(in, w, all);
        if (!below_target(in, w)) continue;
        add_workload(in, w, below);
        missed += in.o.workloads[w].measured_arrived - merged(in.o, w).slo_met;
    }
    for (const auto& [name, row] : all) {
        const std::string path = kSloByDeployment + name;
        if (row.measured > 0) {
            set_metric(out, path + ".attainment",
                       static_cast<double>(row.met) / static_cast<double>(row.measured), "",
                       "requests completed there that met every limit / those completed there that "
                       "arrived after the warm-up",
                       row.measured);
        }
        set_counts(path, row, "", out);
    }
    if (missed == 0) return;
    set_metric(out, std::string(kBelowTarget) + "missed", static_cast<double>(missed), "",
               "of workloads below their target: requests that arrived after the warm-up − those "
               "that met every limit");
    for (const auto& [name, row] : below) {
        set_counts(kBelowByDeployment + name, row, ", of workloads below their target", out);
    }
}

std::optional<Misses> misses_of(const Findings& f) {
    const double all = value_of(f, std::string(kBelowTarget) + "missed");
    if (all <= 0) return std::nullopt;
    const auto of = [&f](const std::string& name, const char* figure) {
        return value_of(f, kBelowByDeployment + name + figure);
    };
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
    const auto keeps = [&of](const std::string& name) {
        const double completed = of(name, ".completed");
        return completed > 0 ? 1 - of(name, ".missed") / completed : 0.0;
    };
    out.share = worst / all;
    out.slow = worst > 0 ? of(out.where, ".missed_alone") / worst : 0;
    out.unserved = std::max(0.0, (all - served) / all);
    out.keeps = keeps(out.where);
    out.other_keeps = out.keeps + kNotable;
    for (const std::string& name : names) {
        if (name == out.where || keeps(name) <= out.other_keeps) continue;
        out.other = name;
        out.other_keeps = keeps(name);
    }
    return out;
}

bool Misses::elsewhere(const Findings& f) const {
    constexpr std::string_view kTarget = ".target";
    double most = 0;
    for (const auto& [path, m] : f.metrics.all()) {
        const bool level = path.rfind("slo.by_workload.", 0) == 0 && path.ends_with(kTarget);
        if (!level) continue;
        const std::string of = path.substr(0, path.size() - kTarget.size());
        if (value_of(f, of + ".attainment") < m.value) most = std::max(most, m.value);
    }
    return !other.empty() && most > 0 && other_keeps >= most;
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
        "it; at {} {} do{}.",
        100 * m->share, m->where, percent_text(m->keeps), m->other, percent_text(m->other_keeps),
        m->elsewhere(f) ? ": route more of it there while there is room" : "");
}

}  // namespace orrery::analysis
