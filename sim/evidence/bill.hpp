// `validate bill`: a run's ledger beside what was really billed.
#pragma once
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// What lines are matched by.
struct BillKey {
    std::string month;  ///< "2026-11", UTC
    std::string sku;    ///< of a row without one: "(Tax)", "(Credit)"
    std::string tag;    ///< value of the asked tag; empty: none
    friend bool operator<(const BillKey& a, const BillKey& b) {
        return std::tie(a.month, a.sku, a.tag) < std::tie(b.month, b.sku, b.tag);
    }
};

struct BillLine {
    Money cost;
    double quantity = 0;   ///< of rows that cost something: hours that a purchase paid do not count
    std::string unit;      ///< of those; empty: none, or several
    bool several = false;  ///< units: their quantities cannot be told apart
    std::int64_t rows = 0;
    std::int64_t costing = 0;  ///< rows that cost something
};

struct Bill {
    std::string source;  ///< file
    std::string currency;
    std::map<BillKey, BillLine> lines;
    Money total;  ///< Σ lines, exactly
};

struct BillOptions {
    CostColumn cost = CostColumn::billed;
    std::string tag;         ///< key in Tags; empty: not matched by tags
    double tolerance = .05;  ///< of a line, of the total, and of what has no partner
};

/// Rows of a FOCUS file (1.0 to 1.4). Unreadable rows, several currencies and prices that do not
/// give their cost are errors E0875 to E0877 with their lines; a file without rows is E0879.
Bill read_bill(const std::string& file, const BillOptions& options, Diagnostics& diagnostics);
/// Postings of a stored run; no tags.
Bill bill_of(const Ledger& ledger, const std::string& currency, const std::string& source,
             const BillOptions& options);

/// Actual − simulated of lines that both sides have.
struct BillVariance {
    Money volume;  ///< more or less of everything, at simulated prices
    Money mix;     ///< other shares of the SKUs
    Money price;   ///< other prices, of the actual quantities
    Money other;   ///< of lines without a quantity on both sides, or in different units
};

struct BillMatch {
    BillKey key;
    BillLine simulated;
    BillLine actual;
    bool within = false;
    [[nodiscard]] Money difference() const { return actual.cost - simulated.cost; }
};

struct BillResidual {
    BillKey key;
    BillLine line;
};

struct BillComparison {
    Bill simulated;
    Bill actual;
    std::vector<BillMatch> matched;
    std::vector<BillResidual> only_simulated;
    std::vector<BillResidual> only_actual;
    Money residual_simulated;
    Money residual_actual;
    BillVariance variance;
    double tolerance = 0;
    std::vector<std::string> failures;  ///< what is beyond the tolerance; empty: it holds
};

/// Σ matched + residual is each side's total, and volume + mix + price + other + residual of the
/// bill − residual of the run is the difference of the totals: all exactly.
BillComparison compare_bills(Bill simulated, Bill actual, const BillOptions& options);

std::string bill_text(const BillComparison& comparison);
std::string bill_json(const BillComparison& comparison);

}  // namespace orrery
