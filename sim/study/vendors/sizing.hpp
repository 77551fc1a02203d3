// How far a vendor grows that takes over the load of those left out: as little as serves it.
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
};

/// Mean hours that miss an SLO; below zero: not known.
struct Misses {
    double steady_h = -1;  ///< a year, of the hours that no outage struck
    double dated_h = -1;   ///< of a run, struck by outages on a date
};
Misses misses_of(const std::vector<VendorRun>& runs);

/// The base with these vendors alone. Where it resizes they grow by the least part of what the
/// others might have had (to a sixteenth) that serves: the hours without an outage miss no more
/// often than those of all vendors `together`, and those of an outage on a date no more often than
/// they do together or with all of it. By all of it where that does not serve either.
SizedAlternative size_alternative(const VendorQuestion& question, const World& base,
                                  const Catalog& catalog, const CompileOptions& compile,
                                  const std::vector<std::string>& vendors, const Misses& together);

}  // namespace orrery
