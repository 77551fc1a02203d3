// Leases: classification, right-of-use asset and liability, obligations by year.
#include "models/finance/lease.hpp"

#include <algorithm>

#include "models/finance/cash_flow.hpp"

namespace orrery::finance {
namespace {

double option_price(const LeaseTerms& t) {
    return t.option_certain && t.option > 0 ? t.option : 0;
}

}  // namespace

bool becomes_owned(const LeaseTerms& t) {
    return t.transfers_ownership || (t.option >= 0 && t.option_certain);
}

double lease_present_value(const LeaseTerms& t) {
    const double v = 1 / (1 + monthly_rate(t.rate_year, false));
    double factor = 1;
    double sum = 0;
    for (int k = 0; k < t.months; ++k) {
        sum += t.payment * factor;
        factor *= v;
    }
    return sum + option_price(t) * factor;
}

LeaseTests classify_lease(const LeaseTerms& t) {
    LeaseTests tests;
    tests.transfer = t.transfers_ownership;
    tests.option = t.option >= 0 && t.option_certain;
    tests.term = t.months >= .75 * t.economic_life_months;
    tests.value = lease_present_value(t) >= .9 * t.fair_value;
    tests.specialised = t.specialised;
    return tests;
}

std::vector<LeaseMonth> lease_schedule(const LeaseTerms& t, bool finance) {
    const double rate = monthly_rate(t.rate_year, false);
    const double option = option_price(t);
    const double level = t.payment + option / t.months;
    const double right = lease_present_value(t);
    const bool owned = finance && becomes_owned(t);
    const int life =
        owned ? std::max(t.months, static_cast<int>(t.economic_life_months + .5)) : t.months;
    const double written = right - (owned ? std::min(right, t.left) : 0);
    std::vector<LeaseMonth> months;
    double liability = right;
    double asset = right;
    for (int k = 0; k < life; ++k) {
        LeaseMonth m;
        if (k == t.months) liability = 0;  // the option's price is paid
        if (k < t.months) {
            m.payment = t.payment;
            m.interest = (liability - t.payment) * rate;
            liability += m.interest - t.payment;
        }
        // An operating lease's asset falls by what its level expense leaves beside the interest.
        m.amortisation = finance ? written / life : level - m.interest;
        asset -= m.amortisation;
        m.liability = liability;
        m.asset = asset;
        m.expense = finance ? m.interest + m.amortisation : level;
        months.push_back(m);
    }
    return months;
}

std::vector<double> lease_obligations(const LeaseTerms& t, int elapsed) {
    std::vector<double> years;
    for (int month = elapsed; month < t.months; ++month) {
        const auto year = static_cast<std::size_t>((month - elapsed) / 12);
        if (years.size() <= year) years.push_back(0);
        years[year] += t.payment;
    }
    if (!years.empty()) years.back() += option_price(t);
    return years;
}

}  // namespace orrery::finance
