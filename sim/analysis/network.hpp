// What partitions did, in a sentence.
#pragma once
#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

/// Empty without partitions that began.
std::string partition_sentence(const Input& in);

}  // namespace orrery::analysis
