// The vocabulary of catalog files: the field table of every kind of entry.
#pragma once
#include "sim/scenario/catalog.hpp"
#include "sim/scenario/fields.hpp"

namespace orrery::catalog {

const Table<Accelerator>& accelerator_table();
const Table<Server>& server_table();
const Table<llm::ModelShape>& model_table();
const Table<llm::EngineProfile>& engine_table();
const Table<training::Profile>& training_table();
const Table<Offer>& offer_table();
const Table<Region>& region_table();
const Table<Grid>& grid_table();
const Table<ClimateFact>& climate_table();
const Table<CoolingFact>& cooling_table();
const Table<BatteryFact>& battery_table();
const Table<TurbineFact>& turbine_table();
const Table<ModuleFact>& module_table();
const Table<EgressPrice>& egress_table();
const Table<TransferList>& transfer_table();
const Table<Coefficient>& coefficient_table();
const Table<FailureMix>& failure_mix_table();
const Table<CollectiveProfile>& collective_table();
const Table<CountryGroup>& country_group_table();
const Table<VendorFact>& vendor_table();
const Table<ApiPrice>& api_price_table();
const Table<TaxSchedule>& tax_schedule_table();
const Table<TariffFact>& tariff_fact_table();
const Table<LeadTimeFact>& lead_time_fact_table();
const Table<SalaryFact>& salary_table();
const Table<ColocationFact>& colocation_fact_table();
const Table<ResidualFact>& residual_fact_table();
const Table<CapexFact>& capex_fact_table();
const Table<OutageFact>& outage_fact_table();
const Table<FillRateFact>& fill_rate_table();
const Table<FabFact>& fab_table();
const Table<CommitmentFact>& commitment_table();
const Table<StorageFact>& storage_fact_table();
const Table<TaxFact>& tax_fact_table();

/// A text of the entry's provenance; like all of them, its content is judged by check_catalog.
template <class T>
Field<T> provenance_text(const char* key, std::string Provenance::*m, const char* doc) {
    Field<T> f = fields::make<T>(key, FieldKind::text, doc);
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (auto v = r.text(n, path)) o.provenance.*m = *v;
    };
    f.value = [m](const T& o) { return o.provenance.*m; };
    return f;
}

/// The fields of a kind followed by source, as_of, valid_until and confidence.
template <class T>
Table<T> sourced(const char* doc, std::vector<Field<T>> own) {
    own.push_back(provenance_text<T>("source", &Provenance::source,
                                     "Who states it, so that it can be looked up again")
                      .required());
    own.push_back(provenance_text<T>("as_of", &Provenance::as_of,
                                     "The day for which it was stated, as 2026-09-29")
                      .required());
    own.push_back(provenance_text<T>("valid_until", &Provenance::valid_until,
                                     "Last day it is trusted, instead of the usual life"));
    own.push_back(provenance_text<T>("confidence", &Provenance::confidence,
                                     "measured, published, estimated or assumed")
                      .required());
    return {doc, std::move(own)};
}

}  // namespace orrery::catalog
