// Checks of facts about owning: schedules sum to one, quantiles are in order, prices plausible.
#include <fmt/format.h>

#include <cmath>

#include "sim/scenario/catalog/checker.hpp"

namespace orrery::catalog {

void check_tax_schedule(const Checker& check, const TaxSchedule& schedule) {
    double sum = 0;
    for (const double share : schedule.shares) {
        check.require(share >= 0, "E0680", "shares", "a share is negative");
        sum += share;
    }
    check.require(std::fabs(sum - 1) < 1e-9, "E0680", "shares",
                  fmt::format("the shares sum to {}, not to 1", sum));
}

void check_tariff_fact(const Checker& check, const TariffFact& fact) {
    check.require(fact.demand_usd_kw_month < 100, "E0681", "demand_charge",
                  fmt::format("{} USD a kW and month is implausible", fact.demand_usd_kw_month),
                  "between 0 and 40");
    check.require(fact.levies_usd_kwh < 1, "E0681", "levies", "more than 1 USD/kWh");
}

void check_lead_time_fact(const Checker& check, const LeadTimeFact& fact) {
    check.require(fact.p90_s >= fact.p50_s, "E0682", "p90", "p90 is shorter than p50");
}

void check_salary(const Checker& check, const SalaryFact& fact) {
    check.require(fact.usd_year > 5000 && fact.usd_year < 2e6, "E0683", "cost",
                  fmt::format("{} USD a year is implausible", fact.usd_year));
}

void check_colocation_fact(const Checker& check, const ColocationFact& fact) {
    check.require(fact.usd_kw_month < 2000, "E0683", "price",
                  fmt::format("{} USD a kW and month is implausible", fact.usd_kw_month));
}

void check_residual_fact(const Checker& check, const ResidualFact& fact) {
    check.require(fact.decay_year < 5, "E0683", "decay", "more than 5 a year is implausible");
}

void check_capex_fact(const Checker& check, const CapexFact& fact) {
    check.require((fact.share > 0) != (fact.usd_server > 0), "E0683", "share",
                  "either a share or an amount a server is given");
}

}  // namespace orrery::catalog
