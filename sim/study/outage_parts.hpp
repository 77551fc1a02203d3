// Outage processes of sites as the parts and shared causes of the closed form.
#pragma once
#include <vector>

#include "models/reliability/common_cause.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

struct OutageParts {
    std::vector<reliability::SitePart> parts;  ///< as the sites; units are the caller's
    std::vector<reliability::SharedCause> causes;
};

/// The outage processes that take a site's servers or its clients away, at their rates: data and
/// edge planes. A date of one run says nothing about the long run and is left out.
std::vector<OutageProcess> rated_outages(const World& world, SiteId site);

/// Groups that strike the sites, and processes that take several of them at once, are shared
/// causes; a site takes part in one of them, the one of the greatest rate.
OutageParts outage_parts(const World& world, const std::vector<SiteId>& sites);

}  // namespace orrery
