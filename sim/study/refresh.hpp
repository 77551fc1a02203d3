// The study `refresh`: how old should hardware become, and when does the next one pay?
#pragma once
#include <string>
#include <vector>

#include "models/finance/refresh.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Catalog curve of what used servers bring, where nothing else is said.
inline constexpr const char* kDefaultResale = "accelerator-server";

struct RefreshQuestion {
    std::string pool;            ///< owned; empty: the one with the most capex
    double discount_rate = -1;   ///< −1: the scenario's, else 8 %
    double price_fall = .15;     ///< for the same work, a year
    double energy_fall = .2;     ///< likewise: 1 − 1/(gain of work per watt)
    double ageing = .15;         ///< rise of maintenance a year
    double disruption_usd = -1;  ///< of each replacement, a server; −1: 2 % of its price
    double load = -1;            ///< share of nameplate power; −1: 0.8
    int most_years = 10;
};

struct RefreshRow {
    int years = 0;
    double eac_usd = 0;      ///< a server and year
    double capital_usd = 0;  ///< of those: price less resale, and disruption
    double care_usd = 0;
    double energy_usd = 0;
    bool best = false;
};

/// A term and its value from which another age is best.
struct RefreshFlip {
    std::string term;
    double value = 0;
    double at = 0;     ///< of the term …
    int years = 0;     ///< … from which this age is best
    bool any = false;  ///< within the range tried
};

struct RefreshResult {
    std::string pool;
    int servers = 0;
    finance::RefreshTerms terms;  ///< of one server, USD
    std::string resale_source;    ///< whose curve servers are sold at
    std::string rate_source;
    double age_years = 0;  ///< of the servers at the run's start; 0: new or not stated
    double book_life = 0;
    double watts = 0;
    double usd_kwh = 0;
    std::vector<RefreshRow> rows;
    int best = 0;
    int keep = 0;  ///< whole years that those of today should stay from the run's start
    std::vector<RefreshFlip> flips;
    std::string currency = "USD";  ///< of the scenario, in which texts answer …
    double usd_per_currency = 1;   ///< … figures here are USD
};

/// Reads prices, energy and resale of the pool; nothing is simulated. Throws std::invalid_argument
/// with a sentence where there is no such owned pool.
RefreshResult study_refresh(const World& world, const Catalog& catalog,
                            const RefreshQuestion& question);

/// The same of every owned pool, most capex first; of the named one alone, if one is named.
std::vector<RefreshResult> study_refresh_all(const World& world, const Catalog& catalog,
                                             const RefreshQuestion& question);

}  // namespace orrery
