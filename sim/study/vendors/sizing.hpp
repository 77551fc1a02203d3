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

/// Mean hours a year that miss an SLO and that no outage struck, of the first few runs.
double steady_misses(const std::vector<VendorRun>& runs);

/// The base with these vendors alone. Where it resizes they grow by the least part of what the
/// others might have had (to a sixteenth) at which the hours without an outage miss no more often
/// than `steady` (< 0: not known) or than all of it lets them.
SizedAlternative size_alternative(const VendorQuestion& question, const World& base,
                                  const Catalog& catalog, const CompileOptions& compile,
                                  const std::vector<std::string>& vendors, double steady);

}  // namespace orrery
