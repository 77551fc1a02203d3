// The study `commitments`: the best mix of on-demand, terms, spot and blocks for hourly demand.
#include "sim/study/commitments/study.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/contracts/newsvendor.hpp"

namespace orrery {
namespace {

using namespace commitments;

int years_of(const CommitmentQuestion& q) {
    if (q.years > 0) return q.years;
    int longest = 1;
    for (const Level& level : q.levels) {
        longest = std::max(longest, static_cast<int>(std::ceil(level.term_h / kHoursPerYear)));
    }
    return longest;
}

std::vector<int> most_by_level(const Problem& p, const Mix& mix) {
    std::vector<int> servers(p.levels.size(), 0);
    for (const Purchase& one : mix.purchases) {
        servers[one.level] = std::max(servers[one.level], one.servers);
    }
    return servers;
}

class Judge {
public:
    Judge(const Problem& problem, double shock)
        : p_(problem),
          less_(scaled(problem, 1 - shock)),
          more_(scaled(problem, 1 + shock)),
          shock_(shock),
          best_less_(cost_of(less_, cheapest(less_)).usd()),
          best_more_(cost_of(more_, cheapest(more_)).usd()),
          on_demand_(cost_of(p_, {}).usd()) {}

    [[nodiscard]] CommitmentRow row(std::string name, const Mix& mix) const {
        CommitmentRow r;
        r.name = std::move(name);
        r.servers = most_by_level(p_, mix);
        r.costing = cost_of(p_, mix);
        const double usd = r.costing.usd();
        const double less = cost_of(less_, mix).usd();
        const double more = cost_of(more_, mix).usd();
        r.saved = on_demand_ > 0 ? 1 - usd / on_demand_ : 0;
        r.regret_less = less - best_less_;
        r.regret_more = more - best_more_;
        if (usd > 0) {
            r.absorb_less = (less - (1 - shock_) * usd) / usd;
            r.absorb_more = (more - (1 + shock_) * usd) / usd;
        }
        return r;
    }

private:
    const Problem& p_;
    Problem less_;
    Problem more_;
    double shock_;
    double best_less_;
    double best_more_;
    double on_demand_;
};

/// Every purchase of one level, so many servers each.
Mix alone(const Problem& p, std::size_t level, int servers) {
    Mix mix;
    mix.purchases = possible_purchases(p);
    for (Purchase& one : mix.purchases) one.servers = one.level == level ? servers : 0;
    return mix;
}

/// Factor on demand below one at which the mix costs as much as buying all on demand.
double breakeven_demand(const Problem& p, const Mix& mix) {
    const auto gain = [&](double factor) {
        const Problem other = scaled(p, factor);
        return cost_of(other, {}).usd() - cost_of(other, mix).usd();
    };
    if (gain(1) <= 0) return 0;
    double low = 0;
    double high = 1;
    for (int i = 0; i < 40; ++i) {
        const double middle = (low + high) / 2;
        (gain(middle) > 0 ? high : low) = middle;
    }
    return high;
}

void add_layers(const Problem& p, const Mix& mix, const std::vector<double>& use,
                CommitmentResult& r) {
    double from = 0;
    const auto add = [&](const std::string& name, double until, double pays) {
        if (until <= from) return;
        const auto first = static_cast<std::size_t>(from);
        const std::size_t last = std::min(static_cast<std::size_t>(std::ceil(until)), use.size());
        r.layers.push_back({name, from, until, first < use.size() ? use[first] : 0,
                            last > first ? use[last - 1] : 0, pays});
        from = until;
    };
    std::vector<const Purchase*> first;
    for (const Purchase& one : mix.purchases) {
        if (one.from_h == 0 && one.servers > 0) first.push_back(&one);
    }
    std::stable_sort(first.begin(), first.end(), [&](const Purchase* a, const Purchase* b) {
        return p.levels[a->level].usd_server_h < p.levels[b->level].usd_server_h;
    });
    for (const Purchase* one : first) {
        const Level& level = p.levels[one->level];
        add(level.name, from + one->servers, level.usd_server_h / p.market.on_demand_usd_h);
    }
    add("on demand and spot", r.peak, 0);
}

void take_curve(const std::vector<double>& hours, CommitmentResult& r) {
    std::vector<double> sorted = hours;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    for (const double d : sorted) r.mean += d / static_cast<double>(sorted.size());
    r.peak = sorted.front();
    for (int percent = 0; percent <= 100; percent += 10) {
        const double at = percent * .01 * static_cast<double>(sorted.size() - 1);
        r.curve.push_back(sorted[static_cast<std::size_t>(at + .5)]);
    }
}

}  // namespace

CommitmentResult study_commitments(const CommitmentQuestion& q) {
    CommitmentResult r;
    r.years = years_of(q);
    r.shock = q.shock;
    const Problem p{extended(q.hours, r.years, q.growth), q.market, q.levels};
    take_curve(p.demand, r);
    const Mix mix = cheapest(p);
    r.proven = mix.proven;
    const Judge judge(p, q.shock);
    r.rows.push_back(judge.row("best mix", mix));
    r.rows.push_back(judge.row("all on demand", {}));
    const std::vector<double> use = contracts::slice_use(p.demand);
    for (std::size_t l = 0; l < p.levels.size(); ++l) {
        const Level& level = p.levels[l];
        r.levels.push_back(level.name);
        const int best =
            contracts::newsvendor_level(use, level.usd_server_h, p.market.on_demand_usd_h);
        r.newsvendor.push_back(best);
        const int peak = std::min(level.most, static_cast<int>(std::ceil(r.peak)));
        if (level.from_h >= 0) continue;
        if (best > 0) {
            r.rows.push_back(
                judge.row(level.name + " alone", alone(p, l, std::min(best, level.most))));
        }
        r.rows.push_back(judge.row(level.name + " for the peak", alone(p, l, peak)));
    }
    const Costing& best = r.rows[0].costing;
    r.breakeven_demand = breakeven_demand(p, mix);
    if (best.committed_usd > 0) {
        const double on_demand = r.rows[1].costing.usd();
        r.breakeven_price = (on_demand - (best.usd() - best.committed_usd)) / best.committed_usd;
    }
    add_layers(p, mix, use, r);
    return r;
}

}  // namespace orrery
