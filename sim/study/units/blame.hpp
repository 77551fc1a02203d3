// Which uncertain input a run failed by: the replication, the value, and how to keep it in range.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/study/units/bed.hpp"

namespace orrery {

/// "in replication 7, demand at -0.3: …": the problem with the input that brings it about alone, or
/// with the values of all. As it is where no input is drawn.
std::string blamed(const Bed& bed, const Point& point, std::uint64_t replication,
                   const std::vector<double>& quantiles, const std::string& problem);

}  // namespace orrery
