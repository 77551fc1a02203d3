// What the catalog's checks share: where an entry stands, how a finding about it is reported.
#pragma once
#include <string>

#include "sim/scenario/catalog.hpp"

namespace orrery::catalog {

/// Findings about one entry, at its place in its file.
class Checker {
public:
    Checker(const Catalog& catalog, Diagnostics& diagnostics, const std::string& kind,
            const std::string& name)
        : catalog_(catalog), diagnostics_(diagnostics), path_(kind + "." + name) {}

    /// Reports unless `good`; `field` may be empty for the entry as a whole.
    void require(bool good, const char* code, const std::string& field, const std::string& message,
                 const std::string& hint = "") const {
        if (!good) report(Severity::error, code, field, message, hint);
    }
    void warn(const char* code, const std::string& field, const std::string& message,
              const std::string& hint) const {
        report(Severity::warning, code, field, message, hint);
    }
    [[nodiscard]] const Catalog& catalog() const { return catalog_; }

private:
    void report(Severity severity, const char* code, const std::string& field,
                const std::string& message, const std::string& hint) const;

    const Catalog& catalog_;
    Diagnostics& diagnostics_;
    std::string path_;
};

/// Source given, dates valid and in order, confidence of the enumerated set, age at `today`.
void check_provenance(const Checker& check, const Provenance& provenance, int life_months,
                      const std::string& today);

void check_accelerator(const Checker& check, const Accelerator& accelerator);
void check_server(const Checker& check, const Server& server);
void check_model(const Checker& check, const llm::ModelShape& model);
void check_engine(const Checker& check, const llm::EngineProfile& engine);
void check_training(const Checker& check, const training::Profile& profile);
void check_offer(const Checker& check, const Offer& offer);
void check_region(const Checker& check, const Region& region);
void check_grid(const Checker& check, const Grid& grid);
void check_climate(const Checker& check, const ClimateFact& climate);
void check_cooling(const Checker& check, const CoolingFact& fact);
void check_battery(const Checker& check, const BatteryFact& fact);
void check_turbine(const Checker& check, const TurbineFact& fact);
void check_module(const Checker& check, const ModuleFact& fact);
void check_egress(const Checker& check, const EgressPrice& egress);
void check_transfer(const Checker& check, const TransferList& list);
void check_coefficient(const Checker& check, const Coefficient& coefficient);
void check_failure_mix(const Checker& check, const FailureMix& mix);
void check_collective(const Checker& check, const CollectiveProfile& profile);
void check_country_group(const Checker& check, const CountryGroup& group);
void check_vendor(const Checker& check, const VendorFact& vendor);
void check_api_price(const Checker& check, const ApiPrice& price);
void check_tax_schedule(const Checker& check, const TaxSchedule& fact);
void check_tariff_fact(const Checker& check, const TariffFact& fact);
void check_lead_time_fact(const Checker& check, const LeadTimeFact& fact);
void check_salary(const Checker& check, const SalaryFact& fact);
void check_colocation_fact(const Checker& check, const ColocationFact& fact);
void check_residual_fact(const Checker& check, const ResidualFact& fact);
void check_capex_fact(const Checker& check, const CapexFact& fact);
void check_outage(const Checker& check, const OutageFact& fact);
void check_fill_rate(const Checker& check, const FillRateFact& fact);
void check_fab(const Checker& check, const FabFact& fact);
void check_commitment(const Checker& check, const CommitmentFact& fact);
void check_storage(const Checker& check, const StorageFact& fact);
void check_tax(const Checker& check, const TaxFact& fact);

}  // namespace orrery::catalog
