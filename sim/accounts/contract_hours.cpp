// Hours of rented servers, and what commitments, plans and tiers make of each of them.
#include "sim/accounts/contract_hours.hpp"

#include <algorithm>

#include "models/contracts/commitments.hpp"
#include "models/contracts/owed.hpp"
#include "sim/scenario/contract_hour.hpp"

namespace orrery {
namespace {

constexpr double kHourSeconds = 3600;

double hours_between(Nanos from, Nanos until) {
    return until > from ? at_hour(until - from) : 0;
}

void add(RatedUse& to, double hours, double list, double contracted, double plan_usd = 0) {
    to.hours += hours;
    to.list_usd += hours * list;
    to.contracted_usd += hours * contracted;
    to.plan_usd += plan_usd;
}

class Rating {
public:
    Rating(const World& world, const Observations& o)
        : world_(world), book_(world.contracts), hours_(hours_of(world, o.ended_at)) {
        out_.periods = periods_of(world, o.ended_at);
        const std::size_t periods = out_.periods.size();
        const std::size_t pools = world.pools.size();
        out_.rented.assign(pools, false);
        out_.rest.resize(pools);
        use_.resize(pools);
        for (std::size_t p = 0; p < pools; ++p) {
            const Pool& pool = world.pools[p];
            if (pool.tokens || pool.spot) continue;
            if (pool.terms.kind != contracts::ComputeKind::on_demand) continue;
            out_.rented[p] = true;
            out_.rest[p].resize(periods);
            use_[p] = hourly_use(world, o, PoolId(p), hours_);
        }
        rest_ = use_;
        out_.held.resize(book_.held.size());
        out_.plans.resize(book_.plans.size());
        out_.held_unused.assign(book_.held.size(), std::vector<double>(periods));
        out_.unused_usd = out_.held_unused;
        out_.plans_unused.assign(book_.plans.size(), std::vector<double>(periods));
        out_.standby.assign(book_.standby.size(), std::vector<RatedUse>(periods));
    }

    RatedHours run() {
        std::size_t period = 0;
        for (std::size_t h = 0; h < hours_.size(); ++h) {
            while (period + 1 < out_.periods.size() && hours_[h].from >= out_.periods[period].until)
                ++period;
            hour_ = h;
            period_ = period;
            rate_hour();
        }
        rate_rest();
        return std::move(out_);
    }

private:
    [[nodiscard]] const Period& hour() const { return hours_[hour_]; }
    [[nodiscard]] double overlap(Nanos from, Nanos until) const {
        return hours_between(max(from, hour().from), min(until, hour().until));
    }
    [[nodiscard]] double price(std::size_t p, double first, std::size_t h) const {
        if (p >= book_.changes.size()) return first;
        return mean_price(first, book_.changes[p], hours_[h].from, hours_[h].until);
    }
    [[nodiscard]] double list(std::size_t p, std::size_t h) const {
        return price(p, world_.pools[p].terms.list_usd_server_h, h);
    }
    [[nodiscard]] double contracted(std::size_t p, std::size_t h) const {
        return price(p, world_.pools[p].terms.contracted_usd_server_h, h);
    }
    [[nodiscard]] double& left(PoolId pool) { return rest_[pool.index()][hour_]; }

    void rate_hour() {
        for (std::size_t i = 0; i < book_.held.size(); ++i) {
            const double h = overlap(book_.held[i].from, book_.held[i].until);
            if (h > 0) use_held(i, h);
        }
        for (std::size_t i = 0; i < book_.plans.size(); ++i) {
            const double h = overlap(book_.plans[i].from, book_.plans[i].until);
            if (h > 0) use_plan(i, h);
        }
        std::map<std::size_t, double> called;  // of each pool, by standby before
        for (std::size_t i = 0; i < book_.standby.size(); ++i) {
            const Standby& s = book_.standby[i];
            const double h = overlap(s.spec.start, s.until);
            const std::size_t p = s.pool.index();
            if (h <= 0 || !out_.rented[p]) continue;
            const double more = beyond_own(p) - called[p];
            const double take = std::min({left(s.pool), s.spec.servers * h, std::max(0.0, more)});
            left(s.pool) -= take;
            called[p] += take;
            add(out_.standby[i][period_], take, list(p, hour_), contracted(p, hour_),
                take * s.spec.usd_server_h);
        }
    }

    /// Standby servers come on top of those that the pool has from the start.
    [[nodiscard]] double beyond_own(std::size_t p) const {
        return use_[p][hour_] - world_.pools[p].servers * hours_between(hour().from, hour().until);
    }

    std::vector<RatedUse>& cells(std::map<std::uint32_t, std::vector<RatedUse>>& by_pool,
                                 PoolId pool) const {
        auto& cells = by_pool[pool.value];
        if (cells.empty()) cells.resize(out_.periods.size());
        return cells;
    }

    void use_held(std::size_t i, double hours) {
        const HeldServers& held = book_.held[i];
        double open = held.servers * hours;
        for (const PoolId pool : held.pools) {
            const std::size_t p = pool.index();
            if (!out_.rented[p]) continue;
            const bool reserves = held.kind == HeldKind::reservation;
            const double take = std::min(reserves ? use_[p][hour_] : left(pool), open);
            open -= take;
            if (reserves) continue;  // its used hours cost what they would without it
            left(pool) -= take;
            if (take > 0)
                add(cells(out_.held[i], pool)[period_], take, list(p, hour_), contracted(p, hour_));
        }
        out_.held_unused[i][period_] += open;
        out_.unused_usd[i][period_] += open * contracted(held.pools.front().index(), hour_);
    }

    void use_plan(std::size_t i, double hours) {
        const HourlyPlan& plan = book_.plans[i];
        std::vector<contracts::PlanUsage> usage;
        for (const PlanPool& pp : plan.pools) {
            const std::size_t p = pp.pool.index();
            const double open = out_.rented[p] ? left(pp.pool) : 0;
            usage.push_back({open, contracted(p, hour_), pp.discount, 0});
        }
        const double commitment = plan.usd_hour * hours;
        const double used = contracts::apply_plan(commitment, usage);
        for (std::size_t k = 0; k < usage.size(); ++k) {
            if (usage[k].covered <= 0) continue;
            const PoolId pool = plan.pools[k].pool;
            left(pool) -= usage[k].covered;
            add(cells(out_.plans[i], pool)[period_], usage[k].covered, list(pool.index(), hour_),
                usage[k].on_demand,
                usage[k].covered * contracts::discounted(usage[k].on_demand, usage[k].discount));
        }
        out_.plans_unused[i][period_] += commitment - used;
    }

    /// Tiers and sustained use need the whole month: factors first, then what is left.
    void rate_rest() {
        std::vector<std::vector<double>> factor(use_.size());
        for (std::size_t p = 0; p < use_.size(); ++p) factor[p].assign(use_[p].size(), 1);
        for (const VolumeTiers& volume : book_.volume) tier(volume, factor);
        for (const SustainedUse& sustained : book_.sustained) sustain(sustained, factor);
        for (std::size_t p = 0; p < use_.size(); ++p) {
            std::size_t k = 0;
            for (std::size_t h = 0; h < use_[p].size(); ++h) {
                while (k + 1 < out_.periods.size() && hours_[h].from >= out_.periods[k].until) ++k;
                if (rest_[p][h] <= 0) continue;
                add(out_.rest[p][k], rest_[p][h], list(p, h), contracted(p, h) * factor[p][h]);
            }
        }
    }

    /// [first, last) hours of each calendar month.
    [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> months() const {
        std::vector<std::pair<std::size_t, std::size_t>> out;
        for (std::size_t h = 0; h < hours_.size(); ++h) {
            if (h == 0 || hours_[h].month != hours_[h - 1].month) out.emplace_back(h, h);
            out.back().second = h + 1;
        }
        return out;
    }

    void tier(const VolumeTiers& v, std::vector<std::vector<double>>& factor) const {
        for (const auto& [first, last] : months()) {
            double total = 0;
            for (std::size_t h = first; h < last; ++h) {
                for (const PoolId pool : v.pools) total += units(pool, h);
            }
            double before = 0;
            for (std::size_t h = first; h < last; ++h) {
                for (const PoolId pool : v.pools) {
                    const double n = units(pool, h);
                    if (n <= 0) continue;
                    const double f = v.law == TierLaw::all_units
                                         ? contracts::all_units(v.tiers, total) / total
                                         : contracts::graduated(v.tiers, before, before + n) / n;
                    factor[pool.index()][h] *= f;
                    before += n;
                }
            }
        }
    }
    [[nodiscard]] double units(PoolId pool, std::size_t h) const {
        const std::size_t p = pool.index();
        return rest_[p].empty() ? 0 : rest_[p][h] * world_.pools[p].server.accelerators;
    }

    /// As if servers had been put one above the other: the k-th of them ran in all hours in which
    /// at least k did. Its part of the month decides its factor; the pool's is their mean.
    void sustain(const SustainedUse& s, std::vector<std::vector<double>>& factor) const {
        for (const PoolId pool : s.pools) {
            const std::size_t p = pool.index();
            if (rest_[p].empty()) continue;
            for (const auto& [first, last] : months()) {
                const double f = sustained_mean(rest_[p], first, last, s.steps);
                for (std::size_t h = first; h < last; ++h) factor[p][h] *= f;
            }
        }
    }
    [[nodiscard]] double sustained_mean(const std::vector<double>& use, std::size_t first,
                                        std::size_t last, const std::vector<double>& steps) const {
        std::vector<std::pair<double, double>> levels;  // servers at once, hours
        double sum = 0;
        for (std::size_t h = first; h < last; ++h) {
            const double width = hours_between(hours_[h].from, hours_[h].until);
            if (width > 0) levels.emplace_back(use[h] / width, width);
            sum += use[h];
        }
        if (sum <= 0) return 1;
        std::sort(levels.begin(), levels.end());
        const double month = month_hours(hours_[first].from);
        double running = 0;
        for (const auto& level : levels) running += level.second;
        double owed = 0;
        double below = 0;
        for (const auto& [servers, width] : levels) {
            owed +=
                (servers - below) * running * contracts::sustained_factor(running / month, steps);
            below = servers;
            running = std::max(0.0, running - width);
        }
        return owed / sum;
    }
    [[nodiscard]] double month_hours(Nanos t) const {
        const Nanos end = next_month(world_, t);
        // The first instant of the month: from the middle of the one before it, forward.
        Nanos begin = t - kDay * 35;
        while (next_month(world_, begin) <= t) begin = next_month(world_, begin);
        return hours_between(begin, end);
    }

    const World& world_;
    const ContractBook& book_;
    std::vector<Period> hours_;
    std::vector<std::vector<double>> use_;   ///< [pool][hour]; empty where it is not rated here
    std::vector<std::vector<double>> rest_;  ///< of it not taken by a commitment
    RatedHours out_;
    std::size_t hour_ = 0;
    std::size_t period_ = 0;
};

}  // namespace

std::vector<double> hourly_use(const World& world, const Observations& o, PoolId id,
                               const std::vector<Period>& hours) {
    std::vector<double> use(hours.size());
    std::vector<std::int64_t> whole(hours.size() + 1);  ///< sessions that begin, less those ended
    const contracts::ComputeTerms& terms = world.pools[id.index()].terms;
    for (const ServerSession& s : o.sessions) {
        if (s.pool != id || hours.empty() || s.until <= s.from) continue;
        const std::size_t first = period_at(hours, s.from);
        const std::size_t last = period_at(hours, s.until - Nanos{1});
        use[first] += hours_between(s.from, min(s.until, hours[first].until));
        if (last > first) use[last] += hours_between(hours[last].from, s.until);
        if (last > first + 1) {
            ++whole[first + 1];
            --whole[last];
        }
        const double seconds = (s.until - s.from).seconds();
        use[last] += contracts::billed_hours(seconds, terms.granularity_s, terms.minimum_s) -
                     seconds / kHourSeconds;
    }
    std::int64_t present = 0;
    for (std::size_t h = 0; h < hours.size(); ++h) {
        present += whole[h];
        use[h] += static_cast<double>(present) * hours_between(hours[h].from, hours[h].until);
    }
    return use;
}

double mean_price(double first, const std::vector<contracts::PriceStep>& steps, Nanos from,
                  Nanos until) {
    const double begin = at_hour(from);
    const double end = at_hour(until);
    double at = begin;
    double changed = 0;  // price × hours, of what ended within the span
    for (const contracts::PriceStep& step : steps) {
        if (step.at_h <= at || step.at_h >= end) continue;
        changed += (step.at_h - at) * contracts::changed_price(first, steps, at);
        at = step.at_h;
    }
    const double last = contracts::changed_price(first, steps, at);
    return at == begin ? last : (changed + (end - at) * last) / (end - begin);
}

RatedHours rate_hours(const World& world, const Observations& observations) {
    return Rating(world, observations).run();
}

}  // namespace orrery
