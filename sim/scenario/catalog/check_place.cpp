// Checks of offers, regions, grids, egress prices and coefficients: references, ranges, means.
#include <date/tz.h>
#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/scenario/catalog/checker.hpp"

namespace orrery::catalog {
namespace {

/// The entry that `key` names, or nullptr after an error with a suggestion.
template <class Map>
const typename Map::mapped_type* resolve(const Checker& check, const Map& entries,
                                         const char* field, const std::string& key) {
    const auto it = entries.find(key);
    if (it != entries.end()) return &it->second;
    std::vector<std::string> names;
    for (const auto& [name, entry] : entries) names.push_back(name);
    const std::string similar = closest(key, names);
    check.require(false, "E0620", field,
                  fmt::format("no {} named \"{}\" in the catalog", field, key),
                  similar.empty() ? "" : "did you mean " + similar + "?");
    return nullptr;
}

void check_time_zone(const Checker& check, const std::string& zone) {
    bool known = true;
    try {
        date::locate_zone(zone);
    } catch (const std::runtime_error&) {
        known = false;
    }
    check.require(known, "E0640", "time_zone", "unknown time zone \"" + zone + "\"",
                  "an IANA name such as Europe/Berlin");
}

void check_country(const Checker& check, const std::string& country) {
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    check.require(country.size() == 2 && upper(country[0]) && upper(country[1]), "E0640", "country",
                  "\"" + country + "\" is not an ISO 3166 code of two letters",
                  "for example DE, US or JP");
}

void check_factors(const Checker& check, const char* field, const std::vector<double>& factors,
                   std::size_t count) {
    if (factors.size() != count) {
        check.require(false, "E0641", field,
                      fmt::format("{} factors, expected {}", factors.size(), count));
        return;
    }
    for (const double factor : factors) {
        if (factor > 0) continue;
        check.require(false, "E0641", field, "a factor is not positive");
        return;
    }
    const double mean =
        std::accumulate(factors.begin(), factors.end(), 0.0) / static_cast<double>(count);
    check.require(std::fabs(mean - 1) <= 1e-6, "E0641", field,
                  fmt::format("the factors' mean is {:.6g}, expected 1", mean),
                  "divide each factor by the mean");
}

}  // namespace

void check_offer(const Checker& check, const Offer& offer) {
    const Region* region = resolve(check, check.catalog().regions, "region", offer.region);
    resolve(check, check.catalog().servers, "server", offer.server);
    check.require(offer.usd_server_h > 0, "E0642", "price", "the price must be positive");
    check.require(!region || region->vendor == offer.vendor, "E0642", "vendor",
                  "\"" + offer.vendor + "\" does not run the region " + offer.region);
}

void check_region(const Checker& check, const Region& region) {
    check_country(check, region.country);
    check_time_zone(check, region.time_zone);
    check.require(region.pue >= 1 && region.pue <= 3, "E0640", "pue",
                  fmt::format("a PUE of {} is impossible or implausible", region.pue),
                  "between 1 and 3; 1.1 to 1.6 is common");
    const Grid* grid = resolve(check, check.catalog().grids, "grid", region.grid);
    check.require(!grid || grid->country == region.country, "E0640", "grid",
                  "the grid " + region.grid + " is in another country");
}

void check_grid(const Checker& check, const Grid& grid) {
    check_country(check, grid.country);
    check_time_zone(check, grid.time_zone);
    check.require(grid.g_kwh > 0 && grid.g_kwh < 2000, "E0640", "intensity",
                  fmt::format("{} gCO2e/kWh is implausible", grid.g_kwh), "between 5 and 1500");
    check.require(grid.usd_kwh >= 0 && grid.usd_kwh < 2, "E0640", "price",
                  fmt::format("{} USD/kWh is implausible", grid.usd_kwh), "between 0.02 and 0.5");
    check.require(grid.direct_g_kwh <= grid.g_kwh, "E0640", "direct",
                  fmt::format("{} gCO2e/kWh of combustion are more than the life cycle's {}",
                              grid.direct_g_kwh, grid.g_kwh),
                  "the life cycle holds combustion and all that is upstream of it");
    check.require(grid.marginal_g_kwh < 2000 && grid.residual_g_kwh < 2000, "E0640", "marginal",
                  "an intensity above 2000 gCO2e/kWh is implausible", "between 5 and 1500");
    check_factors(check, "hourly", grid.hourly, 24);
    check_factors(check, "monthly", grid.monthly, 12);
}

void check_egress(const Checker& check, const EgressPrice& egress) {
    double below = 0;
    for (const EgressTier& tier : egress.tiers) {
        check.require(tier.up_to_gb > below, "E0643", "tiers", "tiers must ascend in up_to");
        check.require(tier.usd_gb >= 0, "E0643", "tiers", "a price must not be negative");
        below = tier.up_to_gb;
    }
    check.require(!egress.tiers.empty() && std::isinf(below), "E0643", "tiers",
                  "the last tier must be without up_to", "add a tier for the rest of the month");
}

void check_coefficient(const Checker& check, const Coefficient& coefficient) {
    check.require(std::isfinite(coefficient.value), "E0644", "value", "must be finite");
    check.require(!coefficient.unit.empty(), "E0644", "value", "a unit is missing",
                  "write `1.12 ratio` for a number without a dimension");
}

/// Fleets lose between one server in ten thousand days and one in ten.
void check_failure_mix(const Checker& check, const FailureMix& mix) {
    double count = 0;
    for (const auto& [cause, n] : mix.hardware) count += n;
    for (const auto& [cause, n] : mix.job) count += n;
    const double rate = count / mix.node_days * 1000;
    check.require(count > 0, "E0645", "", "it counts no interruption");
    check.require(rate < 100, "E0645", "node_days",
                  fmt::format("{:.3g} interruptions in 1,000 node-days are implausible", rate),
                  "between 1 and 20; count servers, not accelerators");
}

}  // namespace orrery::catalog
