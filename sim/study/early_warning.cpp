// The study `early-warning`: do alerts on leading indicators come before the breaches they are for?
#include "sim/study/early_warning.hpp"

#include "sim/analysis/analyse.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/study/early_warning_series.hpp"
#include "sim/study/parallel.hpp"

namespace orrery {
namespace {

using Runs = std::vector<std::vector<WatchedSeries>>;  ///< [replication][what]

Runs watch_all(const World& world, const EarlyWarningQuestion& q) {
    Runs runs(static_cast<std::size_t>(q.options.seeds));
    parallel_for(runs.size(), q.options.threads,
                 [&](std::size_t i) { runs[i] = watch(world, q, i); });
    return runs;
}

/// Alerts of one indicator, or of any where none is named.
warning::Episode episode_of(const WatchedSeries& s, const std::string& name,
                            const warning::AlertRule& rule, int reviews) {
    warning::Episode e;
    e.breach = s.breach;
    e.alerts.assign(static_cast<std::size_t>(reviews), false);
    for (const warning::Indicator& i : s.indicators) {
        if (!name.empty() && i.name != name) continue;
        const std::vector<bool> alerts = warning::alerts(i, rule);
        for (std::size_t k = 0; k < e.alerts.size() && k < alerts.size(); ++k) {
            e.alerts[k] = e.alerts[k] || alerts[k];
        }
    }
    return e;
}

const WatchedSeries* find(const std::vector<WatchedSeries>& all, const std::string& what) {
    for (const WatchedSeries& s : all) {
        if (s.what == what) return &s;
    }
    return nullptr;
}

}  // namespace

std::vector<WatchedSeries> watch(const World& world, const EarlyWarningQuestion& q,
                                 std::uint64_t replication) {
    ReviewedRequests requests(world, q.rule.every_days);
    RunOptions options;
    options.seed = q.options.seed;
    options.replication = replication;
    options.sink = &requests;
    const Observations o = simulate_whole(world, options);
    const Ledger ledger = account(world, o);
    const Findings f = analyse(world, o, ledger);
    std::vector<WatchedSeries> out;
    watch_service(world, q, o, f, requests, out);
    watch_budgets(world, q, o, ledger, out);
    watch_deliveries(world, q, o, out);
    return out;
}

EarlyWarningResult study_early_warning(const World& world, const EarlyWarningQuestion& q) {
    EarlyWarningResult r;
    r.days = world.horizon.seconds() / 86400;
    r.reviews = reviews_of(world, q.rule.every_days);
    r.runs = q.options.seeds;
    const Runs runs = watch_all(world, q);
    std::vector<warning::Episode> all;
    for (const WatchedSeries& first : runs.front()) {
        std::vector<std::string> names{""};
        if (first.indicators.size() > 1) {
            for (const warning::Indicator& i : first.indicators) names.push_back(i.name);
        }
        for (const std::string& name : names) {
            std::vector<warning::Episode> episodes;
            for (const auto& run : runs) {
                const WatchedSeries* s = find(run, first.what);
                if (s) episodes.push_back(episode_of(*s, name, q.rule, r.reviews));
            }
            const bool any = name.empty();
            const std::string shown = !any                          ? name
                                      : first.indicators.size() > 1 ? "any"
                                                                    : first.indicators[0].name;
            r.rows.push_back({first.what, shown, warning::score(episodes, q.rule, q.soon_days)});
            if (any) all.insert(all.end(), episodes.begin(), episodes.end());
        }
    }
    r.all = warning::score(all, q.rule, q.soon_days);
    return r;
}

}  // namespace orrery
