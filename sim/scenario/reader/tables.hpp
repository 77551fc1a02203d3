// The vocabulary of scenarios: the table of every struct that a user writes.
#pragma once
#include "sim/scenario/fields.hpp"

namespace orrery {

const Table<Scenario>& scenario_table();
const Table<SiteSpec>& site_table();
const Table<OutageSpec>& outage_table();
const Table<WeatherSpec>& weather_table();
const Table<RackSpec>& rack_table();
const Table<ModuleSpec>& module_table();
const Table<FlexibleSpec>& flexible_table();
const Table<EnergySpec>& energy_table();
const Table<DataClassSpec>& data_class_table();
const Table<ReportingSpec>& reporting_table();
const Table<ShiftSpec>& shift_table();
const Table<PoolSpec>& pool_table();
const Table<FailureSpec>& failure_table();
const Table<SupplySpec>& supply_table();
const Table<DeploymentSpec>& deployment_table();
const Table<AutoscalerSpec>& autoscaler_table();
const Table<WorkloadSpec>& workload_table();
const Table<TraceSpec>& trace_table();
const Table<SyntheticSpec>& synthetic_table();
const Table<LengthSpec>& length_table();
const Table<GrowthSpec>& growth_table();
const Table<FlashCrowdSpec>& flash_crowd_table();
const Table<SloSpec>& slo_table();
const Table<RateLimitSpec>& rate_limit_table();
const Table<ConversationSpec>& conversation_table();
const Table<CallSpec>& call_table();
const Table<JobSpec>& job_table();
const Table<JobTraceSpec>& job_trace_table();
const Table<PoolSchedulerSpec>& pool_scheduler_table();
const Table<MaintenanceSpec>& maintenance_table();
const Table<SpotSpec>& spot_table();
const Table<RttSpec>& rtt_table();
const Table<DatasetSpec>& dataset_table();
Field<Scenario> network_field();
const Table<ContractsSpec>& contracts_table();
const Table<FxSpec>& fx_table();
const Table<PurchaseSpec>& purchase_table();
const Table<TariffSpec>& tariff_table();
const Table<ColocationSpec>& colocation_table();
const Table<RoleSpec>& role_table();
const Table<FinanceSpec>& finance_table();
const Table<ValueSpec>& value_table();
const Table<VendorSpec>& vendor_table();
const Table<DisruptionSpec>& disruption_table();
const Table<PriorSpec>& prior_table();
const Table<ServiceSpec>& service_table();
const Table<RunbookSpec>& runbook_table();
const Table<AssumptionSpec>& assumption_table();
const Table<Project>& project_table();
const Table<LimitSpec>& limit_table();

extern const fields::Choices<Precision> kPrecisions;
extern const fields::Choices<TraceFormat> kTraceFormats;
extern const fields::Choices<Signal> kSignals;

}  // namespace orrery
