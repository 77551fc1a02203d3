// What a run means: metrics by path, bottlenecks, charts' data; structs only, what reports read.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/analysis/findings_basis.hpp"
#include "sim/analysis/findings_finance.hpp"
#include "sim/analysis/findings_money.hpp"
#include "sim/engine/observations.hpp"

namespace orrery {

/// A number shown to a user: value, unit, interval, sample size, formula and what it rests on.
struct Metric {
    double value = 0;
    std::string unit;  ///< "s", "USD", "kWh", "gCO2e", "" for shares and counts
    std::optional<double> lo = {};
    std::optional<double> hi = {};
    std::int64_t n = 0;              ///< observations behind it; 0 where that means nothing
    std::string formula;             ///< "p99 of (first token − arrival), network included"
    std::string basis = "modelled";  ///< measured | calibrated | modelled
    bool is_count = false;           ///< rendered as a plain integer in JSON
    double error_pct = 0;            ///< of the weakest input, where it is known; else 0
};

/// Metrics by dotted path ("latency.ttft.p99", "cost.by_site.hall"), in insertion order.
class Metrics {
public:
    void set(std::string path, Metric metric);
    void count(std::string path, std::int64_t value);
    [[nodiscard]] const Metric* find(const std::string& path) const;
    [[nodiscard]] const std::vector<std::pair<std::string, Metric>>& all() const { return all_; }
    /// change(path, metric) of each.
    template <class Change>
    void each(const Change& change) {
        for (auto& [path, metric] : all_) change(path, metric);
    }

private:
    std::vector<std::pair<std::string, Metric>> all_;
    std::map<std::string, std::size_t> index_;
};

struct Bottleneck {
    std::string name;    ///< "KV memory of chat-own"
    std::string cause;   ///< a WaitCause name, "contention" or "network"
    std::string where;   ///< deployment
    double lost_s = 0;   ///< request-seconds lost to it
    double share = 0;    ///< of all time lost
    std::string remedy;  ///< one sentence
    double late_s = 0;   ///< of lost_s, by requests that missed, of workloads below their target
};

struct NextBottleneck {  ///< from the re-run with the first one removed
    std::string removed;
    std::string next;
    double ttft_p99_before_s = 0;
    double ttft_p99_after_s = 0;
};

struct Cdf {
    std::string name;      ///< "TTFT"
    std::string workload;  ///< "all" for the merge
    std::vector<Sketch::Point> points;
    double slo_s = -1;
};

struct Series {         ///< by meter interval
    std::string name;   ///< "power"
    std::string where;  ///< site, pool or deployment
    std::string unit;
    std::vector<double> values;
};

struct CostCell {  ///< site × month × category
    std::string site;
    std::string vendor;
    std::string month;     ///< "2026-11"
    std::string category;  ///< compute, energy, staff, egress, maintenance, depreciation
    double amount = 0;     ///< reporting currency, effective cost
};

struct CarbonCell {  ///< location-based, and the embodied figure that leads: they may be added up
    std::string site;
    std::string source;  ///< "electricity", "cooling and losses", "embodied"
    std::string scope;   ///< "scope 2", "scope 3 category 1"
    double gco2e = 0;    ///< the reporter's share
    double kwh = 0;
};

struct ScopeRow {  ///< a line of the reporter's inventory; columns are alternatives, never a sum
    std::string reporter;
    std::string scope;  ///< "scope 2", "scope 3 category 3"
    std::string what;   ///< "purchased electricity"
    double location_g = 0;
    double market_annual_g = 0;
    double market_hourly_g = 0;
};

struct EnergyFlow {  ///< of the Sankey chart: what flows between two nodes over the run
    std::string site;
    std::string
        from;        ///< grid, PV, wind, battery, stored before, facility, IT, accelerators, hosts
    std::string to;  ///< facility, battery, export, curtailed, battery losses, kept in battery,
                     ///< cooling, distribution, fixed, IT, accelerators, hosts, useful, idle
    double kwh = 0;
};

struct LoadDuration {  ///< a site's facility power, sorted
    std::string site;
    std::vector<double> kw;  ///< of meter intervals, descending
    double cap_kw = 0;       ///< contracted power; 0: not limited
};

struct BoundRow {  ///< simulation beside its analytic bound, a deployment a row
    std::string deployment;
    std::string quantity;  ///< "throughput", "mean wait", "utilisation"
    double simulated = 0;
    double bound = 0;
    std::string unit;
    std::string law;  ///< "≤ slots / E[service]"
    bool holds = true;
};

struct AssertRow {
    std::string text;
    double value = 0;
    std::string unit;
    bool holds = false;
    std::string problem;     ///< unknown path …; empty
    std::string shown = {};  ///< the value in the unit in which the assertion is written
};

struct ProjectRow {
    std::string project;
    std::string tenant;
    std::string workload;
    std::string placed_at;  ///< deployments or pool; empty when infeasible
    std::string reason;
    std::string slo;
};

struct AssetRow {  ///< what a pool is, for an audit: its age, its use, its books, when it ends
    std::string site;
    std::string pool;
    std::string terms;  ///< "owned", "operating lease", "finance lease", "rented"
    std::string server;
    int servers = 0;
    std::string in_service;    ///< first date; empty: before the run, not stated
    double age_years = 0;      ///< at the run's end, of the first delivery
    double utilisation = 0;    ///< useful accelerator time of all that was present
    double cost = 0;           ///< what was paid, reporting currency
    double written_off = 0;    ///< up to the run's end
    double book = 0;           ///< then
    double market = 0;         ///< what a sale would bring then; 0 unless `resale` is stated
    std::string life_end;      ///< date on which nothing is left to depreciate
    std::string contract_end;  ///< date: lease, room or end of use; empty: none
};

/// Equal entries that were made from one: reports show the group instead of each of them.
struct Group {
    std::string kind;  ///< "site", "pool" or "workload"
    std::string name;
    std::vector<std::string> members;
};

struct FlowRow {  ///< data that goes somewhere, in names
    std::string subject;
    std::string data_class;
    std::string what;
    std::string from;
    std::string to;
    std::string country;
    std::string operated_by;
    std::string rule;
    std::string jurisdiction;
    bool encrypted = false;
    bool confidential = false;
    bool allowed = true;  ///< false: residency took the way away
};

struct Findings {
    std::string name;
    std::string description;
    std::string start;  ///< RFC 3339
    double horizon_s = 0;
    double interval_s = 0;
    std::uint64_t seed = 0;
    std::string fidelity = "event";  ///< or "sampled"
    std::string currency;
    bool partial = false;  ///< a limit cut the run
    std::string partial_reason;
    std::vector<std::string> answer;  ///< one to four sentences, the first screen
    Metrics metrics;
    std::vector<FigureBasis> bases;  ///< what families of figures rest on
    std::vector<Bottleneck> bottlenecks;
    std::optional<NextBottleneck> next;
    std::vector<Cdf> cdfs;
    std::vector<Series> series;
    std::vector<CostCell> costs;
    std::vector<CarbonCell> carbon;
    std::vector<ScopeRow> scopes;
    std::vector<EnergyFlow> energy_flows;
    std::vector<LoadDuration> load_durations;
    std::string
        carbon_boundary;  ///< one sentence: reporter, consolidation, what is in and what not
    std::vector<BoundRow> bounds;
    std::vector<AssertRow> asserts;
    std::vector<ProjectRow> projects;
    std::vector<Group> groups;
    std::vector<AssetRow> assets;         ///< of pools with a purchase or a date of purchase
    std::vector<PoolCostRow> pool_costs;  ///< of pools with accelerators
    std::vector<AlternativeRow> alternatives;
    bool alternatives_by_hour = false;    ///< they are compared by an accelerator hour, not by cost
    std::vector<OutageRow> outages;       ///< in order of time
    std::vector<DeliveryRow> deliveries;  ///< of orders with a date, in order of time
    std::vector<std::string> plan_gaps;   ///< of runbooks: owners, roles, targets missed
    std::vector<FlowRow> data_flows;  ///< of classed data; one row where a group would repeat it
    std::vector<RunEvent> events;
    std::vector<Check> checks;
    std::optional<FinanceFindings> finance;  ///< empty: an older result without it
};

}  // namespace orrery
