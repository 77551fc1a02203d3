// What a mix of commitments costs, hour by hour.
#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"
#include "sim/study/commitments/problem.hpp"

namespace orrery::commitments {

std::vector<Purchase> possible_purchases(const Problem& p) {
    const int horizon = static_cast<int>(p.demand.size());
    std::vector<Purchase> out;
    for (std::size_t l = 0; l < p.levels.size(); ++l) {
        const Level& level = p.levels[l];
        const double usd = level.usd_server_h * level.term_h;
        const int first = std::max(level.from_h, 0);
        for (int from = first; from < horizon; from += level.term_h) {
            out.push_back({l, from, from + level.term_h, usd, level.most, 0});
            if (level.from_h >= 0) break;
        }
    }
    return out;
}

std::vector<int> committed_by_hour(const Problem& p, const Mix& mix) {
    std::vector<int> change(p.demand.size() + 1, 0);
    for (const Purchase& one : mix.purchases) {
        change[static_cast<std::size_t>(one.from_h)] += one.servers;
        change[std::min(static_cast<std::size_t>(one.until_h), p.demand.size())] -= one.servers;
    }
    std::vector<int> servers(p.demand.size(), 0);
    int now = 0;
    for (std::size_t h = 0; h < servers.size(); ++h) servers[h] = now += change[h];
    return servers;
}

Costing cost_of(const Problem& p, const Mix& mix) {
    Costing c;
    for (const Purchase& one : mix.purchases) {
        c.committed_usd += one.usd * one.servers;
        const double hours = one.until_h - one.from_h;
        const double beyond = std::max(0.0, one.until_h - static_cast<double>(p.demand.size()));
        c.beyond_usd += one.usd * one.servers * beyond / hours;
    }
    math::NeumaierSum spot_h;
    math::NeumaierSum market_h;
    const std::vector<int> servers = committed_by_hour(p, mix);
    const bool spot = p.market.spot_usd_h >= 0 && p.market.spot_usd_h < p.market.on_demand_usd_h;
    for (std::size_t h = 0; h < servers.size(); ++h) {
        const double wanted = p.demand[h];
        const double rest = std::max(0.0, wanted - servers[h]);
        const double cheap = spot ? std::min(rest, p.market.spot_share * wanted) : 0;
        c.committed_h += servers[h];
        c.used_h += wanted - rest;
        c.demand_h += wanted;
        spot_h.add(cheap);
        market_h.add(rest - cheap);
    }
    c.spot_usd = spot ? spot_h.value() * p.market.spot_usd_h : 0;
    c.on_demand_usd = market_h.value() * p.market.on_demand_usd_h;
    return c;
}

Problem scaled(const Problem& problem, double factor) {
    Problem other = problem;
    for (double& d : other.demand) d *= factor;
    return other;
}

std::vector<double> extended(const std::vector<double>& hours, int years, double growth) {
    std::vector<double> out;
    if (hours.empty()) return out;
    double factor = 1;
    for (int y = 0; y < years; ++y) {
        for (int h = 0; h < static_cast<int>(kHoursPerYear); ++h) {
            out.push_back(factor * hours[out.size() % hours.size()]);
        }
        factor *= 1 + growth;
    }
    return out;
}

}  // namespace orrery::commitments
