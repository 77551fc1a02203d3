// What the rates of outage processes let one expect of an alternative, beside what its runs saw.
#pragma once
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/engine/observations.hpp"
#include "sim/study/vendors/study.hpp"

namespace orrery {

/// Rate and hours of outages at the vendors' sites of the base; `miss_h` is left open.
VendorOutages expected_outages(const World& base, const std::vector<std::string>& vendors);

/// Mean arrivals at each deployment, and what it could carry with all of its replicas: arrivals /
/// offered work (device time of a mean request in a full batch). Where nothing arrived, what an
/// accelerator of the others carries; where no other is known either, what arrived.
std::vector<CarriedLoad> carried_loads(const World& world, const Observations& observations,
                                       const Findings& findings);

/// Expected hours a year in which the sites that are not out cannot carry the mean load of some
/// workload.
double expected_outage_miss_h(const World& world, const std::vector<CarriedLoad>& loads);

}  // namespace orrery
