// Paths of a run's figures: which there can be, so that a slip is told before anything runs.
#include "sim/scenario/figure_paths.hpp"

#include <algorithm>

#include "orrery/base/diagnostics.hpp"

namespace orrery {
namespace {

using Words = std::vector<std::string>;

/// Whose name follows behind the head; `other` is anything, of which nothing is checked.
enum class Named { nothing, site, pool, workload, job, other };

/// Figures that begin alike: "latency.by_workload", then a workload's name, then one of the words.
struct Family {
    std::string head;
    Named named = Named::nothing;
    Words words = {};  ///< empty behind a name: nothing, or anything where `open`
    bool open = false;
};

const Words kLatencyFigures{"ttft.p50", "ttft.p90", "ttft.p99", "ttft.mean",
                            "tpot.p50", "tpot.p90", "tpot.p99", "tpot.mean",
                            "e2e.p50",  "e2e.p90",  "e2e.p99",  "e2e.mean"};
const Words kShareFigures{"attainment", "target"};
const Words kTimeFigures{"useful",         "idle",         "overhead",         "failed",
                         "useful_seconds", "idle_seconds", "overhead_seconds", "failed_seconds"};
const Words kMatchFigures{"hourly_match", "annual_match", "carbon_free"};

std::vector<Family> work_families() {
    return {
        {"requests",
         Named::nothing,
         {"arrived", "in_warm_up", "completed", "rejected", "too_long", "timed_out", "lost",
          "in_flight", "retries", "preemptions"}},
        {"tokens", Named::nothing, {"prompt", "output", "cached", "recomputed", "cache_hit_share"}},
        {"throughput", Named::nothing, {"requests", "output_tokens"}},
        {"tasks", Named::workload, {}, true},
        {"latency", Named::nothing, kLatencyFigures},
        {"latency.by_workload", Named::workload, kLatencyFigures},
        {"latency.by_group", Named::other, kLatencyFigures},
        {"slo", Named::nothing, {"attainment", "missed"}},
        {"slo.by_workload", Named::workload, kShareFigures},
        {"slo.by_group", Named::other, kShareFigures},
        {"slo.by_deployment", Named::other, {"attainment", "completed", "missed", "missed_alone"}},
        {"slo.below_target", Named::nothing, {"missed"}},
        {"slo.below_target.by_deployment", Named::other, {"completed", "missed", "missed_alone"}},
        {"waits", Named::other, {}, true},
        {"lost", Named::other, {}, true},
        {"headroom", Named::other, {}, true},
        {"utilisation", Named::nothing, kTimeFigures},
        {"utilisation.by_pool", Named::pool, kTimeFigures},
        {"utilisation.by_group", Named::other, {"useful", "idle", "overhead", "failed"}},
        {"jobs", Named::nothing, {"submitted", "completed", "restarts", "last_end"}},
        {"jobs.by_name", Named::job, {}, true},
        {"jobs.recorded", Named::other, {}, true},
        {"sampled", Named::other, {}, true},
        {"supply", Named::other, {}, true},
        {"services", Named::other, {}, true},
        {"runbooks", Named::other, {}, true},
    };
}

std::vector<Family> money_families() {
    return {
        {"cost",
         Named::nothing,
         {"total", "list", "contracted", "billed", "effective", "commitment_unused",
          "effective_savings_rate", "per_million_tokens", "per_1000_requests", "per_request",
          "per_million_useful_tokens", "per_training_run", "wasted_per_training_run"}},
        {"cost.by_site", Named::site},
        {"cost.by_vendor", Named::other},
        {"cost.by_category", Named::other},
        {"cost.by_tenant", Named::other},
        {"cost.by_workload", Named::other},
        {"cost.by_group", Named::other},
        {"cost.alternatives", Named::other, {"total", "per_accelerator_hour", "difference"}},
        {"cost.commitment", Named::other, {}, true},
        {"cost.egress", Named::other},
        {"cost.per_accelerator_hour", Named::other},
        {"cost.per_user_month", Named::workload},
        {"finance", Named::other, {}, true},
        {"risk", Named::other, {}, true},
        {"leases", Named::other, {}, true},
    };
}

std::vector<Family> physical_families() {
    return {
        {"energy",
         Named::nothing,
         {"it", "facility", "per_output_token", "pv", "wind", "import", "export", "curtailed",
          "battery_losses", "beyond_contract", "battery_cycles"}},
        {"energy.by_part",
         Named::nothing,
         {"accelerators_useful", "accelerators_idle", "hosts", "distribution", "cooling", "fixed"}},
        {"energy.by_site", Named::site},
        {"energy.by_group", Named::other},
        {"energy.peak_kw", Named::site},
        {"energy.split", Named::other, {}, true},
        {"water", Named::nothing, {"on_site", "off_site", "total"}},
        {"water.by_site", Named::site},
        {"carbon",
         Named::nothing,
         {"location_based", "market_based.annual", "market_based.hourly", "embodied",
          "embodied_amortised", "embodied_purchase_year", "total", "marginal", "scope1",
          "scope2.location_based", "scope2.market_based", "sci_per_request", "sci_per_token"}},
        {"carbon.scope3", Named::other},
        {"carbon.by_site", Named::site},
        {"carbon.by_workload", Named::other},
        {"carbon.by_tenant", Named::other},
        {"carbon.by_group", Named::other},
        {"carbon.sci_per_job", Named::other},
        {"", Named::nothing, {"pue", "wue", "cue", "ref"}},
        {"sites", Named::site, {"pue", "wue", "cue", "ref", "cooling_capacity"}},
        {"cfe", Named::nothing, kMatchFigures},
        {"cfe.by_site", Named::site, kMatchFigures},
        {"network.bytes", Named::other},
        {"network.flows", Named::nothing, {"started", "completed", "stalled"}},
        {"network.by_link", Named::other, {"bytes", "utilisation", "peak"}},
        {"network.by_partition",
         Named::other,
         {"requests_cut", "served_elsewhere", "flows_stalled"}},
        {"power",
         Named::nothing,
         {"throttled_hours", "throttled_accelerator_hours", "throttling_cost", "flexible.calls",
          "flexible.kept", "flexible.kwh", "flexible.payment"}},
        {"power.by_site", Named::site, {"peak", "cap", "headroom", "intervals_short"}},
        {"power.throttling", Named::other},
    };
}

const std::vector<Family>& families() {
    static const std::vector<Family> all = [] {
        std::vector<Family> list = work_families();
        for (auto&& more : {money_families(), physical_families()}) {
            list.insert(list.end(), more.begin(), more.end());
        }
        return list;
    }();
    return all;
}

std::string first_word(const std::string& path) {
    return path.substr(0, path.find('.'));
}

/// What follows "head." in the path; empty where it does not begin so.
std::string behind(const std::string& path, const std::string& head) {
    if (head.empty()) return path;
    const bool begins = path.size() > head.size() && path[head.size()] == '.' &&
                        path.compare(0, head.size(), head) == 0;
    return begins ? path.substr(head.size() + 1) : std::string();
}

/// The text before ".word" at the end; empty where it does not end so.
std::string before(const std::string& text, const std::string& word) {
    if (text.size() <= word.size() + 1) return {};
    const std::size_t dot = text.size() - word.size() - 1;
    return text[dot] == '.' && text.compare(dot + 1, std::string::npos, word) == 0
               ? text.substr(0, dot)
               : std::string();
}

bool among(const Words& all, const std::string& word) {
    return std::find(all.begin(), all.end(), word) != all.end();
}

/// Whether a path is of the family, whatever the name in it.
bool fits(const Family& f, const std::string& path) {
    const std::string rest = behind(path, f.head);
    if (rest.empty()) return false;
    if (f.named == Named::nothing) return among(f.words, rest);
    return f.words.empty() || std::any_of(f.words.begin(), f.words.end(), [&](const auto& word) {
               return !before(rest, word).empty();
           });
}

/// The same path with the family's words in their places: what may have been meant.
void add_like(const Family& f, const std::string& path, Words& all) {
    if (f.named == Named::nothing) {
        const std::string head = f.head.empty() ? f.head : f.head + ".";
        for (const std::string& word : f.words) all.push_back(head + word);
        return;
    }
    std::size_t at = 0;  // of the name, behind as many dots as there are before it
    for (std::size_t steps = 1 + std::count(f.head.begin(), f.head.end(), '.'); steps > 0;
         --steps) {
        at = path.find('.', at);
        if (at == std::string::npos) return;
        ++at;
    }
    if (f.words.empty()) all.push_back(f.head + "." + path.substr(at));
    for (const std::string& word : f.words) {
        std::size_t end = path.size();  // of the name, before as many dots as the word has and one
        for (auto dots = 1 + std::count(word.begin(), word.end(), '.'); dots > 0; --dots) {
            end = end == 0 ? std::string::npos : path.rfind('.', end - 1);
            if (end == std::string::npos) break;
        }
        if (end == std::string::npos || end <= at) continue;
        all.push_back(f.head + "." + path.substr(at, end - at) + "." + word);
    }
}

NoFigure told(const std::string& path, const std::string& like, const std::string& otherwise) {
    return {"no run has a result \"" + path + "\"",
            like.empty() ? otherwise : "did you mean " + like + "?"};
}

/// Names that may stand there; null where anything may.
const Words* names_of(const Family& f, const FigureNames& names) {
    switch (f.named) {
        case Named::site:
            return &names.sites;
        case Named::pool:
            return &names.pools;
        case Named::workload:
            return &names.workloads;
        case Named::job:
            return &names.jobs;
        case Named::nothing:
        case Named::other:
            break;
    }
    return nullptr;
}

/// Cost that belongs to no place stands beside the sites.
bool known_name(const Family& f, const Words& names, const std::string& rest) {
    if (f.head == "cost.by_site" && rest == "no site") return true;
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        if (rest == name) return f.words.empty();
        const std::string word = behind(rest, name);
        return !word.empty() && (f.open || among(f.words, word));
    });
}

/// The path with the nearest of the names; empty where none is near.
std::string with_name(const Family& f, const Words& names, const std::string& rest) {
    std::string name = f.open ? rest.substr(0, rest.find('.')) : rest;
    for (const std::string& word : f.words) {
        const std::string head = before(rest, word);
        if (!head.empty()) name = head;
    }
    const std::string like = closest(name, names);
    return like.empty() ? like : f.head + "." + like + rest.substr(name.size());
}

const char* plural(Named named) {
    switch (named) {
        case Named::site:
            return "sites";
        case Named::pool:
            return "pools";
        case Named::workload:
            return "workloads";
        case Named::job:
            return "jobs";
        case Named::nothing:
        case Named::other:
            break;
    }
    return "names";
}

}  // namespace

std::optional<NoFigure> no_such_figure(const std::string& path) {
    const auto& all = families();
    const auto of = [&](const Family& f) { return fits(f, path); };
    if (std::any_of(all.begin(), all.end(), of)) return std::nullopt;
    // Of "cost.totl" the first word is right: no other room is meant, where any name may stand.
    const std::string room = first_word(path);
    Words own;
    Words like;
    for (const Family& f : all) add_like(f, path, first_word(f.head) == room ? own : like);
    std::string nearest = closest(path, own);
    if (nearest.empty()) nearest = closest(path, like);
    return told(path, nearest, "`orrery explain DIR` lists the figures of a result");
}

std::optional<NoFigure> no_such_figure(const std::string& path, const FigureNames& names) {
    if (auto none = no_such_figure(path)) return none;
    for (const Family& f : families()) {
        const Words* known = names_of(f, names);
        const std::string rest = behind(path, f.head);
        if (!known || rest.empty() || known_name(f, *known, rest)) continue;
        std::string list;
        for (const std::string& name : *known) list += (list.empty() ? "" : ", ") + name;
        return told(path, with_name(f, *known, rest),
                    list.empty() ? std::string("the scenario has no ") + plural(f.named)
                                 : std::string(plural(f.named)) + ": " + list);
    }
    return std::nullopt;
}

void check_assert_names(const World& world, Diagnostics& diagnostics) {
    FigureNames names;
    for (const Site& site : world.sites) names.sites.push_back(site.name);
    for (const Pool& pool : world.pools) names.pools.push_back(pool.name);
    for (const Workload& w : world.workloads) names.workloads.push_back(w.name);
    for (const Job& job : world.jobs) names.jobs.push_back(job.name);
    for (std::size_t i = 0; i < world.asserts.size(); ++i) {
        const auto none = no_such_figure(world.asserts[i].path, names);
        if (!none) continue;
        Diagnostic d;
        d.severity = Severity::warning;
        d.code = "E0215";
        d.at = world.asserts[i].where;
        d.path = "assert[" + std::to_string(i) + "]";
        d.message = none->message;
        d.hint = none->hint;
        diagnostics.add(std::move(d));
    }
}

}  // namespace orrery
