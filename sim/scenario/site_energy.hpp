// What feeds and cools a site, compiled: plant and weather, generation, contracts, battery,
// factors.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/carbon/scope.hpp"
#include "models/facility/cooling.hpp"
#include "models/facility/dispatch.hpp"
#include "orrery/base/time.hpp"
#include "sim/scenario/site_spec.hpp"

namespace orrery {

/// PV or wind behind the meter.
struct OwnGeneration {
    std::vector<double> kw;  ///< mean of each meter interval; empty: none
    double usd_kwh = 0;      ///< levelised cost of what it gives
    double g_kwh = 0;        ///< life cycle of its plant, per kWh given; 0: not known
    std::string source;      ///< of the profile
    double capex_usd = 0;    ///< paid at the start; 0: what it gives is paid as it is generated
    [[nodiscard]] double kw_at(std::size_t i) const { return i < kw.size() ? kw[i] : 0; }
};

/// A contract for generation elsewhere: it settles by the interval and does not pass the meter.
struct PpaTerms {
    std::string name;
    std::vector<double> kw;  ///< contracted output by meter interval
    double usd_kwh = 0;
    bool deliverable = true;  ///< may be matched hourly
    std::string source;
};

/// Factors of what the grid delivers beside its intensity.
struct GridFactors {
    /// Residual mix by meter interval (or one value for all), combustion; empty: none is published
    /// and the location's own intensity stands in.
    std::vector<double> residual_g_kwh;
    std::string residual_source;
    /// Share of the grid by meter interval (or one value for all); empty: not known.
    std::vector<double> carbon_free;
    double losses = 0;       ///< transmission and distribution: share of what is fed in
    double water_l_kwh = 0;  ///< drunk at the plants, per kWh consumed
};

struct SiteEnergy {
    std::optional<facility::CoolingPlant> plant;  ///< none: constant Site::pue
    double rated_it_kw = 0;                       ///< IT load that the plant is built for
    std::vector<facility::Weather> weather;       ///< by meter interval; empty without a plant
    double wue_l_kwh = 0;  ///< on site with a constant PUE, a kWh of IT; 0: none or not known
    double typical_load_share = 0;  ///< of the rated load: what Site::pue_by_interval stands for
    OwnGeneration pv;
    OwnGeneration wind;
    std::vector<PpaTerms> ppas;
    std::vector<CertificateSpec> certificates;
    facility::BatterySpec battery;  ///< capacity 0: none
    facility::DispatchPolicy policy;
    Signal battery_signal = Signal::price;  ///< policies price, carbon, marginal_carbon
    double battery_usd = 0;                 ///< 0: not known
    double battery_embodied_g = 0;
    bool may_export = false;
    double export_usd_kwh = 0;
    GridFactors grid;
    carbon::Reporter reporter;

    [[nodiscard]] bool generates() const { return !pv.kw.empty() || !wind.kw.empty(); }
    [[nodiscard]] bool stores() const { return battery.capacity_kwh > 0; }
};

}  // namespace orrery
