// What is owed under a contract for a quantity: pure arithmetic, in USD.
#include "models/contracts/owed.hpp"

#include <algorithm>
#include <cmath>

namespace orrery::contracts {

double billed_hours(double seconds, double granularity_s, double minimum_s) {
    seconds = std::max(seconds, minimum_s);
    if (granularity_s <= 0) return seconds / 3600;
    // A count of nanoseconds in doubles is off by some 1e-16 of itself: that is no second more.
    const double units = seconds / granularity_s;
    return std::ceil(units - std::max(1e-9, units * 1e-13)) * granularity_s / 3600;
}

double depreciation(const ComputeTerms& terms, double server_hours) {
    const double base = terms.capex_usd_server * (1 - terms.residual_share);
    return base * server_hours / (terms.life_years * kHoursPerYear);
}

double maintenance(const ComputeTerms& terms, double server_hours) {
    return terms.capex_usd_server * terms.maintenance_share_year * server_hours / kHoursPerYear;
}

double staff(const ComputeTerms& terms, double hours) {
    return terms.staff_usd_year * hours / kHoursPerYear;
}

double mean_stored(double first, double growth, double minimum, double from, double until) {
    if (until <= from) return 0;
    if (growth >= 0) return first + growth * (from + until) / 2;
    const double held = std::clamp(minimum, from, until);
    const double gone = std::clamp(first / -growth, held, until);
    const double shrinking = (gone - held) * (first + growth * (held + gone) / 2);
    return (first * (held - from) + shrinking) / (until - from);
}

double egress(const EgressTerms& terms, double from_gb, double to_gb) {
    double owed = 0;
    double low = 0;
    for (const EgressTier& tier : terms.tiers) {
        const double begin = std::max(from_gb, low);
        const double end = std::min(to_gb, tier.up_to_gb);
        if (end > begin) owed += (end - begin) * tier.usd_gb;
        low = tier.up_to_gb;
    }
    return owed;
}

}  // namespace orrery::contracts
