// Facts about owning: tax schedules, tariffs, lead times, salaries, colocation, resale, capex.
#pragma once
#include <string>
#include <vector>

#include "models/hardware/accelerator.hpp"

namespace orrery {

/// Shares of the cost that a tax law lets be written off, by year in service.
struct TaxSchedule {
    std::string name;  ///< "us-macrs-5"
    std::string country;
    std::vector<double> shares;
    Provenance provenance;
};

/// What electricity costs beside its energy price.
struct TariffFact {
    std::string name;
    std::string country;
    double demand_usd_kw_month = 0;
    double demand_interval_s = 900;
    double ratchet = 0;
    double minimum_take = 0;
    double levies_usd_kwh = 0;
    double standing_usd_year = 0;
    Provenance provenance;
};

/// From order to delivery: quantiles of a lognormal distribution.
struct LeadTimeFact {
    std::string name;
    double p50_s = 0;
    double p90_s = 0;
    Provenance provenance;
};

/// A year of one person with overhead.
struct SalaryFact {
    std::string name;
    std::string country;
    double usd_year = 0;
    Provenance provenance;
};

struct ColocationFact {
    std::string name;
    double usd_kw_month = 0;
    double escalation_year = 0;
    Provenance provenance;
};

/// What used hardware brings: initial · e^(−decay · years), less the haircut of selling.
struct ResidualFact {
    std::string name;
    double initial = 1;
    double decay_year = 0;
    double haircut = 0;
    Provenance provenance;
};

/// What comes beside servers: a share of their price or so much a server.
struct CapexFact {
    std::string name;
    double share = 0;
    double usd_server = 0;
    double life_years = 0;  ///< 0: as the servers
    Provenance provenance;
};

}  // namespace orrery
