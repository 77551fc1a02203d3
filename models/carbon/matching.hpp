// Contracted carbon-free supply against load: matching by year and by hour, CFE, market-based.
#pragma once
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace orrery::carbon {

/// min(1, ΣC / ΣL); 1 without load.
double annual_match(std::span<const double> load, std::span<const double> supply);
/// Σ min(L, C) / ΣL ≤ annual_match; 1 without load. Excess of an hour is never carried over.
double hourly_match(std::span<const double> load, std::span<const double> supply);
/// Σ [min(L, C) + max(0, L − C) · grid_cfe] / ΣL, 0..1: share of carbon-free energy, the grid's own
/// included; `grid_cfe` 0..1 by interval, or one value for all.
double carbon_free_share(std::span<const double> load, std::span<const double> supply,
                         std::span<const double> grid_cfe);

enum class InstrumentKind { ppa, certificate, supplier };

/// A contractual instrument: bundled (PPA), unbundled certificate, supplier's own factor.
struct Instrument {
    std::string name;
    InstrumentKind kind = InstrumentKind::certificate;
    double g_kwh = 0;                ///< what its energy is booked at
    std::vector<double> supply_kwh;  ///< by interval; empty: only a volume is known
    double volume_kwh = 0;           ///< used where `supply_kwh` is empty
    /// Vintage: intervals [first, last) in which it may be claimed.
    std::size_t first = 0;
    std::size_t last = std::numeric_limits<std::size_t>::max();
};

/// What market-based accounting makes of a load. Σ covered + residual_kwh = load.
struct MarketBased {
    double g = 0;
    double residual_kwh = 0;          ///< at the residual mix
    std::vector<double> covered_kwh;  ///< by instrument, in the order given
    std::vector<double> unused_kwh;   ///< by instrument: bought and not claimed
    std::vector<double> g_by_interval;
};

/// By year: an instrument covers what its vintage's load still needs, spread over it pro rata.
/// `residual_g_kwh` by interval, or one value for all: the residual mix where there is one, else
/// the location-based intensity, which the caller says.
MarketBased market_based_annual(std::span<const double> load_kwh,
                                std::span<const Instrument> instruments,
                                std::span<const double> residual_g_kwh);
/// By hour: an interval is covered only by supply of that interval; an instrument of which only
/// the volume is known covers nothing.
MarketBased market_based_hourly(std::span<const double> load_kwh,
                                std::span<const Instrument> instruments,
                                std::span<const double> residual_g_kwh);

/// Σ load · intensity, g. Instruments have no part in it.
double location_based(std::span<const double> load_kwh, std::span<const double> g_kwh);

}  // namespace orrery::carbon
