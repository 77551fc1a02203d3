// Why one ledger costs more than another, a budget against what came: volume, mix, price.
#include "sim/analysis/ledger_variance.hpp"

#include <array>
#include <map>

namespace orrery {
namespace {

using Key = std::array<std::string, 4>;  ///< unit, vendor, SKU or category, site

struct Sum {
    double quantity = 0;
    Money amount;
    [[nodiscard]] double price() const { return quantity > 0 ? amount.units() / quantity : 0; }
};

struct Pair {
    Sum budget;
    Sum actual;
};

void add(const Ledger& ledger, Sum Pair::*side, std::map<Key, Pair>& lines) {
    std::vector<Sum> by_charge(ledger.charges.size());
    for (const Posting& p : ledger.postings) {
        by_charge[p.charge].quantity += p.quantity;
        by_charge[p.charge].amount += p.of(CostColumn::effective);
    }
    for (std::size_t i = 0; i < by_charge.size(); ++i) {
        const Charge& c = ledger.charges[i];
        const bool counted = by_charge[i].quantity > 0 && !c.unit.empty();
        const Key key{counted ? c.unit : "", c.vendor, c.sku.empty() ? c.category : c.sku, c.site};
        (lines[key].*side).quantity += counted ? by_charge[i].quantity : 0;
        (lines[key].*side).amount += by_charge[i].amount;
    }
}

/// A line that is in one ledger alone has no price in the other: it keeps its own.
finance::VarianceLine line_of(const Pair& p) {
    finance::VarianceLine line{p.budget.quantity, p.budget.price(), p.actual.quantity,
                               p.actual.price()};
    if (p.budget.quantity <= 0) line.price_b = line.price_a;
    if (p.actual.quantity <= 0) line.price_a = line.price_b;
    return line;
}

void add_up(const finance::Variance& part, finance::Variance& sum) {
    sum.volume += part.volume;
    sum.mix += part.mix;
    sum.price += part.price;
    sum.total += part.total;
}

}  // namespace

LedgerVariance compare_ledgers(const Ledger& budget, const Ledger& actual) {
    std::map<Key, Pair> lines;
    add(budget, &Pair::budget, lines);
    add(actual, &Pair::actual, lines);
    std::map<std::string, std::vector<finance::VarianceLine>> by_unit;
    finance::Variance uncounted;
    for (const auto& [key, pair] : lines) {
        if (!key[0].empty()) {
            by_unit[key[0]].push_back(line_of(pair));
            continue;
        }
        const double difference = pair.actual.amount.units() - pair.budget.amount.units();
        uncounted.price += difference;
        uncounted.total += difference;
    }
    LedgerVariance out;
    if (uncounted.total != 0) out.rows.push_back({"", uncounted});
    for (const auto& [unit, list] : by_unit) out.rows.push_back({unit, finance::variance(list)});
    for (const VarianceRow& row : out.rows) add_up(row.variance, out.all);
    return out;
}

}  // namespace orrery
