// The vocabulary of what stands at a site: pools and their supply, autoscalers.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Choices<Precision> kPrecisions{{"fp32", Precision::fp32},   {"bf16", Precision::bf16},
                                     {"fp8", Precision::fp8},     {"fp4", Precision::fp4},
                                     {"mxfp4", Precision::mxfp4}, {"int8", Precision::int8},
                                     {"int4", Precision::int4}};

const Table<SupplySpec>& supply_table() {
    static const Table<SupplySpec> t{
        "How a request for more servers is answered.",
        {whole("max_servers", &SupplySpec::max_servers,
               "What the pool may grow to in all; 0: it does not grow")
             .max(1e6),
         quantity("refuse", &SupplySpec::refuse, Measure::share, "Probability of no server at all")
             .min(0)
             .max(1),
         quantity("partial", &SupplySpec::partial, Measure::share,
                  "Probability of a uniform share of what was asked")
             .min(0)
             .max(1),
         span("delay", &SupplySpec::delay, "Mean time until they come; exponential")}};
    return t;
}

const Table<PoolSpec>& pool_table() {
    static const Choices<ContractKind> contracts{{"owned", ContractKind::owned},
                                                 {"on_demand", ContractKind::on_demand}};
    static const Table<PoolSpec> t{
        "Equal servers at one site under one contract.",
        {text("name", &PoolSpec::name, "Name, unique among pools").required(),
         text("site", &PoolSpec::site, "Site that houses it").required(),
         text("server", &PoolSpec::server, "Catalog server").required(),
         whole("servers", &PoolSpec::servers, "Servers present from the start").max(1e6),
         choice("contract", &PoolSpec::contract, contracts, "How the servers are had"),
         text("offer", &PoolSpec::offer, "Catalog price; default: of this server in this region"),
         quantity("price", &PoolSpec::price_usd_server_h, Measure::money_hour,
                  "Negotiated price of a server; default: the offer's", -1)
             .min(0),
         quantity("list_price", &PoolSpec::list_usd_server_h, Measure::money_hour,
                  "List price beside a negotiated one", -1)
             .min(0),
         quantity("capex", &PoolSpec::capex_usd_server, Measure::money,
                  "Price of an owned server; default: the catalog's", -1)
             .min(0),
         quantity("life", &PoolSpec::life_years, Measure::number,
                  "Years of straight-line depreciation")
             .above(0)
             .max(50),
         quantity("residual", &PoolSpec::residual, Measure::share, "Share of capex left at the end")
             .min(0)
             .max(1),
         quantity("maintenance", &PoolSpec::maintenance_per_year, Measure::share, "Of capex a year")
             .min(0)
             .max(1),
         quantity("staff", &PoolSpec::staff_usd_year, Measure::money_year,
                  "Staff cost of the whole pool")
             .min(0),
         quantity("power_cap", &PoolSpec::power_cap_w, Measure::power,
                  "Limit of one accelerator's draw; default: its own", 0)
             .min(0),
         span("sleep_after", &PoolSpec::sleep_after,
              "Accelerators without work go to sleep after this; default: never")
             .min(0),
         boolean("confidential", &PoolSpec::confidential, "Confidential computing: costs time"),
         text("bought", &PoolSpec::bought,
              "Date of purchase, for carbon and wear; default: before the run, new at its start"),
         object("failures", &PoolSpec::failures, failure_table, "How its servers fail"),
         objects("maintenance_windows", &PoolSpec::maintenance, maintenance_table,
                 "When servers are taken down on purpose"),
         optional_object("spot", &PoolSpec::spot, spot_table,
                         "The vendor may take servers back; what is gone is not paid"),
         quantity("granularity", &PoolSpec::granularity_s, Measure::duration,
                  "on_demand: a session is billed in whole multiples")
             .above(0),
         quantity("minimum_charge", &PoolSpec::minimum_s, Measure::duration,
                  "on_demand: shortest session that is billed")
             .min(0),
         text_map("tags", &PoolSpec::tags, "Names with a text each, on its bills"),
         optional_object("purchase", &PoolSpec::purchase, purchase_table,
                         "owned: order, delivery, depreciation, residual value, financing"),
         optional_object("scheduler", &PoolSpec::scheduler, pool_scheduler_table,
                         "How recorded jobs share the pool"),
         object("supply", &PoolSpec::supply, supply_table, "How requests for more are answered")}};
    return t;
}

const Table<AutoscalerSpec>& autoscaler_table() {
    static const Choices<AutoscaleMetric> metrics{{"queue", AutoscaleMetric::queue},
                                                  {"utilisation", AutoscaleMetric::utilisation},
                                                  {"ttft", AutoscaleMetric::ttft}};
    static const Table<AutoscalerSpec> t{
        "When replicas are added and removed.",
        {choice("metric", &AutoscalerSpec::metric, metrics,
                "queue: waiting requests a replica; utilisation: share of sequence slots in use; "
                "ttft: mean time to first token since the last decision, in seconds"),
         quantity("target", &AutoscalerSpec::target, Measure::number, "Value to keep").above(0),
         span("interval", &AutoscalerSpec::interval, "Time between decisions").min(0.1),
         span("scale_down_after", &AutoscalerSpec::scale_down_after,
              "How long fewer replicas must have done before one goes")}};
    return t;
}

}  // namespace orrery
