// How a posting enters the ledger: rounded once, in the reporting currency.
#pragma once
#include <array>

#include "sim/accounts/ledger.hpp"

namespace orrery {

using Columns = std::array<double, kCostColumns>;  ///< list, contracted, billed, effective; USD

/// A new line of the price book, with its account and counter account where they were left empty.
std::uint32_t add_charge(Ledger& ledger, Charge charge);

/// Amounts in USD of the four columns become the reporting currency here and nowhere else; each is
/// rounded once.
void add_posting(const World& world, Ledger& ledger, std::uint32_t charge, const Period& period,
                 double quantity, const Columns& usd);
/// The same amount in all four columns.
inline void add_posting(const World& world, Ledger& ledger, std::uint32_t charge,
                        const Period& period, double quantity, double usd) {
    add_posting(world, ledger, charge, period, quantity, Columns{usd, usd, usd, usd});
}

/// The instant at which the posting just entered is due, whatever the ledger's periods are.
inline void due_at(Ledger& ledger, Nanos t) {
    ledger.postings.back().due = t;
}

/// Parts of an amount that is spread over periods: each is the difference of two rounded running
/// totals, so that all of them sum to the rounded whole exactly.
class Instalments {
public:
    /// What falls on the part that ends when `total` units in all are spread.
    Money next(double total) {
        const Money rounded = round_money(total);
        const Money part = rounded - before_;
        before_ = rounded;
        return part;
    }

private:
    Money before_;
};

/// Grid energy, generation, settled contracts, certificates, what was sold and the battery's wear,
/// by pool and period; after account_energy. Formulas stand in the charges.
void post_site_energy(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
