// How many servers an alternative has: as few as serve the load, the cheapest pools first.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/study/vendors/study.hpp"

namespace orrery {

struct SizedAlternative {
    std::optional<World> world;  ///< none where the demand has nowhere to go
    std::vector<VendorRun> runs;
    std::string infeasible;
    PoolServers servers;  ///< of pools that were sized; empty: all are as the base has them
};

/// Mean hours that miss an SLO; below zero: not known.
struct Misses {
    double steady_h = -1;  ///< a year, of the hours that no outage struck
    double dated_h = -1;   ///< of a run, struck by outages on a date
};
Misses misses_of(const std::vector<VendorRun>& runs);

/// What alternatives are sized by: the base as it stands, with all of its vendors.
struct SizingBase {
    const VendorQuestion& question;
    const World& world;
    const Catalog& catalog;
    const CompileOptions& compile;
    Misses misses{};                   ///< not known: nothing is resized
    std::vector<CarriedLoad> loads{};  ///< by deployment
};

/// The base with these vendors alone. Where it resizes, their rented pools have as few servers as
/// serve, the cheapest pools first: the hours without an outage miss no more often than those of
/// the base as it stands, and those of an outage on a date no more often than there or with all
/// that may be had. All of that where it does not serve either.
SizedAlternative size_alternative(const SizingBase& base, const std::vector<std::string>& vendors);

}  // namespace orrery
