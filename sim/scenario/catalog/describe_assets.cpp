// Facts about owning as rows of text.
#include <fmt/format.h>

#include "sim/scenario/catalog/describe.hpp"

namespace orrery::catalog {
namespace {

std::string share_percent(double share) {
    return fmt::format("{:g} %", share * 100);
}

std::string weeks(double seconds) {
    return fmt::format("{:.3g} weeks", seconds / (7 * 86400));
}

}  // namespace

Rows describe(const TaxSchedule& s) {
    std::string years;
    for (const double share : s.shares) years += (years.empty() ? "" : ", ") + share_percent(share);
    return {{"country", s.country}, {"by year", years}};
}
Rows describe(const TariffFact& f) {
    return {{"country", f.country},
            {"demand charge", fmt::format("{:g} USD a kW and month, mean of {:g} min",
                                          f.demand_usd_kw_month, f.demand_interval_s / 60)},
            {"ratchet", share_percent(f.ratchet)},
            {"minimum take", share_percent(f.minimum_take)},
            {"levies", fmt::format("{:g} USD/kWh", f.levies_usd_kwh)},
            {"standing", fmt::format("{:g} USD/y", f.standing_usd_year)}};
}
Rows describe(const LeadTimeFact& f) {
    return {{"median", weeks(f.p50_s)}, {"nine of ten within", weeks(f.p90_s)}};
}
Rows describe(const SalaryFact& f) {
    return {{"country", f.country}, {"a year", fmt::format("{:g} USD", f.usd_year)}};
}
Rows describe(const ColocationFact& f) {
    return {{"price", fmt::format("{:g} USD a kW and month", f.usd_kw_month)},
            {"increase a year", share_percent(f.escalation_year)}};
}
Rows describe(const ResidualFact& f) {
    return {{"when new", share_percent(f.initial)},
            {"decay", fmt::format("{:g} a year", f.decay_year)},
            {"cost of selling", share_percent(f.haircut)}};
}
Rows describe(const CapexFact& f) {
    return {{"share of the servers' price", share_percent(f.share)},
            {"a server", fmt::format("{:g} USD", f.usd_server)},
            {"life", f.life_years > 0 ? fmt::format("{:g} years", f.life_years) : "the servers'"}};
}

Cells summarise(const TaxSchedule& s) {
    return {s.country, fmt::format("{}", s.shares.size())};
}
Cells summarise(const TariffFact& f) {
    return {f.country, fmt::format("{:g} USD", f.demand_usd_kw_month), share_percent(f.ratchet)};
}
Cells summarise(const LeadTimeFact& f) {
    return {weeks(f.p50_s), weeks(f.p90_s)};
}
Cells summarise(const SalaryFact& f) {
    return {f.country, fmt::format("{:g} USD", f.usd_year)};
}
Cells summarise(const ColocationFact& f) {
    return {fmt::format("{:g} USD", f.usd_kw_month), share_percent(f.escalation_year)};
}
Cells summarise(const ResidualFact& f) {
    return {share_percent(f.initial), fmt::format("{:g}", f.decay_year)};
}
Cells summarise(const CapexFact& f) {
    return {f.share > 0 ? share_percent(f.share) : fmt::format("{:g} USD", f.usd_server)};
}

}  // namespace orrery::catalog
