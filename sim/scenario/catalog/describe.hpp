// Catalog entries as rows of text: what `catalog list` and `catalog show` print.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/catalog.hpp"

namespace orrery::catalog {

/// Field and value as text, in the order of the catalog's files.
using Rows = std::vector<std::pair<std::string, std::string>>;

/// Four telling columns after the name; the order of `columns(kind)`.
using Cells = std::vector<std::string>;

Rows describe(const Accelerator& accelerator);
Rows describe(const Server& server);
Rows describe(const llm::ModelShape& model);
Rows describe(const llm::EngineProfile& engine);
Rows describe(const training::Profile& profile);
Rows describe(const Offer& offer);
Rows describe(const Region& region);
Rows describe(const Grid& grid);
Rows describe(const ClimateFact& climate);
Rows describe(const CoolingFact& fact);
Rows describe(const BatteryFact& fact);
Rows describe(const TurbineFact& fact);
Rows describe(const ModuleFact& fact);
Rows describe(const EgressPrice& egress);
Rows describe(const TransferList& list);
Rows describe(const Coefficient& coefficient);
Rows describe(const FailureMix& mix);
Rows describe(const CollectiveProfile& profile);
Rows describe(const CountryGroup& group);
Rows describe(const VendorFact& vendor);
Rows describe(const ApiPrice& price);
Rows describe(const TaxSchedule& fact);
Rows describe(const TariffFact& fact);
Rows describe(const LeadTimeFact& fact);
Rows describe(const SalaryFact& fact);
Rows describe(const ColocationFact& fact);
Rows describe(const ResidualFact& fact);
Rows describe(const CapexFact& fact);
Rows describe(const OutageFact& fact);
Rows describe(const FillRateFact& fact);
Rows describe(const FabFact& fact);
Rows describe(const CommitmentFact& fact);
Rows describe(const StorageFact& fact);
Rows describe(const TaxFact& fact);

Cells summarise(const Accelerator& accelerator);
Cells summarise(const Server& server);
Cells summarise(const llm::ModelShape& model);
Cells summarise(const llm::EngineProfile& engine);
Cells summarise(const training::Profile& profile);
Cells summarise(const Offer& offer);
Cells summarise(const Region& region);
Cells summarise(const Grid& grid);
Cells summarise(const ClimateFact& climate);
Cells summarise(const CoolingFact& fact);
Cells summarise(const BatteryFact& fact);
Cells summarise(const TurbineFact& fact);
Cells summarise(const ModuleFact& fact);
Cells summarise(const EgressPrice& egress);
Cells summarise(const TransferList& list);
Cells summarise(const Coefficient& coefficient);
Cells summarise(const FailureMix& mix);
Cells summarise(const CollectiveProfile& profile);
Cells summarise(const CountryGroup& group);
Cells summarise(const VendorFact& vendor);
Cells summarise(const ApiPrice& price);
Cells summarise(const TaxSchedule& fact);
Cells summarise(const TariffFact& fact);
Cells summarise(const LeadTimeFact& fact);
Cells summarise(const SalaryFact& fact);
Cells summarise(const ColocationFact& fact);
Cells summarise(const ResidualFact& fact);
Cells summarise(const CapexFact& fact);
Cells summarise(const OutageFact& fact);
Cells summarise(const FillRateFact& fact);
Cells summarise(const FabFact& fact);
Cells summarise(const CommitmentFact& fact);
Cells summarise(const StorageFact& fact);
Cells summarise(const TaxFact& fact);

/// 3.35e12 and "B/s" → "3.35 TB/s"; four significant digits.
std::string with_unit(double value, const char* unit);

}  // namespace orrery::catalog
