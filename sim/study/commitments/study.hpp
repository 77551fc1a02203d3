// The study `commitments`: the best mix of on-demand, terms, spot and blocks for hourly demand.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/world.hpp"
#include "sim/study/commitments/problem.hpp"

namespace orrery {

struct CommitmentQuestion {
    std::vector<double> hours;  ///< servers wanted in each hour, as observed; repeated if short
    std::string demand_source;
    commitments::Market market;
    std::vector<commitments::Level> levels;
    int years = 0;      ///< horizon; 0: the longest term in whole years
    double growth = 0;  ///< of demand, a year
    double shock = .5;  ///< demand by which flexibility and regret are judged, both ways
};

/// One way to buy: the mix, all on demand, or one level alone.
struct CommitmentRow {
    std::string name;
    std::vector<int> servers;  ///< by level: most at any time
    commitments::Costing costing;
    double saved = 0;        ///< 1 − cost / all on demand: the effective savings rate
    double regret_less = 0;  ///< USD above the best mix if demand is that much lower …
    double regret_more = 0;  ///< … or higher
    double absorb_less = 0;  ///< cost beyond proportional as a share of cost: 0 bends freely
    double absorb_more = 0;
};

/// A layer of the duration curve.
struct CommitmentLayer {
    std::string name;
    double from = 0;  ///< servers
    double until = 0;
    double use_first = 0;  ///< share of hours in which its first and last server are wanted
    double use_last = 0;
    double pays_from = 0;  ///< use from which it pays: price / on-demand; of the rest: 0
};

struct CommitmentResult {
    std::vector<std::string> levels;
    std::vector<CommitmentRow> rows;      ///< the mix first, then all on demand, then single levels
    std::vector<CommitmentLayer> layers;  ///< of the first hour's mix
    std::vector<double> curve;            ///< demand exceeded in 0, 10 … 100 % of hours
    double mean = 0;
    double peak = 0;
    int years = 0;
    double shock = 0;
    double breakeven_demand = 0;  ///< factor at which the mix costs as much as on demand; 0: none
    double breakeven_price = 0;   ///< factor on all committed prices likewise; 0: nothing committed
    std::vector<double> newsvendor;  ///< by level: K* if it were the only one
    bool proven = true;
};

CommitmentResult study_commitments(const CommitmentQuestion& question);

/// Hours of a base: servers of a rented pool present in each hour of one run, or those that work.
struct BaseDemand {
    std::vector<double> hours;
    std::string pool;
    bool flat = false;  ///< the same in every hour: nothing in the base scales it
};
BaseDemand demand_of_pool(const World& world, std::uint64_t seed, std::size_t pool, bool busy,
                          double utilisation);

/// Commitments that the scenario has for a pool, with their prices and terms; how many servers is
/// what the study asks.
std::vector<commitments::Level> levels_of_pool(const World& world, std::size_t pool);

}  // namespace orrery
