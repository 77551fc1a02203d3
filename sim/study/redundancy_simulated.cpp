// Servers that are up over simulated years of outages and repairs, counted.
#include "sim/study/redundancy_simulated.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "sim/engine/outage_spans.hpp"
#include "sim/kernel/samplers.hpp"
#include "sim/study/outage_parts.hpp"

namespace orrery {
namespace {

constexpr double kYearSeconds = 365 * 86400.0;
constexpr std::size_t kBatches = 20;
constexpr double kStudent = 2.093;  // 97.5 % at 19 degrees of freedom

struct Step {
    Nanos at;
    std::uint32_t site = 0;
    int outages = 0;  ///< more or fewer of the site
    int units = 0;    ///< more or fewer of its servers
};

void add_outages(const World& world, const RedundancyResult& r, const RedundancyQuestion& q,
                 const RedundancyRow& row, std::uint64_t batch, Nanos span,
                 std::vector<Step>& steps) {
    std::vector<OutageProcess> all;
    std::vector<std::uint32_t> of;
    for (std::uint32_t i = 0; i < row.sites.size(); ++i) {
        const SiteId site = world.pools[r.sites[row.sites[i]].pool.index()].site;
        for (OutageProcess& p : rated_outages(world, site)) {
            // One process that takes several sites is one cause: it is drawn alike for each.
            all.push_back(std::move(p));
            of.push_back(i);
        }
    }
    for (const OutageSpan& s : draw_outages(all, q.seed, batch, span)) {
        steps.push_back({s.from, of[s.process], 1, 0});
        steps.push_back({min(s.until, span), of[s.process], -1, 0});
    }
}

void add_failures(const World& world, const RedundancyResult& r, const RedundancyQuestion& q,
                  const RedundancyRow& row, std::uint64_t batch, Nanos span,
                  std::vector<Step>& steps) {
    for (std::uint32_t i = 0; i < row.sites.size(); ++i) {
        const Pool& pool = world.pools[r.sites[row.sites[i]].pool.index()];
        if (pool.failures.mtbf == Nanos::never()) continue;
        for (int u = 0; u < row.servers_each; ++u) {
            Stream stream(q.seed, "redundancy", pool.name + "/" + std::to_string(u), batch);
            Nanos t{0};
            while (true) {
                t += Nanos::from_seconds(exponential(stream, pool.failures.mtbf.seconds()));
                if (t >= span) break;
                steps.push_back({t, i, 0, -1});
                t += Nanos::from_seconds(
                    lognormal_mean_cv(stream, pool.failures.mttr.seconds(), pool.failures.mttr_cv));
                steps.push_back({min(t, span), i, 0, 1});
            }
        }
    }
}

/// Share of a span in which enough servers are up.
double walk(std::vector<Step> steps, const RedundancyRow& row, int needed, Nanos span) {
    std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
        return std::tie(a.at, a.site, a.outages, a.units) <
               std::tie(b.at, b.site, b.outages, b.units);
    });
    std::vector<int> out(row.sites.size(), 0);
    std::vector<int> up(row.sites.size(), row.servers_each);
    double good = 0;
    Nanos before{0};
    const auto enough = [&] {
        int sum = 0;
        for (std::size_t i = 0; i < up.size(); ++i) sum += out[i] > 0 ? 0 : up[i];
        return sum >= needed;
    };
    for (const Step& step : steps) {
        if (enough()) good += (step.at - before).seconds();
        before = step.at;
        out[step.site] += step.outages;
        up[step.site] += step.units;
    }
    if (enough()) good += (span - before).seconds();
    return good / span.seconds();
}

}  // namespace

void simulate_row(const World& world, const RedundancyResult& r, const RedundancyQuestion& q,
                  RedundancyRow& row) {
    const Nanos span = Nanos::from_seconds(std::min(q.years / kBatches, 250.0) * kYearSeconds);
    double sum = 0;
    double squares = 0;
    for (std::uint64_t batch = 0; batch < kBatches; ++batch) {
        std::vector<Step> steps;
        add_outages(world, r, q, row, batch, span, steps);
        add_failures(world, r, q, row, batch, span, steps);
        const double share = walk(std::move(steps), row, r.needed, span);
        sum += share;
        squares += share * share;
    }
    const auto n = static_cast<double>(kBatches);
    row.simulated = sum / n;
    const double variance =
        std::max(squares / n - row.simulated * row.simulated, 0.0) * n / (n - 1);
    row.half_width = kStudent * std::sqrt(variance / n);
}

}  // namespace orrery
