// Why one ledger costs more than another, a budget against what came: volume, mix, price.
#pragma once
#include <string>
#include <vector>

#include "models/finance/variance.hpp"
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Effective cost by unit of measure: only what is counted alike can have a mix.
struct VarianceRow {
    std::string unit;  ///< "server-h", "kWh"; empty: amounts without any quantity
    finance::Variance variance;
};

struct LedgerVariance {
    std::vector<VarianceRow> rows;  ///< in order of unit
    finance::Variance all;          ///< volume + mix + price = total
};

/// Lines are one vendor's SKU (else category) at a site; both ledgers in one currency. A line that
/// only one of them has is volume and mix at its own price. What has no quantity is all price.
LedgerVariance compare_ledgers(const Ledger& budget, const Ledger& actual);

}  // namespace orrery
