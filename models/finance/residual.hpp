// What used hardware brings: exponential decay, steps down when a new generation arrives.
#pragma once
#include <vector>

namespace orrery::finance {

struct GenerationShock {
    double years = 0;   ///< after the purchase
    double factor = 1;  ///< of the value from then on
};

struct ResidualTerms {
    double initial = 1;      ///< r0: of the price, on the day of purchase
    double decay_year = .5;  ///< δ
    std::vector<GenerationShock> shocks;
    double haircut = 0;  ///< share of the value that selling costs
};

/// r0·e^(−δ·t) · Π factors of the shocks up to t, as a share of the price, before selling costs.
double market_share(const ResidualTerms& terms, double years);
/// price × market_share × (1 − haircut).
double sale_proceeds(const ResidualTerms& terms, double price, double years);

}  // namespace orrery::finance
