// What taxes let be written off in the months of a run.
#include <algorithm>
#include <set>
#include <utility>

#include "sim/accounts/assets.hpp"
#include "sim/accounts/tax_depreciation.hpp"
#include "sim/analysis/finance.hpp"

namespace orrery::analysis {
namespace {

/// A year's amount in equal parts from the first month of use on: a share of the first year is
/// written off whole by its December, whenever the asset came.
double of_month(const TaxDepreciation& part, int first, int month) {
    double sum = 0;
    for (const TaxYear& year : part.years) {
        const int from = std::max(year.year * 12, first);
        const int until = (year.year + 1) * 12;
        if (month >= from && month < until) sum += year.usd / (until - from);
    }
    return sum;
}

}  // namespace

std::vector<double> tax_depreciation(const Input& in, const Book& book) {
    std::set<std::pair<std::string, std::string>> by_law;
    std::vector<double> sums(book.months().size(), 0.0);
    for (const TaxDepreciation& part : orrery::tax_depreciation(in.world, in.o)) {
        by_law.insert({part.pool, part.asset});
        const int first = month_of(in.world, part.in_service);
        for (std::size_t m = 0; m < sums.size(); ++m) {
            const Period& month = book.months()[m];
            double usd = of_month(part, first, month.month);
            if (part.sold != 0 && part.retired >= month.from && part.retired < month.until) {
                usd += part.left_usd - part.proceeds_usd;
            }
            sums[m] += reporting_units(in.world, usd);
        }
    }
    const auto others = book.effective(in, [&](const Charge& charge) {
        return charge.capital && by_law.count({charge.pool, charge.asset}) == 0;
    });
    for (std::size_t m = 0; m < sums.size(); ++m) sums[m] += others[m];
    return sums;
}

}  // namespace orrery::analysis
