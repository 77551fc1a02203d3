// Sites as the user means them: who runs them, what they may draw, how they are cooled and fed.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/time.hpp"
#include "sim/scenario/asset_spec.hpp"

namespace orrery {

/// Own hall, room rented in somebody's hall, a cloud's region, a GPU cloud, a small place near the
/// users, a provider that sells tokens.
enum class SiteKind { on_prem, colocation, cloud, neocloud, edge, api };
/// Its energy is in the price of the server or token: there is no electricity bill of one's own.
[[nodiscard]] constexpr bool is_rented(SiteKind kind) {
    return kind == SiteKind::cloud || kind == SiteKind::neocloud || kind == SiteKind::api;
}

/// What a policy or a battery looks at.
enum class Signal { average, marginal, price };

/// An outage or any other span on a date; `at` counts from the scenario's start.
struct OutageSpec {
    SourcePosition where;
    Nanos at;
    Nanos duration;
    std::string reason;
};

/// So much warmer than the climate or series says.
struct HeatWaveSpec {
    SourcePosition where;
    Nanos at;
    Nanos duration;
    double degrees = 0;  ///< K
};

struct WeatherSpec {
    std::string climate;  ///< catalog climate; empty: the grid zone's
    std::string series;   ///< CSV of hourly temperature and humidity instead
    std::string zone;     ///< its rows of this zone; empty: the site's grid
    std::vector<HeatWaveSpec> heat_waves;
};

struct RackSpec {
    SourcePosition where;
    int count = 0;         ///< 0: not limited
    double power_w = 0;    ///< each may draw; 0: not limited
    double cooling_w = 0;  ///< each may shed; 0: as much as it may draw
    int units = 42;        ///< rack units of each
};

/// A step by which the floor grows: racks with power and cooling.
struct ModuleSpec {
    SourcePosition where;
    std::string name;
    Nanos at{0};  ///< ready then
    int racks = 0;
    double power_w = 0;
    double cooling_w = 0;
    double capex_usd = 0;
    double life_years = 15;
};

/// The data centre or the grid may ask for less for a payment; no deadline is missed for it.
struct FlexibleSpec {
    SourcePosition where;
    std::string name;
    Nanos at;
    Nanos duration;
    Nanos every = Nanos::never();  ///< again after this time
    double reduce_to_w = 0;        ///< the site draws no more, cooling included
    double payment_usd_kwh = 0;    ///< for energy below what it would have drawn
    double payment_usd = 0;        ///< for each call that was kept
};

enum class Technology { pv, wind, baseload };
enum class BatteryPolicy { self_consumption, price, carbon, marginal_carbon, peak_shaving };

/// PV or wind on site: from its own profile or from climate and geometry.
struct GenerationSpec {
    SourcePosition where;
    double capacity_w = 0;
    std::string series;   ///< CSV of output per unit of capacity, 0 … 1, or of kW
    std::string column;   ///< of it
    std::string zone;     ///< of it
    double tilt = 35;     ///< PV: degrees from the horizontal
    double azimuth = 0;   ///< PV: degrees from the equator's direction, west positive
    std::string turbine;  ///< wind: catalog turbine
    double usd_kwh = 0;   ///< levelised cost of what it gives
    double capex_usd = 0;
};

/// A contract for somebody's generation; it settles by the interval and does not pass the meter.
struct PpaSpec {
    SourcePosition where;
    std::string name;
    Technology technology = Technology::baseload;
    double capacity_w = 0;
    std::string series;
    std::string column;
    std::string zone;
    double usd_kwh = 0;
    bool deliverable = true;  ///< in the market of the site: may count hourly
    Nanos from{0};
    Nanos until = Nanos::never();
};

/// Certificates without energy: they change the market-based figure alone.
struct CertificateSpec {
    SourcePosition where;
    std::string name;
    double share = 0;       ///< of the site's consumption …
    double energy_kwh = 0;  ///< … or so much over the run
    double usd_kwh = 0;
    double g_kwh = 0;  ///< of what they stand for
};

struct BatterySpec {
    SourcePosition where;
    std::string kind = "lfp";  ///< catalog battery: losses, cycle life, price
    double capacity_kwh = 0;
    double charge_w = 0;     ///< 0: as discharge
    double discharge_w = 0;  ///< 0: capacity in four hours
    double charge_efficiency = -1;
    double discharge_efficiency = -1;
    double initial = .5;  ///< state of charge
    double minimum = -1;
    double maximum = -1;
    BatteryPolicy policy = BatteryPolicy::self_consumption;
    double peak_w = 0;        ///< peak_shaving: what the grid shall see at most
    double low_share = .25;   ///< price, carbon: charges in this share of a day's best hours …
    double high_share = .25;  ///< … and gives in this share of its worst
};

struct EnergySpec {
    std::optional<GenerationSpec> pv;
    std::optional<GenerationSpec> wind;
    std::vector<PpaSpec> ppas;
    std::vector<CertificateSpec> certificates;
    std::optional<BatterySpec> battery;
    bool may_export = false;  ///< what is left goes to the grid; else it is curtailed
    double export_usd_kwh = 0;
};

/// What the reporting organisation is to the site: it decides scope and category of each kilogram.
enum class Relation { automatic, owner, colocation_tenant, leased_asset, cloud_tenant };
/// How it consolidates (GHG Protocol Corporate Standard, chapter 3).
enum class Consolidation { operational_control, financial_control, equity_share };

struct SiteSpec {
    SourcePosition where;
    std::string name;
    int count = 1;      ///< equal sites from this entry
    std::string group;  ///< name of the entry that it came from; empty: none
    SiteKind kind = SiteKind::on_prem;
    std::string region;        ///< catalog region key ("aws/eu-central-1"); empty for own sites
    std::string country;       ///< ISO 3166 alpha-2; from the region where one is given
    std::string vendor;        ///< who is paid: from the region, else "own"
    std::string operated_by;   ///< who runs it; empty: the vendor
    std::string jurisdiction;  ///< country whose law binds that operator; empty: the vendor's
    std::vector<std::string> certifications;
    std::string grid;  ///< catalog grid zone
    std::string time_zone = "UTC";
    double pue = 0;         ///< ≥ 1; 0: of the cooling plant, else the catalog region's
    double wue_l_kwh = -1;  ///< on site, a kWh of IT; −1: of the plant, else the vendor's
    std::string cooling;    ///< catalog plant: PUE and water follow load and weather
    double it_power_w = 0;  ///< that the plant is built for; 0: nameplates of the site's servers
    WeatherSpec weather;
    std::string grid_series;      ///< CSV of hourly grid intensity; empty: catalog annual value
    std::string grid_zone;        ///< its rows of this zone; empty: `grid`
    std::string marginal_series;  ///< likewise of marginal intensity
    std::string price_series;     ///< likewise of prices
    std::string price_zone;
    bool allow_gaps = false;          ///< long gaps of series are bridged; else they are errors
    bool annual_average = false;      ///< a zone without hours takes the catalog's annual mean
    double electricity_usd_kwh = -1;  ///< own sites; −1: the grid zone's catalog price
    double contracted_power_w = 0;    ///< 0: not limited
    double cooling_limit_w = 0;       ///< heat that the plant can shed; 0: not limited
    std::optional<RackSpec> racks;
    std::vector<ModuleSpec> modules;
    std::vector<FlexibleSpec> flexible;
    EnergySpec energy;
    std::optional<TariffSpec> tariff;
    std::optional<ColocationSpec> colocation;
    Relation relation = Relation::automatic;
    Consolidation boundary = Consolidation::operational_control;
    double equity = 1;              ///< equity_share: of the site
    bool controls_energy = true;    ///< colocation tenant: scope 2, else scope 3 category 8
    bool as_leased_assets = false;  ///< cloud tenant: category 8 instead of 1
    bool finance_lease = true;      ///< leased asset: on the reporter's own books
    std::vector<OutageSpec> outages;
};

/// What a kind of data allows; each list empty: anything.
struct DataClassSpec {
    SourcePosition where;
    std::string name;
    std::vector<std::string> countries;       ///< where it may be
    std::vector<std::string> jurisdictions;   ///< whose law may bind the operator
    std::vector<std::string> operators;       ///< who may run the place
    std::vector<std::string> certifications;  ///< all of them are wanted
    bool encrypted = false;                   ///< in transit and at rest: costs time
    bool confidential = false;                ///< only on confidential-computing servers
};

enum class MarketMatching { annual, hourly };
enum class IntensityKind { life_cycle, direct };
enum class EmbodiedRule { amortised, purchase_year };
enum class AllocationRule { busy_time, tokens };

/// How the organisation reports; all figures are computed, this says which lead.
struct ReportingSpec {
    MarketMatching market = MarketMatching::annual;
    IntensityKind intensity = IntensityKind::life_cycle;  ///< of the scenario's grid series
    EmbodiedRule embodied = EmbodiedRule::amortised;
    AllocationRule allocation = AllocationRule::busy_time;  ///< of idle to workloads
    std::string reporter = "the organisation";
};

/// Batch work waits for better hours; interactive work goes where they are.
struct ShiftSpec {
    SourcePosition where;
    Signal signal = Signal::average;
    Nanos within{0};             ///< may start so much later
    bool interruptible = false;  ///< may stop at a checkpoint and go on in another good hour
    double forecast_error = 0;   ///< relative standard deviation of the forecast, a day ahead
};

}  // namespace orrery
