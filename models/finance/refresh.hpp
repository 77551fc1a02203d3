// When to replace hardware: cost of an endless chain of replacements by their age.
#pragma once
#include <optional>
#include <vector>

#include "models/finance/depreciation.hpp"
#include "models/finance/residual.hpp"

namespace orrery::finance {

/// What is bought beside a machine and goes with it.
struct RefreshItem {
    double share = 0;                     ///< of the price with everything
    std::optional<ResidualTerms> resale;  ///< empty: sold for what the books say
    DepreciationTerms book;               ///< of a cost of 1
};

/// A machine that serves a constant need, and how its successors differ. Yearly costs fall due at
/// the end of each year; prices and energy are those of the work of one machine of today.
struct RefreshTerms {
    double price = 0;             ///< with everything that is bought for it
    double energy_year = 0;       ///< electricity (and room) of a machine bought today
    double maintenance_year = 0;  ///< share of its price in its first year …
    double ageing = 0;            ///< … rising by this share each year
    double insurance_year = 0;    ///< share of its price, each year
    double disruption = 0;        ///< of each replacement: migration, downtime
    ResidualTerms resale;         ///< of the price without the items
    std::vector<RefreshItem> items;
    double discount_rate = .08;  ///< a year, effective
    double price_fall = 0;       ///< relative fall of the price for the same work, a year
    double energy_fall = 0;      ///< likewise of its energy
};

/// PV at purchase of one machine bought today, used `years` ≥ 1 and sold.
double cycle_cost(const RefreshTerms& terms, int years);
/// Equivalent annual cost of buying one today and its successor every `years`, for ever: r × PV of
/// the chain. Each cycle is cheaper than the one before by the falls; without them this is the
/// textbook's cycle_cost · r / (1 − (1 + r)^−years).
double chain_eac(const RefreshTerms& terms, int years);
/// The age from 1 to `most` with the least chain_eac; the lower of equals.
int best_cycle(const RefreshTerms& terms, int most);

/// PV of using a machine of whole years of age `keep` years more, then beginning the chain with
/// successors of that day. `price` was its own; its energy is its own too.
struct OldMachine {
    int age = 0;
    double price = 0;
    double energy_year = 0;
};
double keep_cost(const RefreshTerms& terms, const OldMachine& old, int keep, int most);
/// The `keep` from 0 to `longest` with the least keep_cost.
int best_keep(const RefreshTerms& terms, const OldMachine& old, int longest, int most);

}  // namespace orrery::finance
