// Agreements with vendors, compiled: prices and rates at an hour of the run.
#include "sim/scenario/contract_book.hpp"

namespace orrery {

/// Against the currency of the report, at whose first rate USD are converted: see compile_rates.
double ContractBook::drift(const std::string& currency, double hour) const {
    const auto it = fx.find(currency);
    if (it == fx.end() || it->second.empty()) return 1;
    return contracts::rate_at(it->second, hour) / it->second.front().usd;
}

double ContractBook::price_at(PoolId pool, double first, double hour) const {
    if (pool.index() >= changes.size()) return first;
    return contracts::changed_price(first, changes[pool.index()], hour);
}

}  // namespace orrery
