// Days alike: by shape of demand, what is there, what lasts, and what begins or ends on them.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "sim/engine/sampled/plan.hpp"

namespace orrery {
namespace {

/// How finely days are told apart; coarser where that would leave nothing to sample.
enum class Grain { each, kinds, any };

/// What the shares of hours in which a site is the best one are rounded to.
constexpr double kSignalStep = 0.25;
/// Days in full that are few whatever the horizon, and the share of it that is few.
constexpr std::size_t kFewDays = 24;
constexpr double kFewOfAll = 0.1;
/// Representatives of all strata: more of them than this share of the days is no sample.
constexpr double kMostStrata = 0.15;

/// Kinds of events that change what requests meet and that replicas do not show.
bool matters(const std::string& kind) {
    static constexpr std::array<const char*, 9> kinds{"outage",        "partition", "service out",
                                                      "cache expired", "fail-over", "fail-back",
                                                      "runbook",       "exit",      "maintenance"};
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

using Key = std::vector<double>;

class Days {
public:
    Days(const World& world, const Calendar& calendar, const Observations& idle)
        : world_(world), calendar_(calendar), idle_(idle) {
        const auto days = static_cast<std::size_t>(calendar.days);
        state_.resize(days);
        changes_.resize(days);
        edge_.assign(days, false);
        see_replicas();
        see_servers();
        see_events();
        see_signals();
        see_edges();
    }
    [[nodiscard]] std::vector<Stratum> strata(Grain grain) const;

private:
    [[nodiscard]] std::size_t day_of(std::size_t interval) const {
        const Nanos begin = world_.meter_interval * static_cast<std::int64_t>(interval);
        return static_cast<std::size_t>(begin.ns / kDay.ns);
    }
    void change(std::size_t day, const std::string& what, const std::string& kind) {
        if (day < changes_.size()) changes_[day].insert({what, kind});
    }
    /// A level of something by meter interval: constant days are known by it, others change.
    template <class Level>
    void see_level(const std::string& kind, const std::string& name, Level level) {
        const std::size_t n = world_.intervals();
        double before = n > 0 ? level(0) : 0;
        for (std::size_t i = 0; i < n; ++i) {
            const bool whole =
                world_.meter_interval * static_cast<std::int64_t>(i + 1) <= world_.horizon;
            const double now = whole ? level(i) : before;
            if (now != before) change(day_of(i), kind + " " + name, kind);
            before = now;
            if (i + 1 == n || day_of(i + 1) != day_of(i)) state_[day_of(i)].push_back(now);
        }
    }
    void see_replicas();
    void see_servers();
    void see_events();
    void see_signals();
    void see_edges();
    [[nodiscard]] Key key_of(std::size_t day, Grain grain) const;

    const World& world_;
    const Calendar& calendar_;
    const Observations& idle_;
    std::vector<Key> state_;                                              ///< by day
    std::vector<std::map<std::string, int>> lasting_{};                   ///< by day
    std::vector<std::set<std::pair<std::string, std::string>>> changes_;  ///< (what, its kind)
    std::vector<Key> signals_{};                                          ///< by day
    std::vector<bool> edge_;  ///< the first day, the last if it is short, the end of the warm-up
};

void Days::see_replicas() {
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        const Deployment& deployment = world_.deployments[d];
        const std::string& name = deployment.group.empty() ? deployment.name : deployment.group;
        const auto& usage = idle_.deployments[d];
        see_level("replicas", name,
                  [&](std::size_t i) { return static_cast<double>(usage[i].ready_ns); });
    }
}

/// Of pools that serve: an autoscaler may use them.
void Days::see_servers() {
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        const bool serves = std::any_of(
            world_.deployments.begin(), world_.deployments.end(),
            [&](const Deployment& d) { return d.pool == PoolId(p) && d.autoscaler.has_value(); });
        if (!serves) continue;
        const Pool& pool = world_.pools[p];
        const auto& usage = idle_.pools[p];
        see_level("servers", pool.group.empty() ? pool.name : pool.group, [&](std::size_t i) {
            return static_cast<double>(usage[i].server_ns - usage[i].server_down_ns);
        });
    }
}

void Days::see_events() {
    lasting_.resize(changes_.size());
    const auto span = [&](Nanos from, Nanos until, const std::string& kind,
                          const std::string& where) {
        const auto first = static_cast<std::size_t>(max(from, Nanos{0}).ns / kDay.ns);
        const auto last = static_cast<std::size_t>(min(until, world_.horizon).ns / kDay.ns);
        if (from >= Nanos{0}) change(first, kind + " " + where, kind);
        if (until < world_.horizon) change(last, kind + " " + where, kind);
        for (std::size_t day = first + 1; day < std::min(last, lasting_.size()); ++day) {
            ++lasting_[day][kind + " " + where];
        }
    };
    for (const RunEvent& event : idle_.run_events) {
        if (matters(event.kind)) span(event.at, event.until, event.kind, event.where);
    }
    for (const Partition& p : world_.network.partitions) span(p.at, p.until, "partition", p.name);
    for (const DisruptionSpec& d : world_.disruptions) {
        if (d.at < world_.horizon) span(d.at, d.at + d.duration, "disruption", d.name);
    }
    for (std::size_t day = 0; day < changes_.size(); ++day) {
        if (calendar_.crowded[day]) change(day, "crowd", "crowd");
    }
}

/// Routers that look at prices or carbon: how often each site is the best one of the day.
void Days::see_signals() {
    signals_.resize(changes_.size());
    for (const Workload& workload : world_.workloads) {
        const bool price = workload.router == RouterKind::cheapest_within_slo;
        if (!price && workload.router != RouterKind::greenest_within_slo) continue;
        std::vector<std::vector<double>> best(changes_.size(),
                                              std::vector<double>(workload.routes.size()));
        std::vector<double> hours(changes_.size());
        for (std::size_t i = 0; i < world_.intervals(); ++i) {
            std::size_t least = 0;
            double lowest = 0;
            for (std::size_t r = 0; r < workload.routes.size(); ++r) {
                const Deployment& d = world_.deployments[workload.routes[r].deployment.index()];
                const Site& site = world_.sites[d.site.index()];
                const auto& signal = price ? site.usd_kwh : site.grid_g_kwh;
                const double value = i < signal.size() ? signal[i] * site.pue_at(i) : 0;
                const double cost = value * d.joules_per_token;
                if (r > 0 && cost >= lowest) continue;
                least = r;
                lowest = cost;
            }
            best[day_of(i)][least] += 1;
            hours[day_of(i)] += 1;
        }
        for (std::size_t day = 0; day < best.size(); ++day) {
            for (const double b : best[day]) {
                signals_[day].push_back(static_cast<int>(b / hours[day] / kSignalStep + 0.5));
            }
        }
    }
}

void Days::see_edges() {
    if (edge_.empty()) return;
    edge_.front() = true;
    if (world_.horizon.ns % kDay.ns != 0) edge_.back() = true;
    const auto warm = static_cast<std::size_t>(world_.warmup.ns / kDay.ns);
    for (std::size_t day = 0; day < edge_.size(); ++day) {
        state_[day].push_back(day < warm ? 1 : 0);
    }
    if (world_.warmup.ns % kDay.ns != 0 && warm < edge_.size()) edge_[warm] = true;
}

/// Equal keys: days alike. Days on which something changes are known by what it is.
Key Days::key_of(std::size_t day, Grain grain) const {
    Key key{changes_[day].empty() ? 0.0 : 1.0};
    if (changes_[day].empty()) {
        key.push_back(static_cast<double>(calendar_.shape[day]));
        key.insert(key.end(), signals_[day].begin(), signals_[day].end());
        key.push_back(state_[day].back());
        if (grain != Grain::any) key.insert(key.end(), state_[day].begin(), state_[day].end());
    }
    return key;
}

std::vector<Stratum> Days::strata(Grain grain) const {
    using Names = std::set<std::string>;
    std::map<std::pair<Key, Names>, std::vector<std::int32_t>> groups;
    std::vector<Stratum> all;
    for (std::size_t day = 0; day < changes_.size(); ++day) {
        const auto number = static_cast<std::int32_t>(day);
        if (edge_[day]) {
            all.push_back({{number}, true});
            continue;
        }
        Names names;
        for (const auto& [what, kind] : changes_[day]) {
            if (grain != Grain::any) names.insert(grain == Grain::each ? what : kind);
        }
        for (const auto& [what, times] : lasting_[day]) names.insert("lasting " + what);
        groups[{key_of(day, grain), std::move(names)}].push_back(number);
    }
    for (auto& [key, days] : groups) {
        const bool rare = key.first.front() > 0 && days.size() <= kRareDays;
        all.push_back({std::move(days), rare});
    }
    for (Stratum& stratum : all) {
        std::sort(stratum.days.begin(), stratum.days.end(), [&](std::int32_t a, std::int32_t b) {
            const double da = calendar_.tokens[static_cast<std::size_t>(a)];
            const double db = calendar_.tokens[static_cast<std::size_t>(b)];
            return da != db ? da < db : a < b;
        });
    }
    return all;
}

/// Whether few enough days are in full and few enough kinds of days are left.
bool samples(const std::vector<Stratum>& strata, std::int32_t days) {
    std::size_t full = 0;
    std::size_t sampled = 0;
    for (const Stratum& stratum : strata) {
        full += stratum.in_full ? stratum.days.size() : 0;
        sampled += stratum.in_full ? 0 : 1;
    }
    const auto few = std::max(kFewDays, static_cast<std::size_t>(kFewOfAll * days));
    return full <= few && static_cast<double>(sampled) <= std::max(4.0, kMostStrata * days);
}

}  // namespace

std::vector<Stratum> stratify(const World& world, const Calendar& calendar,
                              const Observations& idle) {
    const Days days(world, calendar, idle);
    for (const Grain grain : {Grain::each, Grain::kinds}) {
        auto strata = days.strata(grain);
        if (samples(strata, calendar.days)) return strata;
    }
    return days.strata(Grain::any);
}

}  // namespace orrery
