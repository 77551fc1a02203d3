// Which days of a long run are simulated, and which of them stands for each of the others.
#include "sim/engine/sampled/plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace orrery {
namespace {

/// Demands closer than that are equal.
constexpr double kEqualDemand = 1e-6;
/// From there on the demand of a stratum varies: three representatives at least.
constexpr double kVaries = 0.02;
/// A plan that simulates more of the days than that gains nothing: all are simulated.
constexpr double kMostOfAll = 0.6;
/// Of a short horizon no more days than that stand for others, whatever is wanted.
constexpr int kOneIn = 3;
constexpr Nanos kLongestWarmUp{6 * kHour.ns};

double spread(const Calendar& calendar, const Stratum& stratum) {
    const double low = calendar.tokens[static_cast<std::size_t>(stratum.days.front())];
    const double high = calendar.tokens[static_cast<std::size_t>(stratum.days.back())];
    return high > 0 ? (high - low) / high : 0;
}

/// How many representatives each stratum gets; see choose_days.
std::vector<std::size_t> allocate(const Calendar& calendar, const std::vector<Stratum>& strata,
                                  int wanted) {
    std::vector<std::size_t> count;
    std::vector<double> score;
    std::size_t given = 0;
    for (const Stratum& stratum : strata) {
        const std::size_t least = spread(calendar, stratum) > kVaries ? 3 : 2;
        count.push_back(stratum.in_full ? stratum.days.size()
                                        : std::min(least, stratum.days.size()));
        double demand = 0;
        for (const std::int32_t day : stratum.days) {
            demand += calendar.tokens[static_cast<std::size_t>(day)];
        }
        score.push_back(std::sqrt(demand));
        given += stratum.in_full ? 0 : count.back();
    }
    const int allowed = std::min(wanted, calendar.days / kOneIn);
    for (; given < static_cast<std::size_t>(allowed); ++given) {
        std::size_t best = strata.size();
        double most = 0;
        for (std::size_t h = 0; h < strata.size(); ++h) {
            const double gain = score[h] / static_cast<double>(count[h] + 1);
            if (count[h] >= strata[h].days.size() || gain <= most) continue;
            best = h;
            most = gain;
        }
        if (best == strata.size()) break;
        ++count[best];
    }
    return count;
}

/// Positions of n representatives among the sorted days: both ends where the demand varies, the
/// middles of n equal parts where it does not.
std::vector<std::size_t> positions(std::size_t days, std::size_t n, bool ends) {
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i < n; ++i) {
        at.push_back(ends ? (2 * i * (days - 1) + n - 1) / (2 * (n - 1))
                          : (2 * i + 1) * days / (2 * n));
    }
    return at;
}

class Chooser {
public:
    Chooser(const World& world, SampledPlan& plan) : world_(world), plan_(plan) {
        unit_.assign(static_cast<std::size_t>(plan.calendar.days), -1);
    }

    void choose(const Stratum& stratum, std::size_t n) {
        const bool every = n >= stratum.days.size();
        const bool ends = !every && n > 1 && spread(plan_.calendar, stratum) > kVaries;
        const auto at = positions(stratum.days.size(), every ? stratum.days.size() : n, ends);
        const std::int32_t number = every ? -1 : plan_.strata++;
        for (const std::size_t i : at) stand_[stratum.days[i]] = number;
        for (std::size_t k = 0; k < at.size(); ++k) {
            for (std::size_t i = k == 0 ? 0 : at[k]; i < at[k]; ++i) {
                unit_[static_cast<std::size_t>(stratum.days[i])] = stratum.days[at[k]];
            }
            share_out(stratum, at[k], k + 1 < at.size() ? at[k + 1] : stratum.days.size());
        }
    }

    /// Units by day, their weights, and the spans in which requests arrive.
    void finish();

private:
    [[nodiscard]] double demand(std::int32_t day) const {
        return plan_.calendar.tokens[static_cast<std::size_t>(day)];
    }

    /// Days between the representatives at positions `first` and `last` (or the end) go to either
    /// as often as their demand (or, where that is equal, their place) is nearer to it.
    void share_out(const Stratum& stratum, std::size_t first, std::size_t last) {
        const std::int32_t low = stratum.days[first];
        const std::int32_t high = last < stratum.days.size() ? stratum.days[last] : low;
        const double from = demand(low);
        const double range = demand(high) - from;
        const bool equal = std::fabs(range) <= kEqualDemand * demand(high);
        double carried = 0.5;
        for (std::size_t i = first; i < last; ++i) {
            const std::int32_t day = stratum.days[i];
            const double place = static_cast<double>(i - first) / static_cast<double>(last - first);
            if (low != high) carried += equal ? place : (demand(day) - from) / range;
            const bool up = carried >= 1;
            if (up) carried -= 1;
            unit_[static_cast<std::size_t>(day)] = day == low ? low : up ? high : low;
        }
    }

    const World& world_;
    SampledPlan& plan_;
    std::map<std::int32_t, std::int32_t> stand_;  ///< by simulated day: its stratum
    std::vector<std::int32_t> unit_;              ///< by day: the day that stands for it
};

void Chooser::finish() {
    const Calendar& calendar = plan_.calendar;
    std::map<std::int32_t, std::int32_t> index;
    const Nanos warm_up = warm_up_of(world_);
    for (const auto& [day, stratum] : stand_) {
        const auto unit = static_cast<std::int32_t>(plan_.units.size());
        const Nanos begin = Calendar::begin(day);
        if (day > 0 && stand_.count(day - 1) == 0) {
            const Nanos earliest = plan_.spans.empty() ? Nanos{0} : plan_.spans.back().until;
            plan_.spans.push_back({max(earliest, begin - warm_up), begin, -1});
        }
        plan_.spans.push_back({begin, min(begin + kDay, world_.horizon), unit});
        plan_.units.push_back({day, stratum, 0, std::vector<double>(calendar.requests.size())});
        index[day] = unit;
    }
    for (std::size_t day = 0; day < unit_.size(); ++day) {
        const std::int32_t u = index.at(unit_[day]);
        plan_.unit_of.push_back(u);
        SampledUnit& unit = plan_.units[static_cast<std::size_t>(u)];
        ++unit.stands_for;
        for (std::size_t w = 0; w < unit.weight.size(); ++w) {
            const auto& requests = calendar.requests[w];
            const double own = requests[static_cast<std::size_t>(unit.day)];
            unit.weight[w] += own > 0 ? requests[day] / own : 0;
        }
    }
}

/// Jobs take what the autoscaler leaves: a night's worth on every day that is not simulated.
std::string shared_with_jobs(const World& world) {
    for (const Deployment& d : world.deployments) {
        if (!d.autoscaler) continue;
        const Pool& pool = world.pools[d.pool.index()];
        const bool jobs = std::any_of(world.jobs.begin(), world.jobs.end(), [&](const Job& job) {
            return job.pool == d.pool || (job.upgrade && job.upgrade->pool == d.pool) ||
                   (job.fallback && job.fallback->pool == d.pool);
        });
        if (jobs || pool.scheduler) return "jobs run on what the autoscaler leaves in " + pool.name;
    }
    return {};
}

std::string nothing_to_sample(const World& world) {
    if (world.horizon <= Nanos{kShortestSample * kDay.ns}) {
        return "the horizon is not longer than " + std::to_string(kShortestSample) + " days";
    }
    if (world.workloads.empty()) return "there are no requests";
    return shared_with_jobs(world);
}

/// Whether days of the run end in an hour of demand above its mean: what waits then came hours
/// ago.
bool ends_busy(const World& world) {
    return std::any_of(world.workloads.begin(), world.workloads.end(), [&](const Workload& w) {
        if (!w.spec.synthetic || w.spec.synthetic->daily.empty()) return false;
        const auto& daily = w.spec.synthetic->daily;
        double mean = 0;
        for (const double factor : daily) mean += factor / static_cast<double>(daily.size());
        const std::int64_t local = (world.start_unix_s + w.utc_offset_s - 3600) % 86400;
        return daily[static_cast<std::size_t>((local + 86400) % 86400 / 3600)] > mean;
    });
}

}  // namespace

Nanos warm_up_of(const World& world) {
    Nanos longest = kHour;
    for (const Deployment& d : world.deployments) {
        if (!d.autoscaler) continue;
        const Pool& pool = world.pools[d.pool.index()];
        const Nanos comes = d.load_time + pool.supply.delay * 2 + d.autoscaler->interval;
        longest = max(longest, (comes + d.autoscaler->scale_down_after) * 2);
    }
    for (const Workload& w : world.workloads) {
        if (!w.spec.conversation) continue;
        const double lasts = w.spec.conversation->turns * w.spec.conversation->think_time.seconds();
        longest = max(longest, Nanos::from_seconds(2 * lasts));
    }
    return ends_busy(world) ? kLongestWarmUp : min(longest, kLongestWarmUp);
}

SampledPlan choose_days(const World& world, Calendar calendar, std::vector<Stratum> strata,
                        int wanted) {
    SampledPlan plan;
    plan.calendar = std::move(calendar);
    const auto count = allocate(plan.calendar, strata, wanted);
    std::size_t simulated = 0;
    for (const std::size_t n : count) simulated += n;
    if (static_cast<double>(simulated) > kMostOfAll * plan.calendar.days) {
        plan.all_because = "its days are too different: " + std::to_string(simulated) + " of " +
                           std::to_string(plan.calendar.days) + " would be simulated";
        return plan;
    }
    Chooser chooser(world, plan);
    for (std::size_t h = 0; h < strata.size(); ++h) chooser.choose(strata[h], count[h]);
    chooser.finish();
    return plan;
}

SampledPlan plan_sampled(const World& world, std::uint64_t seed, std::uint64_t replication,
                         int wanted) {
    SampledPlan plan;
    plan.all_because = nothing_to_sample(world);
    if (!plan.all_because.empty()) return plan;
    Calendar calendar = make_calendar(world, seed, replication);
    const Observations idle = simulate_idle(world, seed, replication);
    std::vector<Stratum> strata = stratify(world, calendar, idle);
    return choose_days(world, std::move(calendar), std::move(strata), wanted);
}

}  // namespace orrery
