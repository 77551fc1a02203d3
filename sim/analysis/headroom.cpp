// Whether what is asked of the service is kept, and how much more load would fit.
#include "sim/analysis/headroom.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "sim/analysis/bottlenecks.hpp"
#include "sim/analysis/groups.hpp"
#include "sim/analysis/misses.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

/// What may be the fullest: the row of the bounds, the metric's path, and how it is reckoned.
struct Kind {
    std::string_view quantity;
    std::string_view path;
    const char* formula;
};

constexpr std::string_view kMeanPath = "headroom.mean.";
constexpr std::string_view kPeakPath = "headroom.peak.";
constexpr std::string_view kLinkPath = "headroom.link.";
constexpr std::string_view kLimitPath = "headroom.limit.";
constexpr std::string_view kGatewayPath = "headroom.gateway.";
constexpr Kind kKinds[]{
    {kPeakWork, kPeakPath,
     "work of the busiest meter interval / what the replicas do in full batches"},
    {"offered load", kMeanPath, "slots taken in the mean of the run / slots"},
    {kTransfers, kLinkPath, "KV of the prompts / bandwidth of the ready replicas' links"},
    {kApiLimit, kLimitPath, "requests a second, or their tokens, / what the API's limits let pass"},
    {kGateway, kGatewayPath, "requests a second / the workload's rate limit"},
};

const Kind* kind_of(const BoundRow& b) {
    const auto* it = std::find_if(std::begin(kKinds), std::end(kKinds),
                                  [&](const Kind& kind) { return kind.quantity == b.quantity; });
    return it == std::end(kKinds) ? nullptr : it;
}

/// Of what more or faster servers can mend; neither a budget nor a job's deadline is.
bool of_service(const std::string& assertion) {
    static const std::set<std::string> families{"latency", "slo",   "requests",  "waits",
                                                "lost",    "tasks", "throughput"};
    return families.count(assertion.substr(0, assertion.find('.'))) > 0;
}

/// What is fullest: deployments by their busiest interval where that is known, else by the run's
/// mean; links and limits by the mean.
const BoundRow* fullest(const Findings& f) {
    std::set<std::string> known;
    for (const BoundRow& b : f.bounds) {
        if (b.quantity == kPeakWork) known.insert(b.deployment);
    }
    const BoundRow* out = nullptr;
    for (const BoundRow& b : f.bounds) {
        const Kind* kind = kind_of(b);
        if (!kind || (kind->path == kMeanPath && known.count(b.deployment) > 0)) continue;
        if (b.simulated > (out ? out->simulated : 0)) out = &b;
    }
    return out;
}

std::string load_text(double load) {
    return percent_text(load, load < 0.01 ? 2 : 0);
}

/// Links and limits: what is beyond them is told where they are.
std::string limit_sentence(const std::string& name, std::string_view path, double load,
                           bool missed) {
    if (load >= 1 && path != kGatewayPath) return {};
    std::string s =
        path == kLinkPath
            ? fmt::format("The KV link of {} carries {} of what it can", name, load_text(load))
            : fmt::format("{} is sent {} of what its limit lets pass", name, load_text(load));
    if (load >= 1) return s + ": not one request more passes.";
    if (missed) return s + ", the fullest of all; a target is missed all the same.";
    return s + fmt::format(": at most {:.3g} times that load fits.", 1 / load);
}

/// How much more would fit is no question while a target is missed.
std::string mean_sentence(const std::string& name, double load, bool missed) {
    if (load >= 1) return {};  // the overload is told
    const std::string taken =
        fmt::format("Over the whole run {}, the fullest deployment, has {} of its slots taken",
                    name, load_text(load));
    if (missed) return taken + "; a target is missed all the same.";
    return taken +
           fmt::format(": at most {:.3g} times that load fits, less where peaks are higher.",
                       1 / load);
}

}  // namespace

Targets targets_of(const Findings& f) {
    Targets out = Targets::none;
    const auto add = [&](bool kept) {
        out = std::max(out, kept ? Targets::kept : Targets::missed);
    };
    constexpr std::string_view kTail = ".target";
    for (const auto& [path, target] : f.metrics.all()) {
        if (path.rfind("slo.by_workload.", 0) != 0 || path.size() <= kTail.size()) continue;
        const std::size_t head = path.size() - kTail.size();
        if (path.compare(head, kTail.size(), kTail) != 0) continue;
        add(value_of(f, path.substr(0, head) + ".attainment") >= target.value);
    }
    for (const AssertRow& a : f.asserts) {
        if (of_service(a.text)) add(a.holds);
    }
    for (const BoundRow& b : f.bounds) {
        if (!b.holds && b.quantity.rfind("offered ", 0) == 0) add(false);
    }
    return out;
}

const char* targets_name(Targets t) {
    return t == Targets::none ? "none" : t == Targets::kept ? "kept" : "missed";
}

void add_headroom(const Input&, Findings& out) {
    const BoundRow* b = fullest(out);
    if (!b) return;
    const Kind& kind = *kind_of(*b);
    const char* of = kind.path == kGatewayPath ? "workload" : "deployment";
    set_metric(
        out, std::string(kind.path) + shown(out, of, b->deployment), b->simulated, "",
        std::string(kind.formula) + ", of what is fullest; at most 1 / that times the load fits");
}

const Bottleneck* pressing_bottleneck(const Findings& f) {
    const auto worst =
        std::max_element(f.bottlenecks.begin(), f.bottlenecks.end(),
                         [](const auto& a, const auto& b) { return a.late_s < b.late_s; });
    return worst == f.bottlenecks.end() ? nullptr : &*worst;
}

double pressing_share(const Findings& f) {
    const Bottleneck* b = pressing_bottleneck(f);
    if (!b) return 0;
    double late = 0;
    for (const Bottleneck& each : f.bottlenecks) late += each.late_s;
    return late > 0 ? b->late_s / late : b->share;
}

std::string bottleneck_sentence(const Findings& f) {
    if (f.bottlenecks.empty()) return {};
    const Bottleneck& b = f.bottlenecks.front();
    const std::string most = fmt::format("Most time is lost to {} ({:.0f} % of all time lost)",
                                         in_sentence(b.name), 100 * b.share);
    const Targets targets = targets_of(f);
    if (targets == Targets::none) return most + ".";
    if (targets == Targets::kept) return most + "; no target is missed by it.";
    const Bottleneck& pressing = *pressing_bottleneck(f);
    // Where it is too slow, or would be served in time elsewhere, more of it is no advice.
    const auto misses = misses_of(f);
    const bool moves = misses && pressing.where == misses->where && misses->moves(f);
    const std::string remedy = moves ? std::string() : " " + pressing.remedy;
    if (&pressing == &b) return most + "." + remedy;
    return most + fmt::format(
                      "; where a service level is missed, to {} ({:.0f} % of what is lost "
                      "there).{}",
                      in_sentence(pressing.name), 100 * pressing_share(f), remedy);
}

std::string headroom_sentence(const Findings& f) {
    const bool missed = targets_of(f) == Targets::missed;
    for (const auto& [path, m] : f.metrics.all()) {
        if (path.rfind(kMeanPath, 0) == 0) {
            return mean_sentence(path.substr(kMeanPath.size()), m.value, missed);
        }
        for (const std::string_view of : {kLinkPath, kLimitPath, kGatewayPath}) {
            if (path.rfind(of, 0) != 0) continue;
            return limit_sentence(path.substr(of.size()), of, m.value, missed);
        }
        if (path.rfind(kPeakPath, 0) != 0) continue;
        const std::string where = fmt::format(
            "In its busiest {} {}, the fullest deployment, is given ",
            f.interval_s == 3600 ? "hour" : span_text(f.interval_s), path.substr(kPeakPath.size()));
        if (m.value >= 1) {
            return where + fmt::format(
                               "{:.2f} times the work that it can do in full batches: "
                               "nothing more fits then, requests queue.",
                               m.value);
        }
        const std::string given =
            where + load_text(m.value) + " of the work that it can do in full batches: ";
        if (missed && m.value >= 0.9) return given + "little more fits, and a target is missed.";
        if (missed) return given + "it has room, and a target is missed all the same.";
        return given + fmt::format(
                           "at most {:.3g} times that load fits, and requests slow down "
                           "before.",
                           1 / m.value);
    }
    return {};
}

}  // namespace orrery::analysis
