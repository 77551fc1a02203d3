// Electricity beside its energy price: demand charge with ratchet, minimum take, levies, standing.
#include "models/contracts/tariff.hpp"

#include <algorithm>

namespace orrery::contracts {
namespace {

constexpr std::size_t kRatchetMonths = 11;

}  // namespace

double peak_kw(std::span<const double> kw, std::size_t group) {
    double peak = 0;
    for (std::size_t first = 0; first < kw.size(); first += group) {
        const std::size_t last = std::min(first + group, kw.size());
        double sum = 0;
        for (std::size_t i = first; i < last; ++i) sum += kw[i];
        peak = std::max(peak, sum / static_cast<double>(last - first));
    }
    return peak;
}

DemandCharge demand_charge(const TariffTerms& t, std::span<const double> peaks, std::size_t index) {
    DemandCharge c;
    c.peak_kw = peaks[index];
    double highest = 0;
    const std::size_t first = index > kRatchetMonths ? index - kRatchetMonths : 0;
    for (std::size_t k = first; k < index; ++k) highest = std::max(highest, peaks[k]);
    c.ratchet_kw = t.ratchet * highest;
    c.minimum_kw = t.minimum_take * t.contract_kw;
    c.billed_kw = std::max({c.peak_kw, c.ratchet_kw, c.minimum_kw});
    c.usd = c.billed_kw * t.demand_usd_kw_month;
    return c;
}

}  // namespace orrery::contracts
